/** `okta.app.User`: one user's assignment to an app. */
import { parsedObject } from "../../../../provider/rpc/canonical-json";
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import type { PropertyMap } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { at, flag, JSON_OBJECT, jsonText, text, withoutZeros } from "../fields";
import { OPTIONAL_FLAG, OPTIONAL_TEXT } from "./app-common";
import { splitImportId } from "./identifiers";

const SHARED_CREDENTIALS = "SHARED_USERNAME_AND_PASSWORD";

/** The assignment. Neither id forces a replacement in the provider: a change updates in place. */
export const appUser: ResourceDefinition<OktaClient> = {
  token: "okta:app/user:User",
  noun: "application user",
  kind: "sdk",
  properties: {
    appId: { type: "string", required: true },
    userId: { type: "string", required: true },
    username: { ...OPTIONAL_TEXT, suppress: (_before, _after, state) => flag(state.hasSharedUsername) },
    hasSharedUsername: { type: "boolean", computed: true },
    password: { ...OPTIONAL_TEXT, secret: true },
    profile: JSON_OBJECT,
    retainAssignment: { ...OPTIONAL_FLAG, default: false },
  },
  async create({ client, created }, planned) {
    await checkUserName(client, planned);
    const user = await client.post(`/api/v1/apps/${text(planned.appId)}/users`, body(planned));
    created(text(user.id));
    return { id: text(user.id), properties: (await read(client, planned)) ?? {} };
  },
  read: ({ client }, { properties }) => read(client, properties),
  async update({ client }, { planned }) {
    await checkUserName(client, planned);
    await client.post(path(planned), body(planned));
    return (await read(client, planned)) ?? {};
  },
  async delete({ client }, { properties }) {
    if (!flag(properties.retainAssignment)) await client.delete(path(properties));
  },
  async importState(id, { client }) {
    const { properties } = splitImportId(id, "appId", "userId");
    const user = await client.find(path(properties));
    return user && { id: text(user.id), properties: { ...properties, retainAssignment: false } };
  },
};

function path(properties: PropertyMap): string {
  return `/api/v1/apps/${text(properties.appId)}/users/${text(properties.userId)}`;
}

function isShared(app: PropertyMap): boolean {
  return at(app, "credentials", "scheme") === SHARED_CREDENTIALS;
}

async function checkUserName(client: OktaClient, planned: PropertyMap): Promise<void> {
  const app = await client.get(`/api/v1/apps/${text(planned.appId)}`);
  const isGiven = text(planned.username) !== "";
  if (isShared(app) && isGiven) throw new Error(`"username": must not be set for an app with ${SHARED_CREDENTIALS}.`);
  if (!isShared(app) && !isGiven) throw new Error('"username": required for this app. Set it.');
}

function body(planned: PropertyMap): PropertyMap {
  const profile = parsedObject(planned.profile);
  return {
    id: text(planned.userId),
    credentials: {
      ...withoutZeros({ userName: text(planned.username) }),
      password: withoutZeros({ value: text(planned.password) }),
    },
    ...(profile === undefined ? {} : { profile }),
  };
}

async function read(client: OktaClient, state: PropertyMap): Promise<PropertyMap | undefined> {
  const app = await client.find(`/api/v1/apps/${text(state.appId)}`);
  if (app === undefined) return undefined;
  const user = await client.find(path(state));
  if (user === undefined) return undefined;
  return {
    hasSharedUsername: isShared(app),
    profile: user.profile == null ? "" : jsonText(user.profile),
    username: text(at(user, "credentials", "userName")),
  };
}
