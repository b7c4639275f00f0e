import { identityProviderPath } from "../api/access-paths";
import type { CloudflareApi } from "../api/cloudflare-api";
import { CloudflareApiError } from "../api/cloudflare-api";
import { type Json, textAt } from "../api/json";
import type { Clients } from "./clients";
import type { ResourceDefinition } from "./rpc/resource";
import type { PropertyMap } from "./rpc/values";

/**
 * The SCIM secret of a login method. Cloudflare answers it when SCIM goes on, and makes a new one when it is asked to; its
 * Terraform provider keeps the first one for good.
 *
 * Asking again is harmless: nobody has a secret whose answer was lost. So whatever a run that died left behind, the next
 * one asks anew, and what is recorded is always what Cloudflare answered last.
 */
export const scimSecret: ResourceDefinition<Clients> = {
  token: "okta-cloudflare-access:index:ScimSecret",
  kind: "framework",
  native: true,
  properties: {
    accountId: { type: "string", required: true, forceNew: true, description: "Cloudflare account id." },
    identityProviderId: { type: "string", required: true, forceNew: true, description: "Id of the login method." },
    currentSecret: {
      type: "string",
      optional: true,
      secret: true,
      description: "The secret that Cloudflare answered when SCIM went on, if any.",
    },
    rotation: { type: "string", required: true, description: "A date or a counter: another value makes a new secret." },
    initial: {
      type: "boolean",
      optional: true,
      writeOnly: true,
      description: "Whether the login method was made in the same run: its first secret is then taken as it is.",
    },
    secret: { type: "string", computed: true, secret: true, description: "The secret that is in force." },
  },
  async create({ client: { cloudflare }, inputs }, planned) {
    const current = textOf(planned.currentSecret);
    const secret =
      inputs.initial === true && current !== "" ? current : await newSecret(cloudflare, planned, [current]);
    return {
      id: `${String(planned.accountId)}/${String(planned.identityProviderId)}`,
      properties: { ...planned, secret },
    };
  },
  async update({ client: { cloudflare } }, { properties, planned, changed }) {
    const known = [planned.currentSecret, properties.currentSecret, properties.secret].map(textOf);
    if (changed("rotation")) {
      return { ...planned, secret: await newSecret(cloudflare, planned, known) };
    }
    // SCIM went on anew: Cloudflare made another secret by itself.
    const current = textOf(planned.currentSecret);
    return { ...planned, secret: current === "" ? textOf(properties.secret) : current };
  },
  read: async ({ client: { cloudflare } }, { properties }) =>
    (await cloudflare.find(pathOf(properties))) === undefined ? undefined : properties,
  delete: async () => undefined,
};

/** The method of the call is described nowhere: the second is tried where the first is not known. */
const METHODS = ["POST", "PUT"] as const;

const BY_HAND =
  'Select "Regenerate Secret" at the login method in Cloudflare Zero Trust (Settings > Authentication), and run: ' +
  "pulumi config set --secret okta-cloudflare-access:scimSecret, pulumi config rm --path " +
  "okta-cloudflare-access:settings.scim.secretRotation, pulumi up. That secret then goes to Okta";

async function newSecret(cloudflare: CloudflareApi, planned: PropertyMap, known: readonly string[]): Promise<string> {
  const path = pathOf(planned);
  for (const method of METHODS) {
    const answer = await asked(cloudflare, method, `${path}/refresh_scim_secret`);
    if (answer !== undefined) {
      return secretIn(answer, known);
    }
  }
  if ((await cloudflare.find(path)) === undefined) {
    throw new Error(
      `ScimSecret: there is no login method ${String(planned.identityProviderId)} in the account. Somebody deleted it; run \`pulumi up --refresh\`.`,
    );
  }
  throw new Error(
    `ScimSecret: Cloudflare's API does not make a new SCIM secret here, so both sides still have the old one. ${BY_HAND}.`,
  );
}

/** Undefined where there is no such call. */
async function asked(cloudflare: CloudflareApi, method: "POST" | "PUT", path: string): Promise<Json | undefined> {
  try {
    return await cloudflare.refresh(method, path);
  } catch (error) {
    if (error instanceof CloudflareApiError && (error.status === 404 || error.status === 405)) {
      return undefined;
    }
    throw error;
  }
}

function secretIn(answer: Json, known: readonly string[]): string {
  const secret =
    textAt(answer, "scim_config", "secret") ?? textAt(answer, "secret") ?? textAt(answer, "scim_secret") ?? "";
  if (secret === "" || /^\*+$/.test(secret) || known.includes(secret)) {
    throw new Error(
      "ScimSecret: Cloudflare answered success and no new SCIM secret. It may have made one that nobody knows: provisioning " +
        `then fails until both sides have the same. ${BY_HAND}.`,
    );
  }
  return secret;
}

function textOf(value: PropertyMap[string] | undefined): string {
  return typeof value === "string" ? value : "";
}

function pathOf({ accountId, identityProviderId }: PropertyMap): string {
  return identityProviderPath(String(accountId), String(identityProviderId));
}
