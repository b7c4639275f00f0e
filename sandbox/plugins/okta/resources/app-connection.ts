/**
 * `okta.app.Connection`: the provisioning connection of an app.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationConnections/
 */
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import type { PropertyMap } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { map, text } from "../fields";
import { OPTIONAL_TEXT } from "./app-common";

const ACTIONS: Readonly<Record<string, string>> = { ENABLED: "activate", DISABLED: "deactivate" };

/** The connection. It has no id of its own: the app's id, called `idProperty`, is the id. */
export const appConnection: ResourceDefinition<OktaClient> = {
  token: "okta:app/connection:Connection",
  noun: "app connection",
  kind: "framework",
  idInOutputs: false,
  properties: {
    // No forceNew: the provider moves the connection in place to another app, and leaves the old one as it is.
    idProperty: { type: "string", required: true },
    baseUrl: { type: "string", required: true },
    action: { type: "string", required: true, oneOf: ["activate", "deactivate"] },
    status: { type: "string", computed: true },
    profile: {
      type: "object",
      optional: true,
      block: true,
      fields: {
        authScheme: { type: "string", required: true, oneOf: ["TOKEN", "OAUTH2"] },
        token: { ...OPTIONAL_TEXT, secret: true },
        clientId: OPTIONAL_TEXT,
        signing: {
          type: "object",
          optional: true,
          fields: { rotationMode: { ...OPTIONAL_TEXT, oneOf: ["AUTO", "MANUAL"] } },
        },
        settings: {
          type: "object",
          optional: true,
          fields: { adminUsername: OPTIONAL_TEXT, adminPassword: { ...OPTIONAL_TEXT, secret: true } },
        },
      },
    },
  },
  async create({ client }, planned) {
    const answered = await setConnection(client, planned);
    const id = text(planned.idProperty);
    // The provider forgets to set the status where it does not activate.
    if (planned.action !== "activate") return { id, properties: state(planned, answered) };
    await client.generated.post(`${path(planned)}/lifecycle/activate`);
    return { id, properties: { ...state(planned, answered), status: "ENABLED" } };
  },
  async read({ client }, { properties }) {
    const answered = await client.generated.get(path(properties));
    const status = text(answered.status) || "UNKNOWN";
    return { ...state(properties, answered), status, action: ACTIONS[status] ?? "" };
  },
  async update({ client }, { planned }) {
    const answered = await setConnection(client, planned);
    const isActive = planned.action === "activate";
    await client.generated.post(`${path(planned)}/lifecycle/${isActive ? "activate" : "deactivate"}`);
    // Said after any 2xx, also where Okta has taken nothing and answers UNKNOWN: so does the provider.
    return { ...state(planned, answered), status: isActive ? "ENABLED" : "DISABLED" };
  },
  async delete({ warn }) {
    warn("The connection stays in Okta as it is: there is no call to delete one. It goes away with the app.");
  },
  async importState(id) {
    return { id, properties: { idProperty: id } };
  },
};

function path(properties: PropertyMap): string {
  return `/api/v1/apps/${text(properties.idProperty)}/connections/default`;
}

function setConnection(client: OktaClient, planned: PropertyMap): Promise<PropertyMap> {
  const profile = map(planned.profile);
  if (profile.authScheme === "OAUTH2") {
    if (profile.settings != null) throw new Error('"profile.settings": the published plugin crashes. Leave them out.');
    return client.generated.post(path(planned), {
      profile: { authScheme: "OAUTH2", ...given("clientId", profile) },
    });
  }
  if (profile.authScheme !== "TOKEN") throw new Error('"profile": missing. Set "authScheme", and "token" for TOKEN.');
  return client.generated.post(path(planned), {
    baseUrl: text(planned.baseUrl),
    profile: { authScheme: "TOKEN", ...given("token", profile) },
  });
}

/** Secrets are never answered: what was sent stays. */
function state(before: PropertyMap, answered: PropertyMap): PropertyMap {
  return {
    baseUrl: text(answered.baseUrl),
    profile: { ...map(before.profile), authScheme: text(map(answered.profile).authScheme) },
  };
}

function given(name: string, map: PropertyMap): PropertyMap {
  return map[name] == null ? {} : { [name]: map[name] };
}
