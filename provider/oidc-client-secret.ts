import { textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";
import { type ClientSecret, clientSecrets, removeSecret, secretsPath } from "./client-secrets";
import type { Clients } from "./clients";
import type { ResourceDefinition } from "./rpc/resource";
import type { PropertyMap } from "./rpc/values";

/**
 * The client secret of an OIDC app in Okta. A rotation makes a second one beside the first, which stays active: whoever is
 * logging in with it still can. {@link clientSecretRetirement} ends the first one.
 *
 * Two active secrets mean that a rotation is under way, whatever a run that died left behind: the newer one is then taken,
 * not a third made, for which Okta has no room.
 */
export const oidcClientSecret: ResourceDefinition<Clients> = {
  token: "okta-cloudflare-access:index:OidcClientSecret",
  kind: "framework",
  native: true,
  properties: {
    appId: { type: "string", required: true, forceNew: true, description: "Okta app id of the OIDC app." },
    rotation: { type: "string", required: true, description: "A date or a counter: another value makes a new secret." },
    initial: {
      type: "boolean",
      optional: true,
      writeOnly: true,
      description: "Whether the app was made in the same run: its first secret is then taken as it is.",
    },
    clientSecret: { type: "string", computed: true, secret: true, description: "The secret to use." },
    secretId: { type: "string", computed: true, description: "Okta's id of it." },
  },
  async create({ client, inputs, warn }, planned) {
    const okta = client.okta();
    const found = await secretsOf(okta, planned);
    const only = found.filter(({ active }) => active);
    const secret =
      inputs.initial === true && only.length === 1
        ? (only[0] as ClientSecret)
        : await rotated(okta, planned, found, undefined, warn);
    return { id: String(planned.appId), properties: stateOf(planned, secret) };
  },
  async update({ client, warn }, { properties, planned }) {
    const okta = client.okta();
    const found = await secretsOf(okta, planned);
    return stateOf(planned, await rotated(okta, planned, found, String(properties.secretId), warn));
  },
  read: async ({ client, warn }, { properties }) => {
    const found = await clientSecrets(client.okta(), String(properties.appId));
    if (found === undefined) {
      return undefined;
    }
    const own = found.find(({ id }) => id === properties.secretId);
    if (own?.active === true) {
      return { ...properties, clientSecret: own.value === "" ? properties.clientSecret : own.value } as PropertyMap;
    }
    warn(
      `The client secret ${String(properties.secretId)} of the app ${String(properties.appId)} was ${own === undefined ? "deleted" : "deactivated"} in Okta, so nobody can log in with it. ` +
        "The next `pulumi up` makes a new one.",
    );
    // No rotation that anybody wants: the next run sees a change.
    return { ...properties, rotation: "" };
  },
  delete: async () => undefined,
};

async function secretsOf(okta: OktaApi, { appId }: PropertyMap): Promise<readonly ClientSecret[]> {
  const found = await clientSecrets(okta, String(appId));
  if (found === undefined) {
    throw new Error(
      `OidcClientSecret: there is no app ${String(appId)} in Okta. Somebody deleted it; run \`pulumi up --refresh\`.`,
    );
  }
  return found;
}

async function rotated(
  okta: OktaApi,
  { appId }: PropertyMap,
  found: readonly ClientSecret[],
  ownId: string | undefined,
  warn: (message: string) => void,
): Promise<ClientSecret> {
  const id = String(appId);
  const underWay = newerOfTwo(found);
  if (underWay !== undefined) {
    if (underWay.id === ownId) {
      warn(
        `The app ${id} still had two active client secrets, so the rotation that was under way is finished with the newer one. ` +
          "For yet another secret, rotate once more.",
      );
    }
    return underWay;
  }
  // What is inactive opens nothing, and Okta keeps two.
  for (const inactive of found.filter(({ active }) => !active)) {
    await removeSecret(okta, id, inactive);
  }
  try {
    const made = await okta.post(secretsPath(id));
    return {
      id: textAt(made, "id") ?? "",
      value: valueIn(textAt(made, "client_secret")),
      active: true,
      created: textAt(made, "created") ?? "",
    };
  } catch (cause) {
    // It may have been made and the answer lost.
    const made = newerOfTwo((await clientSecrets(okta, id)) ?? []);
    if (made === undefined) {
      throw cause;
    }
    return made;
  }
}

/** The newer of two active secrets that can be read; undefined where there are not two. */
function newerOfTwo(found: readonly ClientSecret[]): ClientSecret | undefined {
  const active = found.filter(({ active: isActive }) => isActive);
  const newest = active.at(-1);
  return active.length < 2 || newest === undefined ? undefined : { ...newest, value: valueIn(newest.value) };
}

function valueIn(value: string | undefined): string {
  if (value === undefined || value === "" || /^\*+$/.test(value)) {
    throw new Error(
      "OidcClientSecret: Okta has a new client secret and does not answer it. Both are active, and the login method has " +
        "the old one still: delete the new one at the app (General > Client Credentials) in the Okta Admin Console, and rotate again.",
    );
  }
  return value;
}

function stateOf(planned: PropertyMap, secret: ClientSecret): PropertyMap {
  return { ...planned, clientSecret: valueIn(secret.value), secretId: secret.id };
}
