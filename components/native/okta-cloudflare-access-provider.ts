import * as pulumi from "@pulumi/pulumi";
import { PACKAGE_NAME } from "../../lib/names";

/** Arguments of {@link OktaCloudflareAccessProvider}. */
export interface OktaCloudflareAccessProviderArgs {
  /** Cloudflare API token: edit login methods, read applications. A secret. A new one changes no resource. */
  cloudflareApiToken: pulumi.Input<string>;
  /** Address of Cloudflare's API. Defaults to `https://api.cloudflare.com/client/v4`. */
  cloudflareBaseUrl?: pulumi.Input<string>;
}

/**
 * The project's own provider: resources that no published one has. Its plugin is in the folder `provider` of this project,
 * named in `Pulumi.yaml`, and runs only where one of its resources is used.
 */
export class OktaCloudflareAccessProvider extends pulumi.ProviderResource {
  constructor(name: string, args: OktaCloudflareAccessProviderArgs, opts?: pulumi.ResourceOptions) {
    super(PACKAGE_NAME, name, { ...args, cloudflareApiToken: pulumi.secret(args.cloudflareApiToken) }, opts);
  }
}
