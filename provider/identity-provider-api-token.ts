import { identityProviderPath } from "../api/access-paths";
import type { Json } from "../api/json";
import type { Clients } from "./clients";
import type { OperationContext, ResourceDefinition, ResourceState } from "./rpc/resource";
import type { PropertyMap } from "./rpc/values";

/** What the API's answer says of a token that was sent to it. */
export type TokenEvidence =
  /** The answer names it, concealed or not. */
  | "kept"
  /** The answer names the client secret or an empty token, and so would name the token. */
  | "dropped"
  /** The answer names no secret at all. */
  | "untold";

/**
 * The Okta API token of a login method: what Cloudflare reads a person's groups with when the token of the sign-in
 * carries none or a hundred. Cloudflare's Terraform provider has no argument for it, and its update writes the whole
 * login method, without the token.
 */
export const identityProviderApiToken: ResourceDefinition<Clients> = {
  token: "okta-cloudflare-access:index:IdentityProviderApiToken",
  kind: "framework",
  native: true,
  properties: {
    accountId: { type: "string", required: true, forceNew: true, description: "Cloudflare account id." },
    identityProviderId: {
      type: "string",
      required: true,
      forceNew: true,
      description: "Id of the login method, of type okta.",
    },
    clientSecret: {
      type: "string",
      required: true,
      secret: true,
      description: "OAuth 2.0 client secret of the login method: it cannot be read, and every update must carry it.",
    },
    apiToken: {
      type: "string",
      required: true,
      secret: true,
      description: "Okta API token; a read-only one is enough.",
    },
    triggers: {
      type: "map",
      element: { type: "string" },
      optional: true,
      description:
        "Whatever makes the login method itself be updated: the token is set again when one of them changes.",
    },
    confirmed: {
      type: "boolean",
      computed: true,
      description: "Whether Cloudflare's answer names the token. False where it names no secret at all.",
    },
    loginMethodVersion: {
      type: "string",
      computed: true,
      description: "The version of the login method with which the token was set, where Cloudflare tells one.",
    },
  },
  create: (context, planned) => setToken(context, planned),
  update: async (context, { planned }) => (await setToken(context, planned)).properties,
  read: async ({ client: { cloudflare }, warn }, { properties }) => {
    const found = await cloudflare.find(pathOf(properties));
    return found === undefined ? undefined : { ...properties, ...readAgain(found, properties, warn) };
  },
  delete: async ({ client: { cloudflare }, warn }, { properties }) => {
    const found = await cloudflare.find(pathOf(properties));
    if (found === undefined || tokenEvidence(found) === "dropped") {
      return;
    }
    if (wasWrittenSince(found, properties)) {
      // The client secret of the state may be an old one by now, and with it nobody could log in any more.
      warn(
        `The login method "${String(found.name)}" was written by somebody else since the Okta API token was set, so it is left as it is. ` +
          "That probably took the token away already: look at the login method in the dashboard, or revoke the token in Okta.",
      );
      return;
    }
    await cloudflare.put(pathOf(properties), bodyOf(found, { client_secret: properties.clientSecret }));
  },
};

/** What an answer says of the token, where one was sent. */
export function tokenEvidence(answer: Json): TokenEvidence {
  const config = (answer.config ?? {}) as Json;
  if (typeof config.api_token === "string" && config.api_token !== "") {
    return "kept";
  }
  return "api_token" in config || "client_secret" in config ? "dropped" : "untold";
}

async function setToken(
  { client: { cloudflare }, warn }: OperationContext<Clients>,
  planned: PropertyMap,
): Promise<ResourceState> {
  const path = pathOf(planned);
  const found = await cloudflare.find(path);
  if (found === undefined) {
    throw new Error(
      `IdentityProviderApiToken: there is no login method ${String(planned.identityProviderId)} in the account. ` +
        "Somebody deleted it; run `pulumi up --refresh`.",
    );
  }
  if (found.type !== "okta") {
    throw new Error(
      `IdentityProviderApiToken: the login method "${String(found.name)}" is of type ${String(found.type)}, and only type okta has an Okta API token. ` +
        "Remove the token, or sign in with OpenID Connect.",
    );
  }
  const secrets = { client_secret: planned.clientSecret, api_token: planned.apiToken };
  const written = await cloudflare.put(path, bodyOf(found, secrets));
  const evidence = tokenEvidence(written);
  if (evidence === "dropped") {
    throw new Error(
      `IdentityProviderApiToken: Cloudflare answered success for the login method "${String(found.name)}" and did not keep the Okta API token. ` +
        "People with more than 100 groups get none of them. Enter the token in the dashboard (Zero Trust > Settings > Authentication), " +
        "or narrow the groups claim's regular expression so that nobody carries more than 100 groups.",
    );
  }
  if (evidence === "untold") {
    warn(
      `Cloudflare took the Okta API token for the login method "${String(found.name)}" and does not say whether it kept it: its answers name no secret. ` +
        "Let somebody with more than 100 groups sign in, or look at the login method in the dashboard.",
    );
  }
  return {
    id: `${String(planned.accountId)}/${String(planned.identityProviderId)}`,
    properties: { ...planned, confirmed: evidence === "kept", loginMethodVersion: versionOf(written) ?? null },
  };
}

/** On refresh: a token that is gone, or may be, shows as a change of the token, and the next update sets it again. */
function readAgain(found: Json, properties: PropertyMap, warn: (message: string) => void): PropertyMap {
  const { apiToken } = properties;
  const evidence = tokenEvidence(found);
  if (evidence !== "untold") {
    const isKept = evidence === "kept";
    return { confirmed: isKept, apiToken: isKept ? apiToken : "" };
  }
  if (wasWrittenSince(found, properties)) {
    warn(
      `The login method "${String(found.name)}" was written by somebody else since the Okta API token was set, which may have taken it away. ` +
        "The next `pulumi up` sets it again.",
    );
    return { confirmed: false, apiToken: "" };
  }
  if (versionOf(found) === undefined) {
    warn(`Whether the login method "${String(found.name)}" still has the Okta API token, Cloudflare does not say.`);
  }
  return { confirmed: false };
}

/** Whether Cloudflare tells another version than that with which the token was set. */
function wasWrittenSince(found: Json, { loginMethodVersion }: PropertyMap): boolean {
  const version = versionOf(found);
  return typeof loginMethodVersion === "string" && version !== undefined && version !== loginMethodVersion;
}

/** Answered with every login method and described nowhere: another one after every update. */
function versionOf({ version }: Json): string | undefined {
  return typeof version === "string" && version !== "" ? version : undefined;
}

/** What an answer has and a body must not. */
const ANSWERED_ONLY = new Set(["created_at", "id", "scim_base_url", "uid", "updated_at", "version"]);

/** The whole login method as it is, fields included that are not known here, as a body to write it with. */
function bodyOf(found: Json, secrets: Json): Json {
  const body = Object.fromEntries(Object.entries(found).filter(([key]) => !ANSWERED_ONLY.has(key)));
  const {
    redirect_url: _redirect,
    api_token: _token,
    client_secret: _clientSecret,
    ...rest
  } = (found.config ?? {}) as Json;
  const { secret: _secret, scim_base_url: _url, ...scim } = (found.scim_config ?? {}) as Json;
  return { ...body, config: { ...rest, ...secrets }, ...(found.scim_config == null ? {} : { scim_config: scim }) };
}

function pathOf({ accountId, identityProviderId }: PropertyMap): string {
  return identityProviderPath(String(accountId), String(identityProviderId));
}
