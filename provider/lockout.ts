import type { Json } from "./cloudflare-api";

/** A decision that lets nobody identify: such a policy needs no login method. */
const WITHOUT_LOGIN = new Set(["bypass", "non_identity"]);

/** An application that nobody could enter any more. */
export interface LockedOut {
  readonly name: string;
  readonly domain: string | undefined;
}

/**
 * Which applications lose their last way to log in when a login method goes: those that allow it alone, and, where it is
 * the account's only one, those that allow every login method. An application whose policies all go without a login
 * (bypass, service authentication) is not locked; one without any policy lets nobody in already, and is not counted.
 *
 * @param loginMethods Ids of all login methods of the account.
 */
export function lockedOut(
  applications: readonly Json[],
  loginMethods: readonly string[],
  identityProviderId: string,
): readonly LockedOut[] {
  const others = new Set(loginMethods.filter((id) => id !== identityProviderId));
  return applications.flatMap((application) => {
    const allowed = strings(application.allowed_idps);
    const usesIt = allowed.length === 0 || allowed.includes(identityProviderId);
    const hasAnother = allowed.length === 0 ? others.size > 0 : allowed.some((id) => others.has(id));
    return usesIt && !hasAnother && needsLogin(application)
      ? [{ name: String(application.name ?? application.id), domain: text(application.domain) }]
      : [];
  });
}

function needsLogin({ policies, type }: Json): boolean {
  // The app launcher and the device enrolment have policies of their own and are ways in for people too.
  if (!Array.isArray(policies)) {
    return type !== "bookmark";
  }
  return (policies as Json[]).some(({ decision }) => !WITHOUT_LOGIN.has(String(decision)));
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
