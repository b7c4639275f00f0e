import * as pulumi from "@pulumi/pulumi";
import { createProviders } from "../../../components";

/** Both providers, from the same config keys as the program of this repository. */
export function providersFromConfig(): pulumi.ProviderResource[] {
  const okta = new pulumi.Config("okta");
  const cloudflare = new pulumi.Config("cloudflare");
  return createProviders({
    okta: {
      orgName: okta.require("orgName"),
      baseUrl: okta.require("baseUrl"),
      httpProxy: okta.require("httpProxy"),
      apiToken: okta.requireSecret("apiToken"),
    },
    cloudflare: { baseUrl: cloudflare.require("baseUrl"), apiToken: cloudflare.requireSecret("apiToken") },
  });
}
