import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";

/** Arguments of {@link ScimSecret}. */
export interface ScimSecretArgs {
  /** Cloudflare account id. A change replaces the resource. */
  accountId: pulumi.Input<string>;
  /** Id of the login method. A change replaces the resource: another login method has a secret of its own. */
  identityProviderId: pulumi.Input<string>;
  /** The secret that Cloudflare's provider knows: the first one. A secret. Empty where it knows none. */
  currentSecret: pulumi.Input<string>;
  /** A date or a counter. Another value makes a new secret, in place. */
  rotation: string;
  /**
   * Whether the login method was made in the same run. The resource then takes its first secret as it is; otherwise making
   * the resource makes a new one. Defaults to false. Never recorded.
   */
  initial?: pulumi.Input<boolean>;
}

/**
 * The SCIM secret of a login method ("SCIM Secret"), made anew on request. Cloudflare keeps one: from the moment at which it
 * makes a new one until Okta has it too, what Okta sends is refused.
 *
 * The call that makes one is named by Cloudflare's API and described nowhere: `POST` is tried, then `PUT`. Where neither is
 * known, or the answer has no new secret, the deployment stops and says how to do it by hand.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/
 */
export class ScimSecret extends pulumi.CustomResource {
  /** The secret that is in force. A secret. */
  declare public readonly secret: pulumi.Output<string>;

  constructor(name: string, args: ScimSecretArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, currentSecret: pulumi.secret(args.currentSecret), secret: undefined };
    super(typeToken("ScimSecret"), name, inputs, opts);
  }
}
