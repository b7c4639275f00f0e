/**
 * `okta.auth.Server`: a custom authorization server.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/
 */
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import type { PropertyMap } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { goTime, map, text, texts, withoutZeros } from "../fields";
import { OPTIONAL_TEXT } from "./app-common";

/** The server. Okta takes key rotation by hand only on an update, hence the second call after such a create. */
export const authServer: ResourceDefinition<OktaClient> = {
  token: "okta:auth/server:Server",
  noun: "authorization server",
  kind: "sdk",
  autonamed: { property: "name", maxLength: 255 },
  properties: {
    audiences: { type: "set", required: true, element: { type: "string" } },
    credentialsLastRotated: { type: "string", computed: true },
    credentialsNextRotation: { type: "string", computed: true },
    credentialsRotationMode: { ...OPTIONAL_TEXT, default: "AUTO" },
    description: OPTIONAL_TEXT,
    issuer: { type: "string", computed: true },
    issuerMode: { ...OPTIONAL_TEXT, default: "ORG_URL" },
    kid: { type: "string", computed: true },
    name: { type: "string", required: true },
    status: { ...OPTIONAL_TEXT, default: "ACTIVE" },
  },
  async create({ client, created }, planned) {
    const server = await client.post("/api/v1/authorizationServers", body(planned));
    const id = text(server.id);
    created(id);
    if (planned.credentialsRotationMode === "MANUAL") {
      // An update right after the create, to which the status is new as well.
      await changeStatus(client, id, planned);
      await client.put(path(id), body(planned));
      await read(client, id);
    }
    return { id, properties: (await read(client, id)) ?? {} };
  },
  read: ({ client }, { id }) => read(client, id),
  async update({ client }, { id, planned, changed }) {
    if (changed("status")) await changeStatus(client, id, planned);
    await client.put(path(id), body(planned));
    return (await read(client, id)) ?? {};
  },
  async delete({ client }, { id }) {
    await client.postIfThere(`${path(id)}/lifecycle/deactivate`);
    await client.deleteIfThere(path(id));
  },
};

async function changeStatus(client: OktaClient, id: string, planned: PropertyMap): Promise<void> {
  await client.post(`${path(id)}/lifecycle/${planned.status === "ACTIVE" ? "activate" : "deactivate"}`);
}

function path(id: string): string {
  return `/api/v1/authorizationServers/${id}`;
}

function body(planned: PropertyMap): PropertyMap {
  return {
    audiences: texts(planned.audiences),
    credentials: { signing: withoutZeros({ rotationMode: text(planned.credentialsRotationMode) }) },
    ...withoutZeros({
      description: text(planned.description),
      issuerMode: text(planned.issuerMode),
      name: text(planned.name),
    }),
  };
}

async function read(client: OktaClient, id: string): Promise<PropertyMap | undefined> {
  const server = await client.find(path(id));
  return server && authServerState(server);
}

/** A server as resource and function record it. */
export function authServerState(server: PropertyMap): PropertyMap {
  const signing = map(map(server.credentials).signing);
  const nextRotation = goTime(signing.nextRotation);
  const lastRotated = goTime(signing.lastRotated);
  return {
    audiences: texts(server.audiences),
    kid: text(signing.kid),
    credentialsRotationMode: text(signing.rotationMode),
    ...(nextRotation === null ? {} : { credentialsNextRotation: nextRotation }),
    ...(lastRotated === null ? {} : { credentialsLastRotated: lastRotated }),
    description: text(server.description),
    name: text(server.name),
    status: text(server.status),
    issuer: text(server.issuer),
    ...withoutZeros({ issuerMode: text(server.issuerMode) }),
  };
}
