import * as pulumi from "@pulumi/pulumi";
import { createProviders } from "../../../components";
import { silenceDebugLog } from "../../../lib/debug-log";

/** Both providers, from the same config keys as the program of this repository. */
export function providersFromConfig(): pulumi.ProviderResource[] {
  silenceDebugLog();
  const okta = new pulumi.Config("okta");
  const cloudflare = new pulumi.Config("cloudflare");
  return createProviders({
    okta: {
      orgName: okta.require("orgName"),
      baseUrl: okta.require("baseUrl"),
      httpProxy: okta.require("httpProxy"),
      ...oktaCredentials(okta),
    },
    cloudflare: { baseUrl: cloudflare.require("baseUrl"), apiToken: cloudflare.requireSecret("apiToken") },
  });
}

/** An API token, or a private key where there is none. */
function oktaCredentials(okta: pulumi.Config): Record<string, pulumi.Input<string> | string[]> {
  const apiToken = okta.getSecret("apiToken");
  if (apiToken !== undefined) {
    return { apiToken };
  }
  return {
    clientId: okta.require("clientId"),
    privateKey: okta.requireSecret("privateKey"),
    privateKeyId: okta.require("privateKeyId"),
    scopes: okta.requireObject<string[]>("scopes"),
  };
}
