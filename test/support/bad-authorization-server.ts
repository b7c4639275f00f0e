import type { BadConfig } from "./bad-config";
import type { Changes } from "./changed-settings";

const S = "okta-cloudflare-access:settings";

const server = (more: object): Changes => ({ authorizationServer: { create: {}, ...more } });
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
];
