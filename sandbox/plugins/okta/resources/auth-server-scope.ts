/** `okta.auth.ServerScope` and `okta.auth.ServerClaim`. */
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import type { PropertyMap } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { at, flag, text, texts, withoutZeros } from "../fields";
import { OPTIONAL_FLAG, OPTIONAL_TEXT, OPTIONAL_TEXT_SET } from "./app-common";
import { splitImportId } from "./identifiers";

/** A scope of an authorization server. */
export const authServerScope: ResourceDefinition<OktaClient> = {
  token: "okta:auth/serverScope:ServerScope",
  noun: "auth server scope",
  kind: "sdk",
  autonamed: { property: "name", maxLength: 255 },
  properties: {
    authServerId: { type: "string", required: true },
    consent: { ...OPTIONAL_TEXT, default: "IMPLICIT" },
    default: { ...OPTIONAL_FLAG, default: false },
    description: OPTIONAL_TEXT,
    displayName: OPTIONAL_TEXT,
    metadataPublish: { ...OPTIONAL_TEXT, default: "ALL_CLIENTS" },
    name: { type: "string", required: true },
    optional: OPTIONAL_FLAG,
    system: { type: "boolean", computed: true },
  },
  async create({ client, created }, planned) {
    const scope = await client.post(scopes(planned), scopeBody(planned));
    const id = text(scope.id);
    created(id);
    return { id, properties: (await readScope(client, id, planned)) ?? {} };
  },
  read: ({ client }, { id, properties }) => readScope(client, id, properties),
  async update({ client }, { id, planned }) {
    await client.put(`${scopes(planned)}/${id}`, scopeBody(planned));
    return (await readScope(client, id, planned)) ?? {};
  },
  delete: ({ client }, { id, properties }) => client.deleteIfThere(`${scopes(properties)}/${id}`),
  async importState(id) {
    return splitImportId(id, "authServerId", "id");
  },
};

/** A claim of an authorization server. */
export const authServerClaim: ResourceDefinition<OktaClient> = {
  token: "okta:auth/serverClaim:ServerClaim",
  noun: "auth server claim",
  kind: "sdk",
  autonamed: { property: "name", maxLength: 255 },
  properties: {
    alwaysIncludeInToken: { ...OPTIONAL_FLAG, default: true },
    authServerId: { type: "string", required: true },
    claimType: { type: "string", required: true },
    groupFilterType: OPTIONAL_TEXT,
    name: { type: "string", required: true },
    scopes: OPTIONAL_TEXT_SET,
    status: { ...OPTIONAL_TEXT, default: "ACTIVE" },
    value: { type: "string", required: true },
    valueType: { ...OPTIONAL_TEXT, default: "EXPRESSION" },
  },
  async create({ client, created }, planned) {
    const claim = await client.post(claims(planned), claimBody(planned));
    const id = text(claim.id);
    created(id);
    return { id, properties: (await readClaim(client, id, planned)) ?? {} };
  },
  read: ({ client }, { id, properties }) => readClaim(client, id, properties),
  async update({ client }, { id, planned }) {
    await client.put(`${claims(planned)}/${id}`, claimBody(planned));
    return (await readClaim(client, id, planned)) ?? {};
  },
  async delete({ client }, { id, properties }) {
    // Okta's own claims cannot be deleted.
    if (properties.valueType === "SYSTEM" && flag(properties.alwaysIncludeInToken)) return;
    await client.delete(`${claims(properties)}/${id}`);
  },
  async importState(id) {
    return splitImportId(id, "authServerId", "id");
  },
};

function scopes(properties: PropertyMap): string {
  return `/api/v1/authorizationServers/${text(properties.authServerId)}/scopes`;
}

function scopeBody(planned: PropertyMap): PropertyMap {
  return {
    ...withoutZeros({ consent: text(planned.consent), metadataPublish: text(planned.metadataPublish) }),
    default: flag(planned.default),
    description: text(planned.description),
    displayName: text(planned.displayName),
    name: text(planned.name),
    optional: flag(planned.optional),
  };
}

async function readScope(client: OktaClient, id: string, state: PropertyMap): Promise<PropertyMap | undefined> {
  const scope = await client.find(`${scopes(state)}/${id}`);
  if (scope === undefined) return undefined;
  return {
    name: text(scope.name),
    description: text(scope.description),
    displayName: text(scope.displayName),
    metadataPublish: text(scope.metadataPublish),
    default: flag(scope.default),
    system: flag(scope.system),
    optional: flag(scope.optional),
    ...withoutZeros({ consent: text(scope.consent) }),
  };
}

function claims(properties: PropertyMap): string {
  return `/api/v1/authorizationServers/${text(properties.authServerId)}/claims`;
}

function claimBody(planned: PropertyMap): PropertyMap {
  return {
    alwaysIncludeInToken: flag(planned.alwaysIncludeInToken),
    conditions: withoutZeros({ scopes: texts(planned.scopes) }),
    ...withoutZeros({
      claimType: text(planned.claimType),
      group_filter_type: text(planned.groupFilterType),
      name: text(planned.name),
      status: text(planned.status),
      value: text(planned.value),
      valueType: text(planned.valueType),
    }),
  };
}

async function readClaim(client: OktaClient, id: string, state: PropertyMap): Promise<PropertyMap | undefined> {
  const claim = await client.find(`${claims(state)}/${id}`);
  if (claim === undefined) return undefined;
  return {
    // An empty list is not recorded, so that the removal of the last scope never shows: the provider's own way.
    ...withoutZeros({ scopes: texts(at(claim, "conditions", "scopes")) }),
    name: text(claim.name),
    status: text(claim.status),
    value: text(claim.value),
    valueType: text(claim.valueType),
    claimType: text(claim.claimType),
    alwaysIncludeInToken: flag(claim.alwaysIncludeInToken),
    groupFilterType: text(claim.group_filter_type),
  };
}
