import type { HttpOptions } from "../api/http";
import { clientSecretRetirement } from "./client-secret-retirement";
import { CLIENTS_CONFIG, type Clients, clientsConfigProblems, createClients } from "./clients";
import { groupAssignments } from "./group-assignments";
import { identityProviderApiToken } from "./identity-provider-api-token";
import { lockoutGuard } from "./lockout-guard";
import { oidcClientSecret } from "./oidc-client-secret";
import { pushGroups } from "./push-groups";
import type { ProviderDefinition } from "./rpc/resource";
import { scimSecret } from "./scim-secret";
import { verification } from "./verification";

/** What a test may change about the plugin. */
export interface NativeProviderOptions extends Pick<HttpOptions, "wait"> {
  /** The clock. Defaults to the machine's. */
  readonly now?: () => Date;
}

/**
 * The project's own provider plugin: the few resources that no published provider has. It takes its credentials as
 * configuration of the provider, so that one that is rotated changes no resource, and none is kept in a resource's state.
 */
export function nativeProvider({ now, wait }: NativeProviderOptions = {}): ProviderDefinition<Clients> {
  return {
    name: "okta-cloudflare-access",
    version: "0.1.0",
    description: "Okta sign-in for Cloudflare Zero Trust Access: what no published provider has",
    config: CLIENTS_CONFIG,
    validateConfig: clientsConfigProblems,
    configure: async (config) => createClients(config, wait === undefined ? {} : { wait }),
    resources: [
      identityProviderApiToken,
      lockoutGuard(now),
      groupAssignments,
      pushGroups,
      scimSecret,
      oidcClientSecret,
      clientSecretRetirement(wait),
      verification({ ...(now === undefined ? {} : { now }), ...(wait === undefined ? {} : { wait }) }),
    ],
    functions: [],
  };
}
