import type { OktaStore } from "../store";
import { record } from "../system-log";
import { type Refusal, refusal } from "./admission";
import { idTokenClaims, type Subject, userinfoClaims } from "./claims";
import { EvaluationError } from "./expression";
import type { Library } from "./library";

/**
 * Lets somebody pass who may get into the application, and writes into the System Log why others may not.
 *
 * @throws AccessDenied of the library, which goes back to the application.
 */
export function requireAccess({ errors }: Library, store: OktaStore, subject: Subject): void {
  const refused = refusal(store, { ...subject, grantType: "authorization_code" }) ?? unevaluated(store, subject);
  if (refused !== undefined) {
    recordRefusal(store, subject, refused);
    throw new errors.AccessDenied(refused.description);
  }
}

/** Okta looks at the claims before it issues a code, so that an error still reaches the application. */
function unevaluated(store: OktaStore, subject: Subject): Refusal | undefined {
  try {
    idTokenClaims(store, subject);
    userinfoClaims(store, subject);
    return undefined;
  } catch (cause) {
    if (cause instanceof EvaluationError) {
      return { error: "access_denied", description: cause.message, reason: "user_claim_evaluation_failure" };
    }
    throw cause;
  }
}

/** Writes into the System Log why somebody did not get into an application. */
export function recordRefusal(
  store: OktaStore,
  { issuer, app, user }: Subject,
  { reason, description }: Refusal,
): void {
  const common = { actor: user, app, reason, debugData: { description } } as const;
  switch (reason) {
    case "user_not_assigned":
      record(store, {
        ...common,
        result: "FAILURE",
        eventType: "app.generic.unauth_app_access_attempt",
        displayMessage: "User attempted unauthorized access to app",
      });
      return;
    case "sign_on_policy_denied":
      record(store, {
        ...common,
        result: "DENY",
        eventType: "policy.evaluate_sign_on",
        displayMessage: "Evaluation of sign-on policy",
      });
      return;
    default:
      record(store, {
        ...common,
        result: "FAILURE",
        eventType: issuer.server === undefined ? "app.oauth2.authorize" : "app.oauth2.as.authorize",
        displayMessage: "OIDC authorization request",
      });
  }
}
