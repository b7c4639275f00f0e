import type * as pulumi from "@pulumi/pulumi";
import { SignInProtocol } from "../sign-in-protocol";

/** The login method whose groups a rule asks for. */
export interface OktaGroupSource {
  readonly protocol: SignInProtocol;
  /** Id of the identity provider in Cloudflare. */
  readonly identityProviderId: pulumi.Input<string>;
  /** With SAML: name of the attribute with the groups. */
  readonly groupsAttribute: string;
}

/** One rule of an Access group or policy: a person is in an Okta group. */
export type OktaGroupRule =
  | { readonly okta: { readonly identityProviderId: pulumi.Input<string>; readonly name: pulumi.Input<string> } }
  | {
      readonly saml: {
        readonly identityProviderId: pulumi.Input<string>;
        readonly attributeName: string;
        readonly attributeValue: pulumi.Input<string>;
      };
    };

/**
 * The rule of Access that asks whether somebody is in an Okta group, by the group's name in Okta.
 *
 * The `okta` rule belongs to a login method of type `okta`. For SAML, Cloudflare documents the SAML attribute `groups`
 * and its value. SCIM makes no difference here: Access looks at what the assertion says at login, and SCIM only gives the
 * policy builder names to offer. The value must be the whole name, letter by letter.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/identity-selectors/#okta-saml
 */
export function oktaGroupRule(source: OktaGroupSource, groupName: pulumi.Input<string>): OktaGroupRule {
  const { identityProviderId } = source;
  return source.protocol === SignInProtocol.Saml
    ? { saml: { identityProviderId, attributeName: source.groupsAttribute, attributeValue: groupName } }
    : { okta: { identityProviderId, name: groupName } };
}
