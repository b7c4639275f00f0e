import { PACKAGE_NAME, typeToken } from "../lib/names";
import type { FoundApp } from "./found";
import type { Adopted } from "./settings-of";

/** A resource of the stack that exists already. */
export interface ImportedResource {
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Logical name of the parent; undefined for the outermost component. */
  readonly parent: string | undefined;
  /** What the provider imports it by; undefined for a component. */
  readonly id: string | undefined;
  readonly provider: "okta" | "cloudflare" | undefined;
}

/** The name of the one component of the program. */
const ROOT = "access";

/** Everything of the program that exists already, parents before children, with the names that the components give. */
export function resourcesOf(adopted: Adopted): ImportedResource[] {
  const { found } = adopted;
  const saml = found.protocol === "saml";
  const signIn = `${ROOT}-${found.protocol}`;
  const login = `${ROOT}-cloudflare`;
  return [
    component("OktaAccess", ROOT),
    component("OktaGroups", `${ROOT}-groups`),
    component(saml ? "OktaSamlApp" : "OktaOidcApp", signIn),
    okta(saml ? "app/saml:Saml" : "app/oAuth:OAuth", `${signIn}-app`, signIn, found.signIn.id),
    ...assignmentsOf(signIn, found.signIn, adopted),
    ...serverResources(adopted),
    component(saml ? "CloudflareSamlIdentityProvider" : "CloudflareIdentityProvider", login),
    {
      type: "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider",
      name: `${login}-identity-provider`,
      parent: login,
      id: `accounts/${found.accountId}/${String(found.loginMethod.id)}`,
      provider: "cloudflare",
    },
    ...scimResources(adopted),
  ];
}

/** The URN that a resource gets, or a provider of the program. */
export function urnOf(
  stack: string,
  { type, name, parent }: Pick<ImportedResource, "type" | "name" | "parent">,
  all: readonly ImportedResource[],
): string {
  const types = [type];
  for (let above = parent; above !== undefined; ) {
    const found = all.find((resource) => resource.name === above);
    types.unshift(found?.type ?? "");
    above = found?.parent;
  }
  return `urn:pulumi:${stack}::${PACKAGE_NAME}::${types.join("$")}::${name}`;
}

function serverResources({ server }: Adopted): ImportedResource[] {
  if (server === undefined) {
    return [];
  }
  const { server: live, groupsClaimWire, claims, policy, rule } = server;
  const name = `${ROOT}-authorization-server`;
  const inServer = (type: string, role: string, ...ids: unknown[]) =>
    okta(type, `${name}-${role}`, name, [live.id, ...ids].join("/"));
  return [
    component("OktaAuthorizationServer", name),
    ...(groupsClaimWire === undefined
      ? []
      : [inServer("auth/serverClaim:ServerClaim", "claim-groups", groupsClaimWire.id)]),
    ...[...claims].map(([key, claim]) => inServer("auth/serverClaim:ServerClaim", `claim-${key}`, claim.id)),
    ...(policy === undefined ? [] : [inServer("auth/serverPolicy:ServerPolicy", "policy", policy.id)]),
    ...(policy === undefined || rule === undefined
      ? []
      : [inServer("auth/serverPolicyRule:ServerPolicyRule", "policy-rule", policy.id, rule.id)]),
  ];
}

function scimResources(adopted: Adopted): ImportedResource[] {
  const { scim } = adopted.found;
  if (scim === undefined) {
    return [];
  }
  const name = `${ROOT}-scim`;
  const keyOf = (id: string) => adopted.keys.get(id) as string;
  return [
    component("OktaScimApp", name),
    okta("app/saml:Saml", `${name}-app`, name, scim.id),
    ...(scim.features === undefined
      ? []
      : [okta("app/features:Features", `${name}-provisioning`, name, `${scim.id}/USER_PROVISIONING`)]),
    ...assignmentsOf(name, scim, adopted),
    ...adopted.mappings.map(({ id, group }) =>
      okta("index/pushGroup:PushGroup", `${name}-push-${keyOf(group.id)}`, name, `${scim.id}/${id}`),
    ),
  ];
}

function assignmentsOf(name: string, app: FoundApp, { keys }: Adopted): ImportedResource[] {
  return [
    ...app.groups.map(({ id }) =>
      okta("app/groupAssignment:GroupAssignment", `${name}-group-${keys.get(id) as string}`, name, `${app.id}/${id}`),
    ),
    ...app.users.map(({ id, login }) => okta("app/user:User", `${name}-user-${login}`, name, `${app.id}/${id}`)),
  ];
}

function component(className: string, name: string): ImportedResource {
  const parent = name === ROOT ? undefined : ROOT;
  return { type: typeToken(className), name, parent, id: undefined, provider: undefined };
}

function okta(type: string, name: string, parent: string, id: string): ImportedResource {
  return { type: `okta:${type}`, name, parent, id, provider: "okta" };
}
