/** A login that failed, with what the person is shown. */
export class LoginError extends Error {
  /** What Access says when the identity provider does not hand out tokens or groups. */
  static readonly FETCH_FAILED = "Failed to fetch user/group information from the identity provider";

  /** @param detail What the identity provider said, or what to do. Never a secret. */
  constructor(
    message: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "LoginError";
  }
}
