import type { BadConfig } from "./bad-config";
import type { Changes } from "./changed-settings";

const S = "okta-cloudflare-access:settings";

const server = (more: object): Changes => ({
  "identityProvider.claims": undefined,
  authorizationServer: { create: {}, ...more },
});
const claim = (more: object): Changes =>
  server({ claims: { team: { name: "team", expression: "user.department", ...more } } });
const at = (setting: string) => `${S}.authorizationServer${setting}`;

/** Settings that are wrong about a custom authorization server. */
export const BAD_AUTHORIZATION_SERVERS: readonly BadConfig[] = [
  {
    name: "an authorization server's name in the place of its id",
    settings: { authorizationServer: { existing: { id: "cloudflare" } } },
    messages: [
      `${at(".existing.id")}: is not an authorization server id. An id has 20 characters and starts with "aus"; the one that Okta comes with is "default".`,
    ],
  },
  {
    name: "an authorization server that is neither created nor adopted",
    settings: { authorizationServer: { groupsScope: "create" } },
    messages: [
      `${at("")}: needs exactly one of existing and create. Say whether the server exists in Okta or is created by this stack.`,
    ],
  },
  {
    name: "an authorization server that is created and adopted",
    settings: server({ existing: { id: "default" } }),
    messages: [
      `${at("")}: needs exactly one of existing and create. Say whether the server exists in Okta or is created by this stack.`,
    ],
  },
  {
    name: "an issuer mode in Okta's words",
    settings: { authorizationServer: { create: { issuerMode: "ORG_URL" } } },
    messages: [`${at(".create.issuerMode")}: is not an issuer mode. Write "orgUrl", "customUrl" or "dynamic".`],
  },
  {
    name: "an authorization server without an audience",
    settings: { authorizationServer: { create: { audiences: [] } } },
    messages: [`${at(".create.audiences")}: is an empty list. List an audience, or leave it out.`],
  },
  {
    name: "an access token that lives too short",
    settings: server({ accessTokenLifetimeMinutes: 4 }),
    messages: [`${at(".accessTokenLifetimeMinutes")}: is less than 5. Okta takes 5 to 1440 minutes.`],
  },
  {
    name: "an access token that lives too long",
    settings: server({ accessTokenLifetimeMinutes: 1_441 }),
    messages: [`${at(".accessTokenLifetimeMinutes")}: is more than 1440. Okta takes 5 to 1440 minutes.`],
  },
  {
    name: "a claim that says nothing",
    settings: server({ claims: { team: { name: "team" } } }),
    messages: [`${at(".claims.team")}: needs exactly one of expression and groups. Say what the claim holds.`],
  },
  {
    name: "a claim with a filter that cannot be read",
    settings: server({ claims: { team: { name: "team", groups: "(" } } }),
    messages: [`${at(".claims.team.groups")}: is not a regular expression: Unterminated group. Correct it.`],
  },
  {
    name: "a claim in a token that is none",
    settings: claim({ token: "refresh" }),
    messages: [`${at(".claims.team.token")}: is not a token. Write "id" or "access".`],
  },
  {
    name: "a claim with the key of the groups claim",
    settings: server({ claims: { groups: { name: "team", expression: "user.department" } } }),
    messages: [`${at(".claims.groups")}: is the key of the groups claim. Choose another key.`],
  },
  {
    name: "a claim with the name of the groups claim",
    settings: claim({ name: "groups" }),
    messages: [
      `${at(".claims.team.name")}: "groups" is the name of the claim "oidc.groupsClaim" too, and Okta takes a name once in the ID token. Choose another name, or remove one of the two.`,
    ],
  },
  {
    name: "two claims with one name",
    settings: server({
      claims: { one: { name: "team", expression: "user.department" }, two: { name: "team", groups: "team-.*" } },
    }),
    messages: [
      `${at(".claims.two.name")}: "team" is the name of the claim "one" too, and Okta takes a name once in the ID token. Choose another name, or remove one of the two.`,
    ],
  },
  {
    name: "a claim of the access token on request",
    settings: claim({ token: "access", alwaysInclude: false }),
    messages: [
      `${at(".claims.team.alwaysInclude")}: is false for a claim of the access token, and Okta always includes those. Remove it, or set token to "id".`,
    ],
  },
  {
    name: "a claim that the login method is told of and nothing creates",
    settings: {
      ...claim({}),
      "identityProvider.claims": ["email", "teams", "groups", "department"],
    },
    messages: [
      `${S}.identityProvider.claims[1]: "teams" is no claim in the ID token of the authorization server that this stack creates. Did you mean "team"? Add it to authorizationServer.claims, or remove it.`,
      `${S}.identityProvider.claims[3]: "department" is no claim in the ID token of the authorization server that this stack creates. Add it to authorizationServer.claims, or remove it.`,
    ],
  },
  {
    name: "a claim of the access token that the login method is told of",
    settings: { ...claim({ token: "access" }), "identityProvider.claims": ["team"] },
    messages: [
      `${S}.identityProvider.claims[0]: "team" is no claim in the ID token of the authorization server that this stack creates. Add it to authorizationServer.claims, or remove it.`,
    ],
  },
  {
    name: "a groups claim that the login method is told of and that is not created",
    settings: { ...server({ groupsClaim: "existing" }), "identityProvider.claims": ["groups"] },
    messages: [
      `${S}.identityProvider.claims[0]: "groups" is no claim in the ID token of the authorization server that this stack creates. Add it to authorizationServer.claims, or remove it.`,
    ],
  },
  {
    name: "a groups scope that a server yet to be created is said to have",
    settings: server({ groupsScope: "existing" }),
    messages: [
      `${at(".groupsScope")}: is "existing", and a server that this stack creates has no scope "groups" yet: every login would fail. Remove it, or set it to "create".`,
    ],
  },
];

/** Settings of a custom authorization server that are deployed with a warning. */
export const ODD_AUTHORIZATION_SERVERS: readonly BadConfig[] = [
  {
    name: "a claim that Cloudflare would take for the e-mail address",
    settings: claim({ name: "email" }),
    messages: [
      `${at(".claims.team.name")}: is "email", the claim by which Cloudflare knows people, and SCIM provisions them by the e-mail address of their profile: who has another value here is two people there. Choose another name, unless the claim always says user.email.`,
    ],
  },
  {
    name: "a claim that is left out of the ID token",
    settings: claim({ alwaysInclude: false }),
    messages: [
      `${at(".claims.team.alwaysInclude")}: is false, so Okta leaves the claim out of the ID token that Cloudflare gets and answers it only to who asks with the access token. Set it to true when policies or tokens of Access need the claim.`,
    ],
  },
  {
    name: "a claim for a scope that Cloudflare does not ask for",
    settings: claim({ scopes: ["offline_access"] }),
    messages: [
      `${at(".claims.team.scopes")}: names no scope that Cloudflare asks for, so the claim is in no login. Name one of "openid", "profile", "email", or "groups", or leave scopes out.`,
    ],
  },
];
