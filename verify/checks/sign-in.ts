import { createHash, randomBytes } from "node:crypto";
import { asObject, textAt } from "../../api/json";
import { GROUPS_SCOPE, LOGIN_SCOPES } from "../../lib/authorization-server";
import type { DeployedOidc } from "../../lib/deployed";
import { regexMatches } from "../../lib/groups-claim";
import { type Check, cannotTell, fail, type Outcome, pass, warn, withoutOidc } from "../check";
import type { Subject } from "../subject";

const EXAMPLES = 3;

/** The issuer's discovery document is there and is about that issuer. */
export const discovery: Check = {
  id: "discovery",
  section: "signIn",
  title: "Discovery document of the issuer",
  pointless: withoutOidc,
  look: async (subject) => {
    const { issuer } = oidcOf(subject);
    const { status, json } = await subject.discovery(issuer);
    const found = textAt(json, "issuer");
    if (status !== 200 || found === undefined) {
      return fail(
        `${issuer} answers ${status} where its discovery document should be`,
        [],
        "Is it the right organization, and is the authorization server active?",
      );
    }
    return found === issuer
      ? pass(`${issuer} tells of itself`)
      : fail(
          "the discovery document is about another issuer",
          [`issuer: expected "${issuer}", found "${found}"`],
          "Cloudflare refuses tokens of another issuer: set okta:orgName and okta:baseUrl to the address that Okta signs with, or the issuer mode of the authorization server.",
        );
  },
};

/** The server offers the scope without which it refuses Cloudflare's logins. */
export const groupsScope: Check = {
  id: "groups-scope",
  section: "signIn",
  title: `Scope "${GROUPS_SCOPE}"`,
  pointless: withoutOidc,
  look: async (subject) => {
    const offered = await offeredScopes(subject);
    if (offered === undefined) {
      return cannotTell("the discovery document names no scopes");
    }
    return offered.includes(GROUPS_SCOPE)
      ? pass("is offered")
      : fail(
          "is not offered: Okta refuses every login with invalid_scope",
          [],
          'Add it in Security > API > Scopes, or let this stack create it (authorizationServer.groupsScope: "create").',
        );
  },
};

/** A custom authorization server may keep a scope out of its discovery document and take it all the same. */
async function offeredScopes(subject: Subject): Promise<readonly unknown[] | undefined> {
  const server = subject.deployed.authorizationServer;
  if (server !== undefined) {
    const scopes = await subject.oktaList(`/api/v1/authorizationServers/${server.id}/scopes`);
    return scopes.map(({ name }) => name);
  }
  const offered = asObject((await subject.discovery(oidcOf(subject).issuer)).json).scopes_supported;
  return Array.isArray(offered) ? (offered as unknown[]) : undefined;
}

/**
 * The request that Cloudflare sends people to Okta with, without a person: Okta must send it back to the callback with
 * `login_required` (OpenID Connect Core, 3.1.2.6), and not show a page of its own.
 */
export const loginRequest: Check = {
  id: "login-request",
  section: "signIn",
  title: "Login request",
  pointless: withoutOidc,
  look: async (subject) => {
    const oidc = oidcOf(subject);
    const config = asObject((await subject.loginMethod())?.config);
    const challenge = createHash("sha256").update(randomBytes(32)).digest("base64url");
    const query = new URLSearchParams({
      client_id: textAt(config, "client_id") ?? oidc.clientId,
      redirect_uri: oidc.redirectUri,
      response_type: "code",
      scope: LOGIN_SCOPES.join(" "),
      state: randomBytes(12).toString("hex"),
      nonce: randomBytes(12).toString("hex"),
      prompt: "none",
      ...(config.pkce_enabled === true ? { code_challenge: challenge, code_challenge_method: "S256" } : {}),
    });
    const answer = await subject.http.send({
      method: "GET",
      url: `${endpoint(oidc.issuer)}/authorize?${query.toString()}`,
    });
    const location = answer.headers.get("location") ?? "";
    // Where hosts are reached elsewhere, people are sent there too.
    const back = [oidc.redirectUri, subject.http.addressOf(oidc.redirectUri)].some((uri) =>
      location.startsWith(`${uri}?`),
    );
    return back ? refusalOf(location) : ownPage(answer.status, oidc.redirectUri);
  },
};

function ownPage(status: number, redirectUri: string): Outcome {
  return fail(
    `Okta shows a page of its own (${status}) instead of sending people back`,
    [`expected to come back to ${redirectUri}`],
    "The client is not known or not active, or the redirect URI is not among the app's: look at the app's General tab. " +
      "Okta's System Log says which.",
  );
}

function refusalOf(location: string): Outcome {
  const { searchParams } = new URL(location);
  const error = searchParams.get("error");
  if (error === "login_required") {
    return pass("comes back to the callback and asks for a person");
  }
  const words = searchParams.get("error_description") ?? "";
  return fail(
    `Okta refuses it: ${error ?? "it came back without an error"}`,
    words === "" ? [] : [words],
    "The app, the authorization server and the login method do not agree: see what differs above.",
  );
}

/** Okta takes the client secret: with it, a code that does not exist is `invalid_grant`, and not `invalid_client`. */
export const clientSecret: Check = {
  id: "client-secret",
  section: "signIn",
  title: "Client secret",
  pointless: withoutOidc,
  look: async (subject) => {
    const secret = subject.clientSecret;
    if (secret === undefined || secret === "") {
      return cannotTell("the stack does not have it");
    }
    const { issuer, clientId, redirectUri } = oidcOf(subject);
    const credentials = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString("base64");
    const { status, json } = await subject.http.send({
      method: "POST",
      url: `${endpoint(issuer)}/token`,
      headers: { authorization: `Basic ${credentials}`, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code: "verification-of-the-client-secret",
        redirect_uri: redirectUri,
        code_verifier: randomBytes(32).toString("base64url"),
      }).toString(),
    });
    const error = textAt(json, "error");
    if (error === "invalid_grant") {
      return pass("Okta takes it", ["Cloudflare's copy cannot be read: it is the one that this stack wrote"]);
    }
    return error === "invalid_client"
      ? fail(
          "Okta does not take it: every login fails after the password",
          [],
          "Somebody made another one. Run: npm run rotate -- --stack STACK client-secret. It gives both sides a new one (docs/rotation.md).",
        )
      : cannotTell(`Okta answered ${status}${error === undefined ? "" : ` ${error}`} to a request for a token`);
  },
};

/** The redirect URI leads to the organization's own domain. */
export const redirectUri: Check = {
  id: "redirect-uri",
  section: "signIn",
  title: "Redirect URI and team domain",
  look: async (subject) => {
    const { teamDomain } = subject.deployed;
    const domain = textAt(await subject.organization(), "auth_domain");
    if (domain === undefined) {
      return cannotTell("the account has no Zero Trust organization that tells its domain");
    }
    return domain === teamDomain
      ? pass(`${domain} is the team's`)
      : fail(
          "the team has another domain",
          [`team domain: declared ${teamDomain}, found ${domain}`],
          `Set okta-cloudflare-access:settings.team to "${domain}" and run \`pulumi up\`.`,
        );
  },
};

/** The groups claim lets the groups through that this stack is about. */
export const groupsReach: Check = {
  id: "groups-reach",
  section: "signIn",
  title: "Groups that the claim lets through",
  pointless: withoutOidc,
  look: async (subject) => {
    const { regex } = oidcOf(subject).groupsClaim;
    const { names, complete } = await subject.oktaGroups();
    if (regex === undefined) {
      return cannotTell("the claim is not of this stack's making");
    }
    const through = [...names.values()].filter((name) => regexMatches(regex, name));
    const kept = [...names.values()].filter((name) => !regexMatches(regex, name));
    const total = complete ? `${names.size} groups` : `the first ${names.size} groups`;
    const counted = `${through.length} of ${total} can be in the claim`;
    const pushed = await Promise.all(
      Object.values(subject.deployed.scim?.pushGroups ?? {}).map(async (id) => (await subject.groupName(id)) ?? id),
    );
    const lost = pushed.filter((name) => !regexMatches(regex, name));
    const details = kept.length === 0 ? [] : [`filtered out, for example: ${quoted(kept.slice(0, EXAMPLES))}`];
    if (lost.length === 0) {
      return pass(counted, details);
    }
    return warn(
      `${counted}, and pushed groups are not among them`,
      lost.map((name) => `"${name}": is pushed, and no login carries it`),
      "A policy of Access looks at the login's groups: let oidc.groupsClaim.regex pass them, or do not push them.",
    );
  },
};

function oidcOf({ deployed }: Subject): DeployedOidc {
  // The checks above have no meaning without it, and are not asked then.
  return deployed.oidc as DeployedOidc;
}

/** The organization's own server has its endpoints below `/oauth2`, a custom one below its issuer. */
function endpoint(issuer: string): string {
  return `${new URL(issuer).pathname === "/" ? `${issuer}/oauth2` : issuer}/v1`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
