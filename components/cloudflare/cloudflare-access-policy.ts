import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { type AccessRuleListsArgs, checkRules, providerRules } from "./access-rule";
import type { OktaGroupSource } from "./okta-group-rule";
import { accessPolicyTwins } from "./twins";

/** What a policy does with those who match it. */
export const AccessDecision = {
  /** Who logs in and matches may enter. */
  Allow: "allow",
  /** "Block": who logs in and matches may not enter. */
  Deny: "deny",
  /** Who matches enters without a login, unseen by Access. */
  Bypass: "bypass",
  /** "Service Auth": machines enter with a service token or a certificate. */
  NonIdentity: "non_identity",
} as const;

/** What a policy does with those who match it. */
export type AccessDecision = (typeof AccessDecision)[keyof typeof AccessDecision];

/** Arguments of {@link CloudflareAccessPolicy}. */
export interface CloudflareAccessPolicyArgs extends AccessRuleListsArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the policy. */
  accountId: pulumi.Input<string>;
  /** Name, 1 to 255 characters. Updated in place. */
  name: pulumi.Input<string>;
  /** What happens to those who match. Updated in place. */
  decision: AccessDecision;
  /**
   * How long a login holds for those who match, such as `24h` or `30m`, at most `730h`. Defaults to 24 hours. Updated in
   * place.
   */
  sessionDuration?: pulumi.Input<string>;
  /** The login method whose groups and claims rules ask for. Defaults to none: no rule may ask Okta. */
  okta?: OktaGroupSource;
}

/**
 * A reusable Access policy.
 *
 * Creates one `cloudflare.ZeroTrustAccessPolicy` `<name>-access-policy`.
 *
 * ```typescript
 * const engineering = new CloudflareAccessPolicy("engineering", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   name: "Engineering",
 *   decision: AccessDecision.Allow,
 *   okta: { protocol: SignInProtocol.Oidc, identityProviderId: login.identityProviderId, groupsAttribute: "groups" },
 *   include: [{ oktaGroup: "access-engineering" }],
 *   require: [{ country: "DE" }],
 * });
 * ```
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/
 */
export class CloudflareAccessPolicy extends pulumi.ComponentResource {
  /** Id of the policy, a UUID. */
  public readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: CloudflareAccessPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    const check = new ArgsCheck(`CloudflareAccessPolicy "${name}"`)
      .accountId("accountId", args.accountId)
      .accessName("name", args.name)
      .sessionDuration("sessionDuration", args.sessionDuration);
    checkRules(check, "", args, args.okta).done();
    super(typeToken("CloudflareAccessPolicy"), name, {}, opts);
    const policy = new cloudflare.ZeroTrustAccessPolicy(
      `${name}-access-policy`,
      {
        accountId: args.accountId,
        name: args.name,
        decision: args.decision,
        ...(args.sessionDuration === undefined ? {} : { sessionDuration: args.sessionDuration }),
        ...providerRules(args, args.okta),
      },
      { parent: this, ...refuseTwins(`CloudflareAccessPolicy "${name}"`, name, accessPolicyTwins({ parent: this })) },
    );
    this.policyId = policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}
