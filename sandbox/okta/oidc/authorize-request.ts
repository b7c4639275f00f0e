import type { App } from "../entities";
import type { OktaStore } from "../store";
import { allowsRedirect, authenticationMethod, credentials, findClient, settingList } from "./clients";
import type { Issuer } from "./issuers";
import { notAuthorized } from "./protocol-errors";

/** A request that does not come back to the application: its redirect URI cannot be trusted. Shown as a page. */
export interface Rejected {
  readonly kind: "rejected";
  readonly error: string;
  readonly description: string;
  readonly app: App | undefined;
}

/** A request that goes back to the application with an error. */
export interface Returned {
  readonly kind: "returned";
  readonly error: string;
  readonly description: string;
  readonly app: App;
}

/** A request that Okta takes. */
export interface Accepted {
  readonly kind: "accepted";
  readonly app: App;
  /** What is asked for, or the server's default scopes. */
  readonly scopes: readonly string[];
}

/** What becomes of a request to the authorization endpoint. */
export type Verdict = Rejected | Returned | Accepted;

const RESPONSE_MODES = ["query", "fragment", "form_post"];
const PROMPTS = ["none", "login", "consent"];

/**
 * Judges a request to the authorization endpoint in Okta's order and words. What the OpenID provider behind it refuses
 * besides has its own words.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/OrgAS/ (authorize)
 */
export function judge(store: OktaStore, issuer: Issuer, parameters: URLSearchParams): Verdict {
  const app = findClient(store, parameters.get("client_id") ?? "");
  if (app === undefined) {
    return {
      kind: "rejected",
      error: "invalid_client",
      description: "Invalid value for 'client_id' parameter.",
      app: undefined,
    };
  }
  if (!allowsRedirect(app, parameters.get("redirect_uri") ?? "")) {
    const page = `${store.origin.replace(".okta.com", "-admin.okta.com")}/admin/app/${app.name}/instance/${app.id}/#tab-general`;
    return {
      kind: "rejected",
      error: "invalid_request",
      description: `The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: ${page}`,
      app,
    };
  }
  const returned = (error: string, description: string): Returned => ({ kind: "returned", error, description, app });
  const problem = responseProblem(app, parameters) ?? stateProblem(parameters) ?? pkceProblem(app, parameters);
  if (problem !== undefined) {
    return returned(...problem);
  }
  const scopes = askedScopes(issuer, parameters);
  if (scopes.length === 0) {
    return returned(
      "invalid_scope",
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    );
  }
  const known = issuer.scopes().map((scope) => scope.name);
  if (scopes.some((scope) => !known.includes(scope))) {
    return returned("invalid_scope", "One or more scopes are not configured for the authorization server resource.");
  }
  return { kind: "accepted", app, scopes };
}

type Problem = readonly [error: string, description: string];

function responseProblem(app: App, parameters: URLSearchParams): Problem | undefined {
  if (parameters.get("response_type") !== "code") {
    return [
      "unsupported_response_type",
      `The response type is not supported by the authorization server. Configured response types: [code].`,
    ];
  }
  if (!settingList(app, "grant_types").includes("authorization_code")) {
    return ["unauthorized_client", notAuthorized(app)];
  }
  if (!settingList(app, "response_types").includes("code")) {
    const configured = settingList(app, "response_types").join(", ");
    return [
      "unsupported_response_type",
      `The response type is not allowed for the client. Configured response types: [${configured}].`,
    ];
  }
  const mode = parameters.get("response_mode");
  if (mode !== null && !RESPONSE_MODES.includes(mode)) {
    return [
      "unsupported_response_mode",
      "The requested response mode is not supported. Supported response modes: [query, fragment, form_post].",
    ];
  }
  const unknown = (parameters.get("prompt") ?? "")
    .split(" ")
    .find((prompt) => prompt !== "" && !PROMPTS.includes(prompt));
  return unknown === undefined ? undefined : ["invalid_request", "The 'prompt' parameter is invalid."];
}

function stateProblem(parameters: URLSearchParams): Problem | undefined {
  return (parameters.get("state") ?? "") === ""
    ? ["invalid_request", "The authentication request has an invalid 'state' parameter."]
    : undefined;
}

function pkceProblem(app: App, parameters: URLSearchParams): Problem | undefined {
  const method = parameters.get("code_challenge_method");
  if (parameters.get("code_challenge") !== null) {
    return method === "S256"
      ? undefined
      : ["invalid_request", "The 'code_challenge_method' is not supported. Supported code challenge methods: [S256]."];
  }
  if (authenticationMethod(app) === "none") {
    return [
      "invalid_request",
      "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.",
    ];
  }
  return credentials(app).pkce_required === true
    ? ["invalid_request", "PKCE code challenge is required by the application."]
    : undefined;
}

function askedScopes(issuer: Issuer, parameters: URLSearchParams): string[] {
  const asked = (parameters.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  const defaults = issuer.scopes().filter((scope) => scope.default);
  return asked.length > 0 ? [...new Set(asked)] : defaults.map((scope) => scope.name);
}
