import type { AuthorizationServer, Claim, JsonObject, Scope, ServerPolicy, ServerRule } from "./entities";
import { link, statusLink } from "./representation";
import type { OktaStore } from "./store";

/** The default server goes by `default` in the place of its id, in its URLs and its issuer. */
function nameInUrls(store: OktaStore, serverId: string): string {
  return store.servers.get(serverId)?.default === true ? "default" : serverId;
}

/** Where an authorization server is in the management API. */
export function serverUrl(store: OktaStore, serverId: string): string {
  return `${store.origin}/api/v1/authorizationServers/${nameInUrls(store, serverId)}`;
}

/** An authorization server. */
export function serverResponse(store: OktaStore, server: AuthorizationServer): JsonObject {
  const url = serverUrl(store, server.id);
  const issuer = `${store.origin}/oauth2/${nameInUrls(store, server.id)}`;
  const metadata = (name: string): JsonObject => ({
    name,
    href: `${issuer}/.well-known/${name}`,
    hints: { allow: ["GET"] },
  });
  return {
    id: server.id,
    name: server.name,
    description: server.description,
    audiences: server.audiences,
    issuer,
    issuerMode: server.issuerMode,
    status: server.status,
    created: server.created,
    lastUpdated: server.lastUpdated,
    credentials: {
      signing: {
        kid: server.kid,
        rotationMode: server.rotationMode,
        lastRotated: server.lastRotated,
        ...(server.rotationMode === "AUTO" ? { nextRotation: daysAfter(server.lastRotated, 90) } : {}),
      },
    },
    default: server.default,
    _links: {
      rotateKey: link(`${url}/credentials/lifecycle/keyRotate`, "POST"),
      metadata: [metadata("oauth-authorization-server"), metadata("openid-configuration")],
      resourceServerCredentialsKeys: link(`${url}/resourceservercredentials/keys`, "GET"),
      keys: link(`${url}/credentials/keys`, "GET"),
      claims: link(`${url}/claims`, "GET", "POST"),
      policies: link(`${url}/policies`, "GET", "POST"),
      self: link(url, "GET", "DELETE", "PUT"),
      scopes: link(`${url}/scopes`, "GET", "POST"),
      ...statusLink(url, server.status),
    },
  };
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(time) + days * 86_400_000).toISOString();
}

/** A scope. */
export function scopeResponse(store: OktaStore, scope: Scope): JsonObject {
  return {
    id: scope.id,
    name: scope.name,
    displayName: scope.displayName,
    description: scope.description,
    system: scope.system,
    metadataPublish: scope.metadataPublish,
    consent: scope.consent,
    optional: scope.optional,
    apiResourceId: null,
    default: scope.default,
    _links: { self: link(`${serverUrl(store, scope.serverId)}/scopes/${scope.id}`, "GET", "PUT", "DELETE") },
  };
}

/** A claim. The one name in snake case is Okta's. */
export function claimResponse(store: OktaStore, claim: Claim): JsonObject {
  return {
    id: claim.id,
    name: claim.name,
    status: claim.status,
    claimType: claim.claimType,
    valueType: claim.valueType,
    ...(claim.value === null ? {} : { value: claim.value }),
    conditions: { scopes: claim.scopes },
    system: claim.system,
    alwaysIncludeInToken: claim.alwaysIncludeInToken,
    apiResourceId: null,
    ...(claim.groupFilterType === null ? {} : { group_filter_type: claim.groupFilterType }),
    _links: { self: link(`${serverUrl(store, claim.serverId)}/claims/${claim.id}`, "GET", "PUT", "DELETE") },
  };
}

/** An access policy of an authorization server. */
export function serverPolicyResponse(store: OktaStore, policy: ServerPolicy): JsonObject {
  const url = `${serverUrl(store, policy.serverId)}/policies/${policy.id}`;
  return {
    id: policy.id,
    status: policy.status,
    name: policy.name,
    description: policy.description,
    priority: policy.priority,
    system: policy.system,
    conditions: { clients: { include: policy.clients } },
    created: policy.created,
    lastUpdated: policy.lastUpdated,
    _links: {
      self: link(url, "GET", "PUT", "DELETE"),
      rules: link(`${url}/rules`, "GET"),
      ...statusLink(url, policy.status),
    },
    type: "OAUTH_AUTHORIZATION_POLICY",
  };
}

/** A rule of an access policy of an authorization server. */
export function serverRuleResponse(store: OktaStore, rule: ServerRule): JsonObject {
  const url = `${serverUrl(store, rule.serverId)}/policies/${rule.policyId}/rules/${rule.id}`;
  return {
    id: rule.id,
    status: rule.status,
    name: rule.name,
    priority: rule.priority,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    system: rule.system,
    conditions: rule.conditions,
    actions: rule.actions,
    _links: { self: link(url, "GET", "PUT", "DELETE"), ...statusLink(url, rule.status) },
    type: "RESOURCE_ACCESS",
  };
}
