import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { certificateBody } from "../../lib/certificates";
import { typeToken } from "../../lib/names";
import { DEFAULT_GROUPS_ATTRIBUTE, EMAIL_ATTRIBUTE, samlAttributeNames } from "../../lib/saml-attributes";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import {
  checkScim,
  type IdentityProviderScimArgs,
  loginMethodOutputs,
  scimConfigInputs,
} from "./identity-provider-scim";
import { loginMethodTwins } from "./twins";

/** Arguments of {@link CloudflareSamlIdentityProvider}. */
export interface CloudflareSamlIdentityProviderArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the identity provider: everyone is logged out. */
  accountId: pulumi.Input<string>;
  /** Name of the login method, as people see it on the login page. Updated in place. */
  name: pulumi.Input<string>;
  /** "Single Sign On URL": Okta's "Identity Provider Single Sign-On URL". Updated in place. */
  ssoTargetUrl: pulumi.Input<string>;
  /** "IdP Entity ID or Issuer URL": Okta's "Identity Provider Issuer". Updated in place. */
  issuerUrl: pulumi.Input<string>;
  /**
   * "Signing certificate": what the other side signs with, PEM or base64; one that signs with any of them is believed.
   * Sent without PEM armour, as in Cloudflare's guide for Okta. Updated in place.
   */
  idpPublicCerts: pulumi.Input<string>[];
  /** "Email attribute name". Defaults to `email`. Updated in place. */
  emailAttributeName?: pulumi.Input<string>;
  /** Name of the attribute with a person's groups. Defaults to `groups`. Updated in place. */
  groupsAttributeName?: string;
  /**
   * "SAML attributes" besides e-mail and groups: they come into a person's token, and policies may ask for them. Defaults
   * to none. Updated in place.
   */
  attributes?: string[];
  /**
   * "SAML header attributes": a header of the answer to a login by the name of the attribute that it carries. Defaults to
   * none. Updated in place.
   */
  headers?: Record<string, pulumi.Input<string>>;
  /**
   * "Sign SAML authentication request". Defaults to true, as Cloudflare recommends. Requests then arrive as HTTP POST.
   * Updated in place.
   */
  signRequest?: pulumi.Input<boolean>;
  /** SCIM settings. Defaults to SCIM off. */
  scim?: IdentityProviderScimArgs;
}

/**
 * The Cloudflare half of sign-in with SAML: Okta, or any other provider that speaks SAML 2.0, as a login method of
 * Cloudflare Zero Trust, with SCIM on request.
 *
 * Creates one `cloudflare.ZeroTrustAccessIdentityProvider` `<name>-identity-provider` of type `saml`.
 *
 * ```typescript
 * const login = new CloudflareSamlIdentityProvider("okta", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   name: "Okta",
 *   ssoTargetUrl: "https://acme.okta.com/app/acme_cloudflareaccess_1/exk1gjh63g214q0Hq0g4/sso/saml",
 *   issuerUrl: "http://www.okta.com/exk1gjh63g214q0Hq0g4",
 *   idpPublicCerts: [certificate],
 *   scim: { enabled: true },
 * });
 * ```
 *
 * Rules on Okta groups are of another kind than with OpenID Connect: see `oktaGroupRule`. Encrypted assertions
 * (`enable_encryption`) are not offered: they need a certificate set that neither provider can make or hand to Okta.
 *
 * Replacing or destroying it logs everyone out and breaks every Access policy that names it. Set `protect: true` in
 * production.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/generic-saml/
 */
export class CloudflareSamlIdentityProvider extends pulumi.ComponentResource {
  /** Id of the identity provider, a UUID. */
  public readonly identityProviderId: pulumi.Output<string>;
  /** "SCIM Endpoint": base URL of the SCIM service. Empty while SCIM is off. */
  public readonly scimBaseUrl: pulumi.Output<string>;
  /**
   * "SCIM Secret". A secret. Cloudflare answers it once, when SCIM goes on: it is empty while SCIM is off, on an
   * imported identity provider, and possibly after SCIM was turned off and on again.
   */
  public readonly scimSecret: pulumi.Output<string>;

  constructor(name: string, args: CloudflareSamlIdentityProviderArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super(typeToken("CloudflareSamlIdentityProvider"), name, {}, opts);
    const identityProvider = createIdentityProvider(`${name}-identity-provider`, args, {
      parent: this,
      ...refuseTwins(`CloudflareSamlIdentityProvider "${name}"`, name, loginMethodTwins("saml", { parent: this })),
    });
    const { identityProviderId, scimBaseUrl, scimSecret } = loginMethodOutputs(identityProvider);
    this.identityProviderId = identityProviderId;
    this.scimBaseUrl = scimBaseUrl;
    this.scimSecret = scimSecret;
    this.registerOutputs({
      identityProviderId: this.identityProviderId,
      scimBaseUrl: this.scimBaseUrl,
      scimSecret: this.scimSecret,
    });
  }
}

function checkArgs(name: string, args: CloudflareSamlIdentityProviderArgs): void {
  const check = new ArgsCheck(`CloudflareSamlIdentityProvider "${name}"`)
    .accountId("accountId", args.accountId)
    .loginMethodName("name", args.name)
    .plain(
      "ssoTargetUrl",
      args.ssoTargetUrl,
      (url) => /^https:\/\//.test(url),
      "is not an https URL",
      'Copy "Identity Provider Single Sign-On URL" from the app\'s Sign On tab in Okta',
    );
  if (args.idpPublicCerts.length === 0) {
    check.add("idpPublicCerts", "is empty, so no login could be believed", "Give the certificate of the app in Okta");
  }
  checkScim(check, args.scim).done();
}

function createIdentityProvider(
  name: string,
  args: CloudflareSamlIdentityProviderArgs,
  opts: pulumi.CustomResourceOptions,
): cloudflare.ZeroTrustAccessIdentityProvider {
  const headers = Object.entries(args.headers ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return new cloudflare.ZeroTrustAccessIdentityProvider(
    name,
    {
      accountId: args.accountId,
      name: args.name,
      type: "saml",
      config: {
        ssoTargetUrl: args.ssoTargetUrl,
        issuerUrl: args.issuerUrl,
        idpPublicCerts: args.idpPublicCerts.map((certificate) => pulumi.output(certificate).apply(certificateBody)),
        emailAttributeName: args.emailAttributeName ?? EMAIL_ATTRIBUTE,
        attributes: samlAttributeNames(args.groupsAttributeName ?? DEFAULT_GROUPS_ATTRIBUTE, args.attributes ?? []),
        signRequest: args.signRequest ?? true,
        // An empty list is not answered back and would show as drift.
        ...(headers.length === 0
          ? {}
          : { headerAttributes: headers.map(([attributeName, headerName]) => ({ attributeName, headerName })) }),
      },
      scimConfig: scimConfigInputs(args.scim),
    },
    opts,
  );
}
