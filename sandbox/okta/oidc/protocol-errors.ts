import type { errors } from "oidc-provider";
import type { App } from "../entities";
import { type ErrorBody, OktaError } from "../errors";
import { settingList } from "./clients";

type LibraryError = errors.OIDCProviderError;

/** An error of OAuth 2.0 as Okta answers it to a client. */
export interface ProtocolError {
  readonly status: number;
  readonly body: { readonly error: string; readonly error_description: string } | ErrorBody;
}

/** How errors of the token, introspection and revocation endpoints look, by what the library says about them. */
const CLIENT_ERRORS: readonly (readonly [RegExp, string, string])[] = [
  [/invalid secret provided/, "invalid_client", "The client secret supplied for a confidential client is invalid."],
  [
    /authentication mechanism does not match|must only be provided using one/,
    "invalid_client",
    "Client authentication failed. Either the client or the client credentials are invalid.",
  ],
  [
    /no client authentication mechanism/,
    "invalid_client",
    "Client authentication failed. Either the client or the client credentials are invalid.",
  ],
  [
    /redirect_uri mismatch/,
    "invalid_grant",
    "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
  ],
  [/code_verifier|code_challenge/, "invalid_grant", "PKCE verification failed."],
  [/refresh token/, "invalid_grant", "The refresh token is invalid or expired."],
];

/** What a client that is not known, or not active, is answered: Okta has another body for it than for a wrong secret. */
export function unknownClient(): OktaError {
  return new OktaError(401, "invalid_client", "Invalid value for 'client_id' parameter.");
}

/**
 * An error of the library as Okta answers it.
 *
 * @param app The client, when it is known.
 */
export function protocolError(error: LibraryError, app: App | undefined): ProtocolError {
  const detail = `${error.error_detail ?? ""} ${error.error_description ?? ""}`;
  if (error.error === "invalid_client" && /client not found/.test(detail)) {
    return { status: 401, body: unknownClient().body() };
  }
  const known = CLIENT_ERRORS.find(([pattern]) => pattern.test(detail));
  if (known !== undefined) {
    const [, name, description] = known;
    return { status: name === "invalid_client" ? 401 : 400, body: { error: name, error_description: description } };
  }
  switch (error.error) {
    case "invalid_grant":
      return plain(400, "invalid_grant", "The authorization code is invalid or has expired.");
    case "unsupported_grant_type":
      return plain(
        400,
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server.",
      );
    case "invalid_request":
      return /grant type is not allowed/.test(detail)
        ? plain(400, "unauthorized_client", notAuthorized(app))
        : plain(400, "invalid_request", error.error_description ?? "The request is invalid.");
    case "server_error":
      return plain(500, "server_error", "The authorization server encountered an unexpected condition.");
    default:
      return plain(error.statusCode, error.error, error.error_description ?? error.error);
  }
}

/** What a client is told that asks for a grant it is not set up for. */
export function notAuthorized(app: App | undefined): string {
  const grants = app === undefined ? [] : settingList(app, "grant_types");
  return `The client is not authorized to use the provided grant type. Configured grant types: [${grants.join(", ")}].`;
}

function plain(status: number, error: string, description: string): ProtocolError {
  return { status, body: { error, error_description: description } };
}
