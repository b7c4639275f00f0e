import { randomBytes } from "node:crypto";

/** Statuses with which Okta answers errors. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 429 | 500;

/** The body of every error answer of Okta. https://developer.okta.com/docs/reference/error-codes/ */
export interface ErrorBody {
  readonly errorCode: string;
  readonly errorSummary: string;
  readonly errorLink: string;
  /** `oae` and 22 characters, new in every answer: what Okta's support asks for. */
  readonly errorId: string;
  readonly errorCauses: readonly { readonly errorSummary: string }[];
}

/** An error answer in Okta's form. Routes throw it; the app turns it into a response. */
export class OktaError extends Error {
  override readonly name = "OktaError";

  constructor(
    readonly status: ErrorStatus,
    readonly code: string,
    summary: string,
    readonly causes: readonly string[] = [],
  ) {
    super(summary);
  }

  /** The body to answer with; each call makes a new `errorId`. */
  body(): ErrorBody {
    return {
      errorCode: this.code,
      errorSummary: this.message,
      errorLink: this.code,
      errorId: `oae${randomBytes(17).toString("base64url").slice(0, 22)}`,
      errorCauses: this.causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** E0000001: the request was read, but what it asks for is not valid. `subject` is the field or object at fault. */
export function validationFailed(subject: string, ...causes: string[]): OktaError {
  return new OktaError(400, "E0000001", `Api validation failed: ${subject}`, causes);
}

/** E0000001 for a required field that is missing or empty. */
export function blankField(field: string): OktaError {
  return validationFailed(field, `${field}: The field cannot be left blank`);
}

/** E0000001 for a name that must be unique in the organization. */
export function duplicateField(field: string): OktaError {
  return validationFailed(field, `${field}: An object with this field already exists in the current organization`);
}

/** E0000003: no JSON, or JSON of another shape (also: a word that is not in an enumeration). */
export function malformedBody(): OktaError {
  return new OktaError(400, "E0000003", "The request body was not well-formed.");
}

/** E0000006: the token lacks a permission. */
export function accessDenied(): OktaError {
  return new OktaError(403, "E0000006", "You do not have permission to perform the requested action");
}

/** E0000007: nothing has this id. `type` is Okta's own name of the kind, such as `AppInstance` or `UserGroup`. */
export function notFound(id: string, type: string): OktaError {
  return new OktaError(404, "E0000007", `Not found: Resource not found: ${id} (${type})`);
}

/** E0000011: no credentials, or wrong ones. */
export function invalidToken(): OktaError {
  return new OktaError(401, "E0000011", "Invalid token provided");
}

/** E0000011 in the wording for a request without credentials. */
export function invalidSession(): OktaError {
  return new OktaError(401, "E0000011", "Invalid session");
}

/** E0000008: no route. */
export function pathNotFound(): OktaError {
  return new OktaError(404, "E0000008", "The requested path was not found");
}

/** E0000009: something broke inside. */
export function internalError(): OktaError {
  return new OktaError(500, "E0000009", "Internal Server Error");
}

/** E0000015: the organization did not buy the feature. */
export function featureMissing(): OktaError {
  return new OktaError(401, "E0000015", "You do not have permission to access the feature you are requesting");
}

/** E0000022: the path exists, the method does not. */
export function methodNotAllowed(): OktaError {
  return new OktaError(405, "E0000022", "The endpoint does not support the provided HTTP method");
}

/** E0000029: an `after` that no page handed out. */
export function invalidCursor(): OktaError {
  return new OktaError(400, "E0000029", "Invalid paging request.", ["Invalid cursor."]);
}

/** E0000031: a `search` or `filter` that cannot be read, or names what cannot be searched. */
export function invalidSearch(...causes: string[]): OktaError {
  return new OktaError(400, "E0000031", "Invalid search criteria.", causes);
}

/** E0000038: the user's status forbids it. */
export function wrongUserStatus(): OktaError {
  return new OktaError(403, "E0000038", "This operation is not allowed in the user's current status.");
}

/** E0000047: the rate limit is used up. */
export function rateLimited(): OktaError {
  return new OktaError(429, "E0000047", "API call exceeded rate limit due to too many requests.");
}
