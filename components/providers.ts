import * as cloudflare from "@pulumi/cloudflare";
import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";

/** How to reach both APIs. */
export interface ProvidersArgs {
  /** Arguments of the Okta provider. */
  okta: okta.ProviderArgs;
  /** Arguments of the Cloudflare provider. */
  cloudflare: cloudflare.ProviderArgs;
}

/**
 * The two providers, made from explicit arguments. The stack disables the default providers, so nothing can land in
 * the wrong tenant because of a leftover environment variable.
 */
export function createProviders(args: ProvidersArgs): pulumi.ProviderResource[] {
  return [new okta.Provider("okta", args.okta), new cloudflare.Provider("cloudflare", args.cloudflare)];
}
