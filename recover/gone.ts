import { goneFrom, type StateEntry } from "../adopt/gone";
import { resourcesIn } from "../adopt/state";
import { accessPath, identityProvidersPath } from "../api/access-paths";
import { type Json, textAt } from "../api/json";
import type { Tenants } from "../config/tenants";
import type { ListPath } from "./kinds";

/**
 * Where a vendor answers one thing of the state, by type token; undefined where the state lacks a part of the address.
 * What is not here is in an app and goes with it, or its provider deletes it a second time without an error.
 */
const PLACES: Readonly<Record<string, (id: string, state: Json) => ListPath | undefined>> = {
  "okta:app/groupAssignment:GroupAssignment": (_id, state) => okta(["apps", state.appId, "groups", state.groupId]),
  "okta:app/user:User": (_id, state) => okta(["apps", state.appId, "users", state.userId]),
  "okta:group/group:Group": (id) => okta(["groups", id]),
  "okta:auth/server:Server": (id) => okta(["authorizationServers", id]),
  "okta:auth/serverScope:ServerScope": (id, state) => okta(["authorizationServers", state.authServerId, "scopes", id]),
  "okta:auth/serverClaim:ServerClaim": (id, state) => okta(["authorizationServers", state.authServerId, "claims", id]),
  "okta:auth/serverPolicy:ServerPolicy": (id, state) =>
    okta(["authorizationServers", state.authServerId, "policies", id]),
  "okta:auth/serverPolicyRule:ServerPolicyRule": (id, state) =>
    okta(["authorizationServers", state.authServerId, "policies", state.policyId, "rules", id]),
  "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider": (id, state) =>
    inAccount(state, (account) => identityProvidersPath(account), id),
  "cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup": (id, state) =>
    inAccount(state, (account) => `${accessPath(account)}/groups`, id),
  "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy": (id, state) =>
    inAccount(state, (account) => `${accessPath(account)}/policies`, id),
  "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication": (id, state) =>
    inAccount(state, (account) => `${accessPath(account)}/apps`, id),
};

/**
 * What a stack's state has and its vendor does not: a deletion took effect and was not noted. Both providers fail when they
 * are to delete some of these once more, and the engine forgets after one more run that it had begun to.
 *
 * A call for each thing.
 *
 * @param state What `pulumi stack export` prints; secrets may be encrypted.
 * @throws When a vendor refuses to say: then nothing is taken for gone.
 */
export async function goneAtVendors(
  state: Json,
  tenants: Pick<Tenants, "okta" | "cloudflare">,
): Promise<readonly StateEntry[]> {
  const gone: StateEntry[] = await goneFrom(state, tenants.okta);
  for (const resource of resourcesIn(state)) {
    const entry = { urn: String(resource.urn), id: String(resource.id) };
    const isManaged = resource.custom === true && resource.external !== true;
    const known = isManaged && !gone.some(({ urn, id }) => urn === entry.urn && id === entry.id);
    const place = known ? placeOf(resource) : undefined;
    if (place !== undefined && (await tenants[place.vendor].find(place.path)) === undefined) {
      gone.push(entry);
    }
  }
  return gone;
}

function placeOf(resource: Json): ListPath | undefined {
  const id = textAt(resource, "id");
  const outputs = resource.outputs ?? resource.inputs;
  return id === undefined ? undefined : PLACES[String(resource.type)]?.(id, (outputs ?? {}) as Json);
}

function okta(segments: readonly unknown[]): ListPath | undefined {
  return segments.every((segment) => typeof segment === "string" && segment !== "")
    ? { vendor: "okta", path: `/api/v1/${segments.map((segment) => encodeURIComponent(String(segment))).join("/")}` }
    : undefined;
}

function inAccount({ accountId }: Json, listPath: (accountId: string) => string, id: string): ListPath | undefined {
  return typeof accountId === "string"
    ? { vendor: "cloudflare", path: `${listPath(accountId)}/${encodeURIComponent(id)}` }
    : undefined;
}
