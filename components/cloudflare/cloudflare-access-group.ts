import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { type AccessRuleListsArgs, checkRules, providerRules } from "./access-rule";
import type { OktaGroupSource } from "./okta-group-rule";
import { accessGroupTwins } from "./twins";

/** Arguments of {@link CloudflareAccessGroup}. */
export interface CloudflareAccessGroupArgs extends AccessRuleListsArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the group. */
  accountId: pulumi.Input<string>;
  /** Name, 1 to 255 characters. Updated in place. */
  name: pulumi.Input<string>;
  /** The login method whose groups and claims rules ask for. Defaults to none: no rule may ask Okta. */
  okta?: OktaGroupSource;
}

/**
 * An Access group ("rule group"): rules with a name, to be used in policies.
 *
 * Creates one `cloudflare.ZeroTrustAccessGroup` `<name>-access-group`.
 *
 * ```typescript
 * const staff = new CloudflareAccessGroup("staff", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   name: "Staff",
 *   okta: { protocol: SignInProtocol.Oidc, identityProviderId: login.identityProviderId, groupsAttribute: "groups" },
 *   include: [{ oktaGroup: "access-staff" }],
 *   exclude: [{ email: "contractor@example.com" }],
 * });
 * ```
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/groups/
 */
export class CloudflareAccessGroup extends pulumi.ComponentResource {
  /** Id of the group, a UUID. */
  public readonly accessGroupId: pulumi.Output<string>;

  constructor(name: string, args: CloudflareAccessGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const check = new ArgsCheck(`CloudflareAccessGroup "${name}"`)
      .accountId("accountId", args.accountId)
      .accessName("name", args.name);
    checkRules(check, "", args, args.okta).done();
    super(typeToken("CloudflareAccessGroup"), name, {}, opts);
    const group = new cloudflare.ZeroTrustAccessGroup(
      `${name}-access-group`,
      { accountId: args.accountId, name: args.name, ...providerRules(args, args.okta) },
      { parent: this, ...refuseTwins(`CloudflareAccessGroup "${name}"`, name, accessGroupTwins({ parent: this })) },
    );
    this.accessGroupId = group.id;
    this.registerOutputs({ accessGroupId: this.accessGroupId });
  }
}
