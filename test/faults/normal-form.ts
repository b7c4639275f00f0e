import type { Sandbox } from "../../sandbox";
import { secretHash } from "../../sandbox/cloudflare/scim/secret";

type Document = { readonly id: string };

/** Keys whose values are another at every run: times, versions, and what is made at random. */
const CHANGING =
  /created|updated|last|time|secret|hash|kid|x5t|version|expires|token|^id$|_at$|aud$|order|priority|externalKey|appLinkId/i;
const ID =
  /\b(?:0o|00|aus|scp|ocl|rst|gPm|otk|rul|pol)[A-Za-z0-9]{15,18}\b|\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/g;

/**
 * What there is on both sides, in words that do not depend on when and in which order it was made: one line for each object,
 * with the names of others in the place of their ids. Two runs that ended in the same place give the same.
 */
export function normalForm({ okta, cloudflare }: Sandbox): string[] {
  const at = okta.store;
  const of = cloudflare.store;
  const collections: Readonly<Record<string, { all(): readonly Document[] }>> = {
    group: at.groups,
    membership: at.memberships,
    app: at.apps,
    "client secret": at.clientSecrets,
    "app user": at.appUsers,
    "app group": at.appGroups,
    connection: at.connections,
    feature: at.features,
    "push mapping": at.pushMappings,
    "provisioned user": at.provisionedUsers,
    "pushed group": at.pushedGroups,
    "authentication policy": at.policies,
    "authorization server": at.servers,
    "login method": of.identityProviders,
    "Access group": of.groups,
    policy: of.policies,
    application: of.applications,
    "SCIM user": of.scimUsers,
    "SCIM group": of.scimGroups,
  };
  const names = new Map<string, string>();
  for (const { id, profile } of at.users.all()) {
    names.set(id, String(profile.login));
  }
  for (const collection of Object.values(collections)) {
    for (const document of collection.all()) {
      names.set(document.id, nameOf(document));
    }
  }
  const named = (text: string) => text.replace(ID, (id) => names.get(id) ?? "…");
  return Object.entries(collections)
    .flatMap(([kind, collection]) =>
      collection.all().map((document) => {
        const kept = JSON.stringify(document, (key, value: unknown) =>
          CHANGING.test(key) ? undefined : sorted(value),
        );
        return `${kind}: ${named(kept)}`;
      }),
    )
    .sort();
}

/** Whether both secrets are the same on both sides; undefined where a side has none. */
export function secretsAgree({ okta, cloudflare }: Sandbox): {
  readonly clientSecret?: boolean;
  readonly scim?: boolean;
} {
  const login = cloudflare.store.identityProviders.find(({ type }) => type === "okta");
  const connection = okta.store.connections.find(({ baseUrl }) => baseUrl.includes("/populations/"));
  const active = okta.store.clientSecrets.filter(({ status }) => status === "ACTIVE");
  return {
    ...(login === undefined
      ? {}
      : { clientSecret: active.some(({ client_secret: value }) => value === login.secretConfig.client_secret) }),
    ...(login === undefined || connection?.token == null
      ? {}
      : { scim: login.scimSecretHash === secretHash(connection.token) }),
  };
}

function nameOf(document: Document): string {
  const { label, name, profile, userName, displayName } = document as Record<string, unknown>;
  const own = (profile as { readonly name?: unknown } | undefined)?.name;
  return String([label, name, own, userName, displayName].find((value) => typeof value === "string") ?? "…");
}

/** Lists of ids come in the order in which they were made. */
function sorted(value: unknown): unknown {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? [...value].sort() : value;
}
