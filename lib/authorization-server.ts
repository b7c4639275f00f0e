import { nearest, quoteList } from "./words";

/**
 * The scopes that Cloudflare asks for at a login. A server that lacks one refuses the login.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/
 */
export const LOGIN_SCOPES = ["openid", "profile", "email", "groups"] as const;

/** The scope that no authorization server of Okta has by itself. */
export const GROUPS_SCOPE = "groups";

/** An authorization server's id: 20 characters that start with `aus`; `default` is the one that Okta comes with. */
export const AUTHORIZATION_SERVER_ID_PATTERN = /^(?:aus[0-9A-Za-z]{17}|default)$/;

/** Claims that every authorization server of Okta has by itself, for the scopes that Cloudflare asks for. */
const USUAL_CLAIMS: readonly string[] = [
  ...["sub", "amr", "auth_time", "idp", "email", "email_verified"],
  ...["name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture"],
  ...["website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"],
];

/** Minutes that an access token may live: Okta's limits. */
export const ACCESS_TOKEN_MINUTES = { least: 5, most: 1_440, default: 60 } as const;

/** A claim of a custom authorization server, as far as the checks care. */
export interface ClaimChoice {
  readonly name: string;
  readonly token: "id" | "access";
  readonly alwaysInclude: boolean;
  readonly scopes: readonly string[];
}

/** What is said of one claim: its key, the words, and whether it stops the deployment. */
export interface ClaimFinding {
  readonly key: string;
  readonly setting: "name" | "alwaysInclude" | "scopes";
  readonly stops: boolean;
  readonly problem: string;
  readonly advice: string;
}

/**
 * What is wrong with the claims of an authorization server, or worth knowing.
 *
 * @param groupsClaim Name of the groups claim that is created beside them; undefined when none is.
 */
export function claimFindings(
  claims: Readonly<Record<string, ClaimChoice>>,
  groupsClaim: string | undefined,
): ClaimFinding[] {
  const taken = new Map<string, string>(groupsClaim === undefined ? [] : [[`id ${groupsClaim}`, "oidc.groupsClaim"]]);
  return Object.entries(claims).flatMap(([key, claim]) => {
    const identity = `${claim.token} ${claim.name}`;
    const holder = taken.get(identity);
    taken.set(identity, holder ?? key);
    return [...sameName(key, claim, holder), ...reach(key, claim)];
  });
}

/** The names of the claims that a login method can be told of: those that are in the ID token. */
export function idTokenClaims(claims: Readonly<Record<string, Pick<ClaimChoice, "name" | "token">>>): string[] {
  return Object.values(claims)
    .filter(({ token }) => token === "id")
    .map(({ name }) => name);
}

/** A claim that a login method is told of and that no login brings: its place in the list, and the words. */
export interface AbsentClaim {
  readonly index: number;
  readonly problem: string;
  readonly advice: string;
}

/**
 * Claims that a login method is told of and that an authorization server cannot have, because nothing creates them.
 *
 * @param created Names of the claims that are created in the ID token, the groups claim among them.
 */
export function absentClaims(listed: readonly string[], created: readonly string[]): AbsentClaim[] {
  return listed.flatMap((name, index) => {
    if (created.includes(name) || USUAL_CLAIMS.includes(name)) {
      return [];
    }
    const guess = nearest(name, created);
    return [
      {
        index,
        problem: `"${name}" is no claim in the ID token of the authorization server that this stack creates`,
        advice: `${guess === undefined ? "" : `Did you mean "${guess}"? `}Add it to authorizationServer.claims, or remove it`,
      },
    ];
  });
}

function sameName(key: string, { name, token }: ClaimChoice, holder: string | undefined): ClaimFinding[] {
  return holder === undefined
    ? []
    : [
        {
          key,
          setting: "name",
          stops: true,
          problem: `"${name}" is the name of the claim "${holder}" too, and Okta takes a name once in the ${token === "id" ? "ID" : "access"} token`,
          advice: "Choose another name, or remove one of the two",
        },
      ];
}

function reach(key: string, { name, token, alwaysInclude, scopes }: ClaimChoice): ClaimFinding[] {
  if (token === "access") {
    return alwaysInclude
      ? []
      : [
          {
            key,
            setting: "alwaysInclude",
            stops: true,
            problem: "is false for a claim of the access token, and Okta always includes those",
            advice: 'Remove it, or set token to "id"',
          },
        ];
  }
  const found: ClaimFinding[] = [];
  if (name === "email") {
    found.push({
      key,
      setting: "name",
      stops: false,
      problem:
        'is "email", the claim by which Cloudflare knows people, and SCIM provisions them by the e-mail address of their profile: who has another value here is two people there',
      advice: "Choose another name, unless the claim always says user.email",
    });
  }
  if (!alwaysInclude) {
    found.push({
      key,
      setting: "alwaysInclude",
      stops: false,
      problem:
        "is false, so Okta leaves the claim out of the ID token that Cloudflare gets and answers it only to who asks with the access token",
      advice: "Set it to true when policies or tokens of Access need the claim",
    });
  }
  if (scopes.length > 0 && !scopes.some((scope) => (LOGIN_SCOPES as readonly string[]).includes(scope))) {
    found.push({
      key,
      setting: "scopes",
      stops: false,
      problem: `names no scope that Cloudflare asks for, so the claim is in no login`,
      advice: `Name one of ${quoteList(LOGIN_SCOPES, "or")}, or leave scopes out`,
    });
  }
  return found;
}
