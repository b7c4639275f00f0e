import * as pulumi from "@pulumi/pulumi";
import { PACKAGE_NAME } from "../../lib/names";

/** Arguments of {@link OktaCloudflareAccessProvider}. */
export interface OktaCloudflareAccessProviderArgs {
  /** Cloudflare API token: edit login methods, read applications. A secret. A new one changes no resource. */
  cloudflareApiToken: pulumi.Input<string>;
  /** Address of Cloudflare's API. Defaults to `https://api.cloudflare.com/client/v4`. */
  cloudflareBaseUrl?: pulumi.Input<string>;
  /** Address of the Okta organization, such as `https://acme.okta.com`. Needed by what calls Okta: verification, rotation. */
  oktaOrgUrl?: pulumi.Input<string>;
  /** Okta API token (SSWS). A secret. One of the three ways to sign in to Okta. */
  oktaApiToken?: pulumi.Input<string>;
  /** Okta OAuth 2.0 access token. A secret. */
  oktaAccessToken?: pulumi.Input<string>;
  /** Client id of an Okta OAuth 2.0 service app, with `oktaPrivateKey` and `oktaScopes`. */
  oktaClientId?: pulumi.Input<string>;
  /** Private key of the service app, PEM. A secret. */
  oktaPrivateKey?: pulumi.Input<string>;
  /** Id of the private key in Okta. Defaults to none: Okta tries all keys of the service app. */
  oktaPrivateKeyId?: pulumi.Input<string>;
  /** Scopes that are asked for with the private key. */
  oktaScopes?: pulumi.Input<string>[];
  /**
   * Where a host is reached when not at its own address: host name to URL, as curl's `--connect-to`. For networks that
   * reach a vendor another way, and for a sandbox. Defaults to none.
   */
  connectTo?: Record<string, string>;
}

/**
 * The project's own provider: resources that no published one has. Its plugin is in the folder `provider` of this project,
 * named in `Pulumi.yaml`, and runs only where one of its resources is used.
 */
export class OktaCloudflareAccessProvider extends pulumi.ProviderResource {
  constructor(name: string, args: OktaCloudflareAccessProviderArgs, opts?: pulumi.ResourceOptions) {
    super(PACKAGE_NAME, name, withSecrets(args), opts);
  }
}

const SECRETS = ["cloudflareApiToken", "oktaApiToken", "oktaAccessToken", "oktaPrivateKey"] as const;

/** Lists and maps reach a provider as JSON. */
function withSecrets({ oktaScopes, connectTo, ...args }: OktaCloudflareAccessProviderArgs): pulumi.Inputs {
  const secrets = SECRETS.flatMap((key) => (args[key] === undefined ? [] : [[key, pulumi.secret(args[key])] as const]));
  return {
    ...args,
    ...Object.fromEntries(secrets),
    ...(oktaScopes === undefined ? {} : { oktaScopes: pulumi.output(oktaScopes).apply(JSON.stringify) }),
    ...(connectTo === undefined ? {} : { connectTo: JSON.stringify(connectTo) }),
  };
}
