import { accessPath, identityProvidersPath } from "../api/access-paths";
import { asObject, type Json, textAt } from "../api/json";
import type { Tenants } from "../config/tenants";
import { SCIM_CATALOGUE_APP } from "../lib/names";

/** A kind of thing that a broken-off run may have made: how it is found again, and how it is imported. */
export interface Kind {
  /** What a person calls it. */
  readonly noun: string;
  /** Path of the list in which it is; undefined while something that it is in is not known. */
  readonly list: (inputs: Json) => ListPath | undefined;
  /** Whether something of the list is what a resource with these inputs would make. */
  readonly isTwin: (found: Json, inputs: Json) => boolean;
  /** What its provider imports it by. */
  readonly importId: (id: string, inputs: Json) => string;
  /** Whether the vendor allows a second one, so that there may be doubles. Defaults to false. */
  readonly isAllowedTwice?: boolean;
}

/** A list of one of the two APIs. */
export interface ListPath {
  readonly vendor: "okta" | "cloudflare";
  readonly path: string;
}

/** The kinds, by type token. What is not here is repeated without harm: assignments, connections, settings. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "okta:app/oAuth:OAuth": {
    noun: "app in Okta",
    list: appsByLabel,
    isTwin: (app, inputs) => app.label === inputs.label && app.name === "oidc_client",
    importId: (id) => id,
    isAllowedTwice: true,
  },
  "okta:app/saml:Saml": {
    noun: "app in Okta",
    list: appsByLabel,
    isTwin: (app, { label, preconfiguredApp }) =>
      app.label === label &&
      app.signOnMode === "SAML_2_0" &&
      (preconfiguredApp === undefined ? app.name !== SCIM_CATALOGUE_APP : app.name === preconfiguredApp),
    importId: (id) => id,
    isAllowedTwice: true,
  },
  "okta:group/group:Group": {
    noun: "group in Okta",
    list: (inputs) => byName("/api/v1/groups?limit=200", inputs),
    isTwin: (group, { name }) => group.type === "OKTA_GROUP" && textAt(group, "profile", "name") === name,
    importId: (id) => id,
  },
  "okta:auth/server:Server": {
    noun: "authorization server in Okta",
    list: (inputs) => byName("/api/v1/authorizationServers?limit=200", inputs),
    isTwin: hasName,
    importId: (id) => id,
  },
  "okta:auth/serverScope:ServerScope": inServer("scope", "scopes"),
  "okta:auth/serverClaim:ServerClaim": {
    ...inServer("claim", "claims"),
    isTwin: (claim, { name, claimType }) =>
      claim.name === name && (claimType === undefined || claim.claimType === claimType),
  },
  "okta:auth/serverPolicy:ServerPolicy": inServer("access policy", "policies"),
  "okta:auth/serverPolicyRule:ServerPolicyRule": {
    noun: "access policy's rule in Okta",
    list: ({ authServerId, policyId }) =>
      isKnown(authServerId) && isKnown(policyId)
        ? okta(`/api/v1/authorizationServers/${authServerId}/policies/${policyId}/rules`)
        : undefined,
    isTwin: hasName,
    importId: (id, { authServerId, policyId }) => `${String(authServerId)}/${String(policyId)}/${id}`,
  },
  "okta:index/pushGroup:PushGroup": {
    noun: "push group in Okta",
    list: ({ appId }) => (isKnown(appId) ? okta(`/api/v1/apps/${appId}/group-push/mappings?limit=1000`) : undefined),
    isTwin: (mapping, { sourceGroupId }) => mapping.sourceGroupId === sourceGroupId,
    importId: (id, { appId }) => `${String(appId)}/${id}`,
  },
  "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider": {
    noun: "login method at Cloudflare",
    list: ({ accountId }) =>
      isKnown(accountId) ? { vendor: "cloudflare", path: identityProvidersPath(accountId) } : undefined,
    isTwin: (method, { name, type }) => method.type === type && method.name === name,
    importId: inAccount,
    isAllowedTwice: true,
  },
  "cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup": access("Access group", "groups"),
  "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy": {
    ...access("Access policy", "policies"),
    importId: (id, { accountId }) => `${String(accountId)}/${id}`,
  },
  "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication": {
    ...access("Access application", "apps"),
    isTwin: (application, { domain }) => application.domain === domain,
  },
};

/** The things in a list that are what a resource with these inputs would make; each list is asked for once. */
export function finder({ okta: oktaApi, cloudflare }: Pick<Tenants, "okta" | "cloudflare">) {
  const lists = new Map<string, Promise<Json[]>>();
  const ask = ({ vendor, path }: ListPath): Promise<Json[]> => {
    const present = lists.get(path);
    if (present !== undefined) {
      return present;
    }
    // What was in something that is gone is gone with it.
    const list = vendor === "okta" ? oktaApi.findList(path).then((all) => all ?? []) : cloudflare.list(path);
    lists.set(path, list);
    return list;
  };
  return async (kind: Kind, inputs: Json): Promise<readonly Json[]> => {
    const list = kind.list(inputs);
    return list === undefined ? [] : (await ask(list)).filter((found) => kind.isTwin(found, inputs));
  };
}

/** When a thing was made; undefined where the vendor does not say. */
export function madeAt(found: Json): number | undefined {
  const time = textAt(found, "created") ?? textAt(found, "created_at");
  return time === undefined ? undefined : Date.parse(time);
}

/** Stands in a plan for what is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function isKnown(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value !== UNKNOWN;
}

function okta(path: string): ListPath {
  return { vendor: "okta", path };
}

function hasName(found: Json, { name }: Json): boolean {
  return found.name === name;
}

function byName(path: string, { name }: Json): ListPath | undefined {
  return isKnown(name) ? okta(`${path}&q=${encodeURIComponent(name)}`) : undefined;
}

function appsByLabel({ label }: Json): ListPath | undefined {
  return isKnown(label) ? okta(`/api/v1/apps?limit=200&q=${encodeURIComponent(label)}`) : undefined;
}

function inServer(noun: string, collection: string): Kind {
  return {
    noun: `${noun} of an authorization server in Okta`,
    list: ({ authServerId }) =>
      isKnown(authServerId) ? okta(`/api/v1/authorizationServers/${authServerId}/${collection}`) : undefined,
    isTwin: hasName,
    importId: (id, { authServerId }) => `${String(authServerId)}/${id}`,
  };
}

function access(noun: string, collection: string): Kind {
  return {
    noun: `${noun} at Cloudflare`,
    list: ({ accountId }) =>
      isKnown(accountId) ? { vendor: "cloudflare", path: `${accessPath(accountId)}/${collection}` } : undefined,
    isTwin: hasName,
    importId: inAccount,
    isAllowedTwice: true,
  };
}

function inAccount(id: string, inputs: Json): string {
  return `accounts/${String(asObject(inputs).accountId)}/${id}`;
}
