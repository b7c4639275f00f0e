import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";

/** Arguments of {@link IdentityProviderApiToken}. */
export interface IdentityProviderApiTokenArgs {
  /** Cloudflare account id. A change replaces the resource: the token is taken from the one login method and set on the other. */
  accountId: pulumi.Input<string>;
  /** Id of the login method, of type `okta`. A change replaces the resource. */
  identityProviderId: pulumi.Input<string>;
  /** OAuth 2.0 client secret of the login method: Cloudflare does not answer it, and every update must carry it. A secret. */
  clientSecret: pulumi.Input<string>;
  /** Okta API token; one that may only read is enough. A secret. A new one is set in place; nobody is logged out. */
  apiToken: pulumi.Input<string>;
  /**
   * Whatever makes the login method itself be updated, by names of your own: Cloudflare's provider writes the whole login
   * method, without the token, so the token is set again whenever one of these changes. Secrets belong in here only as
   * digests.
   */
  triggers: Record<string, pulumi.Input<string>>;
}

/**
 * The Okta API token of a login method ("API token" in the dashboard). With it Cloudflare reads a person's groups from Okta
 * where the ID token has none or a hundred, which is all that Okta puts into one.
 *
 * It is never read back. Where Cloudflare's answer shows that the token was not kept, the deployment stops; where its
 * answers name no secret at all, it warns that nobody can tell.
 *
 * A refresh that finds that somebody else wrote the login method since takes the token for lost, and the next update sets it
 * again. Removing the resource takes the token away, but leaves a login method alone that somebody wrote since: it would
 * write an old client secret into it.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/
 */
export class IdentityProviderApiToken extends pulumi.CustomResource {
  /** Whether Cloudflare's answer names the token. */
  declare public readonly confirmed: pulumi.Output<boolean>;

  constructor(name: string, args: IdentityProviderApiTokenArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      clientSecret: pulumi.secret(args.clientSecret),
      apiToken: pulumi.secret(args.apiToken),
      confirmed: undefined,
    };
    super(typeToken("IdentityProviderApiToken"), name, inputs, opts);
  }
}
