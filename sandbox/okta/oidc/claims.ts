import type { App, AppUser, Claim, Json, JsonObject, User } from "../entities";
import type { OktaStore } from "../store";
import { credentials } from "./clients";
import { EvaluationError, evaluate, userNameIn } from "./expression";
import { filteredGroups } from "./group-filter";
import type { Issuer } from "./issuers";

/** Whose claims, for which app, with which scopes. */
export interface Subject {
  readonly issuer: Issuer;
  readonly app: App;
  readonly user: User;
  readonly scopes: readonly string[];
}

/** The claims of one kind of token; a claim without a value is left out. */
export type Claims = Readonly<Record<string, Json>>;

/** Of the profile, an ID token that comes with an access token carries these alone; the others are at userinfo. */
const THIN = ["name", "preferred_username", "email"];

/** What each scope of OpenID Connect stands for. */
const SCOPE_CLAIMS: Readonly<Record<string, readonly string[]>> = {
  profile: [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
  ],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number"],
};

/**
 * What an ID token says about a person, besides what every token has (`sub`, `iss`, `exp` …).
 *
 * @throws EvaluationError when a claim cannot be evaluated: then Okta issues nothing.
 */
export function idTokenClaims(store: OktaStore, subject: Subject): Claims {
  return {
    ...pick(profileClaims(store, subject), THIN),
    ...groupsOfApp(store, subject),
    ...customClaims(store, subject, "IDENTITY", (claim) => claim.alwaysIncludeInToken),
  };
}

/** What userinfo says: everything that the scopes allow. */
export function userinfoClaims(store: OktaStore, subject: Subject): Claims {
  return {
    ...profileClaims(store, subject),
    ...groupsOfApp(store, subject),
    ...customClaims(store, subject, "IDENTITY", () => true),
  };
}

/** What an access token says. The organization's own tokens have no claims of somebody's making. */
export function accessTokenClaims(store: OktaStore, subject: Subject): Claims {
  const { app, user } = subject;
  return {
    cid: credentials(app).client_id ?? null,
    uid: user.id,
    scp: [...subject.scopes],
    sub: userNameIn({ user, appUser: appUserOf(store, subject) }),
    ...customClaims(store, subject, "RESOURCE", () => true),
  };
}

/** Names of all claims that tokens of an issuer can carry: the OpenID provider wants to know them beforehand. */
export function claimNames(store: OktaStore, issuer: Issuer): string[] {
  const standard = Object.values(SCOPE_CLAIMS).flat();
  const custom =
    issuer.server === undefined
      ? store.apps.all().flatMap((app) => (app.idToken.name === undefined ? [] : [app.idToken.name]))
      : store.claims.filter((claim) => claim.serverId === issuer.server?.id).map((claim) => claim.name);
  return [...new Set([...standard, ...custom])].sort();
}

function profileClaims(store: OktaStore, subject: Subject): Claims {
  const { user, scopes } = subject;
  const appUser = appUserOf(store, subject);
  const profile: JsonObject = appUser?.profile ?? {};
  const address = {
    street_address: profile.street_address,
    locality: profile.locality,
    region: profile.region,
    postal_code: profile.postal_code,
    country: profile.country,
  };
  const all: JsonObject = {
    ...profile,
    name: profile.name ?? user.profile.displayName ?? `${user.profile.firstName} ${user.profile.lastName}`,
    given_name: profile.given_name ?? user.profile.firstName,
    family_name: profile.family_name ?? user.profile.lastName,
    email: profile.email ?? user.profile.email,
    email_verified: true,
    preferred_username: userNameIn({ user, appUser }),
    updated_at: Math.floor(Date.parse(user.lastUpdated) / 1000),
    address: Object.values(address).some((value) => typeof value === "string") ? withoutNulls(address) : null,
  };
  const wanted = scopes.flatMap((scope) => SCOPE_CLAIMS[scope] ?? []);
  return pick(withoutNulls(all), wanted);
}

/** The groups claim that the app sets up on its Sign On tab: only on the organization's own server, and when asked for. */
function groupsOfApp(store: OktaStore, { issuer, app, user, scopes }: Subject): Claims {
  const { name, valueType, groupFilterType, value } = app.idToken;
  if (issuer.server !== undefined || !scopes.includes("groups") || name === undefined || value === undefined) {
    return {};
  }
  if (valueType === "EXPRESSION") {
    const appUser = store.appUsers.get(`${app.id}/${user.id}`);
    return withoutEmpty({ [name]: evaluated(name, value, store, { app, user, appUser }) });
  }
  return withoutEmpty({ [name]: filteredGroups(store, user, { type: groupFilterType ?? "", value }) });
}

function customClaims(
  store: OktaStore,
  subject: Subject,
  claimType: "IDENTITY" | "RESOURCE",
  included: (claim: Claim) => boolean,
): Claims {
  const { issuer, scopes } = subject;
  if (issuer.server === undefined) {
    return {};
  }
  const claims = store.claims
    .filter((claim) => claim.serverId === issuer.server?.id && claim.status === "ACTIVE")
    .filter((claim) => claim.claimType === claimType && claim.valueType !== "SYSTEM" && included(claim))
    .filter((claim) => claim.scopes.length === 0 || claim.scopes.some((scope) => scopes.includes(scope)));
  return withoutEmpty(Object.fromEntries(claims.map((claim) => [claim.name, claimValue(store, subject, claim)])));
}

function claimValue(store: OktaStore, subject: Subject, { name, valueType, value, groupFilterType }: Claim): Json {
  if (value === null) {
    return null;
  }
  if (valueType === "GROUPS") {
    return filteredGroups(store, subject.user, { type: groupFilterType ?? "STARTS_WITH", value });
  }
  const { app, user } = subject;
  return evaluated(name, value, store, { app, user, appUser: appUserOf(store, subject) });
}

function evaluated(
  name: string,
  value: string,
  store: OktaStore,
  who: { readonly app: App; readonly user: User; readonly appUser: AppUser | undefined },
): Json {
  try {
    return evaluate(value, { store, ...who });
  } catch (cause) {
    if (cause instanceof EvaluationError) {
      throw new EvaluationError(`The '${name}' user claim could not be evaluated.`, { cause });
    }
    throw cause;
  }
}

function appUserOf(store: OktaStore, { app, user }: Subject): AppUser | undefined {
  return store.appUsers.get(`${app.id}/${user.id}`);
}

function pick(claims: Claims, names: readonly string[]): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)));
}

function withoutNulls(object: JsonObject): Claims {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]])),
  );
}

/** A claim that has no value, or no group at all, is not there. */
function withoutEmpty(object: JsonObject): Claims {
  return Object.fromEntries(
    Object.entries(withoutNulls(object)).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
}
