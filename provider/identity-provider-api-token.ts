import type { CloudflareApi, Json } from "./cloudflare-api";
import { identityProviderPath } from "./login-method-paths";
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
export const identityProviderApiToken: ResourceDefinition<CloudflareApi> = {
  token: "okta-cloudflare-access:index:IdentityProviderApiToken",
  kind: "framework",
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
  },
  create: (context, planned) => setToken(context, planned),
  update: async (context, { planned }) => (await setToken(context, planned)).properties,
  read: async ({ client }, { properties }) => {
    const found = await client.find(pathOf(properties));
    return found === undefined ? undefined : { ...properties, ...readAgain(found, properties) };
  },
  delete: async ({ client }, { properties }) => {
    const found = await client.find(pathOf(properties));
    if (found !== undefined) {
      await client.put(pathOf(properties), bodyOf(found, { client_secret: properties.clientSecret }));
    }
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
  { client, warn }: OperationContext<CloudflareApi>,
  planned: PropertyMap,
): Promise<ResourceState> {
  const path = pathOf(planned);
  const found = await client.find(path);
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
  const evidence = tokenEvidence(await client.put(path, bodyOf(found, secrets)));
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
    properties: { ...planned, confirmed: evidence === "kept" },
  };
}

/** On refresh: a token that is known to be gone shows as a change of the token, and the next update sets it again. */
function readAgain(found: Json, { confirmed, apiToken }: PropertyMap): PropertyMap {
  const evidence = tokenEvidence(found);
  if (evidence === "dropped") {
    return { confirmed: false, apiToken: "" };
  }
  return { confirmed: evidence === "untold" ? (confirmed ?? false) : true, apiToken };
}

/** The whole login method as it is, as a body to write it with. What only an answer has is left out. */
function bodyOf(found: Json, secrets: Json): Json {
  const { name, type, config, scim_config: scim, read_only: readOnly, saml_certificate_set_id: certificates } = found;
  const { secret: _secret, scim_base_url: _url, ...scimSettings } = (scim ?? {}) as Json;
  const { redirect_url: _redirect, api_token: _token, client_secret: _clientSecret, ...rest } = (config ?? {}) as Json;
  return {
    name,
    type,
    config: { ...rest, ...secrets },
    ...(scim === undefined ? {} : { scim_config: scimSettings }),
    ...(readOnly === undefined ? {} : { read_only: readOnly }),
    ...(certificates === undefined ? {} : { saml_certificate_set_id: certificates }),
  };
}

function pathOf({ accountId, identityProviderId }: PropertyMap): string {
  return identityProviderPath(String(accountId), String(identityProviderId));
}
