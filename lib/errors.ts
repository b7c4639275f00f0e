import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";

/** One problem that a person can mend: where it is, what is wrong, what to do. Never holds a secret. */
export interface Issue {
  /** Full config path (`okta-cloudflare-access:settings.scim.removeSeats`) or component (`OktaScimApp "scim"`). */
  readonly where: string;
  /** What is wrong, without a full stop. */
  readonly problem: string;
  /** What to do about it, a sentence; its full stop may be left out. */
  readonly advice: string;
}

/** What kind of mistake a {@link UserError} is about. Stable: scripts may rely on it. */
export type UserErrorCode =
  | "CONFIG_INVALID"
  | "ARGS_INVALID"
  | "LOOKUP_FAILED"
  | "SCIM_SECRET_MISSING"
  | "CLIENT_SECRET_MISSING"
  | "CONNECTION_UNKNOWN"
  | "SIGN_ON_NOT_TAKEN"
  | "SECRET_WOULD_GO_BACK"
  | "ALREADY_THERE"
  | "MADE_TWICE";

/**
 * A mistake of the person who runs the program, or something only they can mend. Pulumi prints its message without a
 * stack trace. Everything else that is thrown is a bug of ours and keeps its stack.
 */
export class UserError extends RunError {
  /** What kind of mistake. */
  readonly code: UserErrorCode;
  /** Every problem found, in the order of the config. */
  readonly issues: readonly Issue[];

  constructor(
    code: UserErrorCode,
    issues: readonly Issue[],
    options: { readonly summary?: string; readonly cause?: unknown } = {},
  ) {
    const message = [...(options.summary === undefined ? [] : [options.summary]), ...issues.map(formatIssue)].join(
      "\n",
    );
    super(message);
    this.name = "UserError";
    // The SDK writes `error serializing property "…": ` in front of an error that comes out of an Output, once per
    // level. That is its own inside and helps nobody.
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined });
    this.code = code;
    this.issues = issues;
    if (options.cause !== undefined) {
      this.cause = options.cause;
    }
  }

  /**
   * The SDK inspects every error of a program, with all that hangs on it. On one that comes out of an Output that is
   * half the program: 25 seconds were measured until the message appeared.
   */
  [inspect.custom](): string {
    return this.message;
  }
}

/** `<where>: <what is wrong>. <what to do>.` */
export function formatIssue(issue: Issue): string {
  return `${issue.where}: ${issue.problem}. ${issue.advice}${/[.?!]$/.test(issue.advice) ? "" : "."}`;
}
