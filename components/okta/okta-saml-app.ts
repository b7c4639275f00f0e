import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { certificateBody } from "../../lib/certificates";
import { redirectUriOf, typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { type AppUserArgs, createAssignments } from "./assignments";
import type { GroupResourcesArgs } from "./group-resources";
import { attributeStatements, checkSamlAttributes, type SamlAttributesArgs, samlSignOn } from "./saml-sign-on";
import { appTwins } from "./twins";

/** "Signature Algorithm" of responses and assertions. */
export const SamlSignatureAlgorithm = {
  RsaSha256: "RSA_SHA256",
  /** SHA-1 is broken; only for a partner that knows nothing else. Cloudflare does. */
  RsaSha1: "RSA_SHA1",
} as const;

/** "Signature Algorithm" of responses and assertions. */
export type SamlSignatureAlgorithm = (typeof SamlSignatureAlgorithm)[keyof typeof SamlSignatureAlgorithm];

/** "Digest Algorithm" of responses and assertions. */
export const SamlDigestAlgorithm = {
  Sha256: "SHA256",
  /** SHA-1 is broken; only for a partner that knows nothing else. Cloudflare does. */
  Sha1: "SHA1",
} as const;

/** "Digest Algorithm" of responses and assertions. */
export type SamlDigestAlgorithm = (typeof SamlDigestAlgorithm)[keyof typeof SamlDigestAlgorithm];

/** Arguments of {@link OktaSamlApp}. */
export interface OktaSamlAppArgs extends SamlAttributesArgs {
  /** Name of the app in Okta, at most 100 characters. Updated in place. */
  label: pulumi.Input<string>;
  /**
   * Full team domain of the Cloudflare Zero Trust organization, such as `acme.cloudflareaccess.com`. It makes the single
   * sign-on URL and the audience. Updated in place; logins fail while Okta and Cloudflare disagree about it.
   */
  teamDomain: pulumi.Input<string>;
  /** Whether Okta signs the response. Defaults to true. One of the two signatures must be there. Updated in place. */
  responseSigned?: boolean;
  /** Whether Okta signs the assertion. Defaults to true. One of the two signatures must be there. Updated in place. */
  assertionSigned?: boolean;
  /** Defaults to RSA with SHA-256. Updated in place. */
  signatureAlgorithm?: SamlSignatureAlgorithm;
  /** Defaults to SHA-256. Updated in place. */
  digestAlgorithm?: SamlDigestAlgorithm;
  /**
   * "Signature Certificate" of Cloudflare, PEM: with it Okta takes only requests that are signed with its key ("Signed
   * Requests"). It is at `https://<team domain>/cdn-cgi/access/public-cert`. Cloudflare changes it from time to time,
   * and from that moment nobody can log in until the new one is here. Defaults to none: Okta does not ask for a
   * signature. Updated in place.
   */
  requestCertificate?: pulumi.Input<string>;
  /**
   * Id of the authentication policy of the app: 20 characters that start with `rst`. Defaults to the organization's default
   * policy: whatever the app has is replaced by it. Updated in place; takes effect at the next login.
   */
  authenticationPolicy?: pulumi.Input<string>;
  /** Groups whose members may sign in: Okta group id by a key of your own. Other assignments are left alone. */
  assignedGroups?: Record<string, pulumi.Input<string>>;
  /** People who may sign in besides, by a key of your own. Their username is the name id: their e-mail address. */
  assignedUsers?: Record<string, AppUserArgs>;
  /** How the assignments of groups are made into resources. Defaults to one for each group. */
  groupResources?: GroupResourcesArgs;
}

/**
 * The Okta half of sign-in with SAML: a SAML 2.0 app for Cloudflare Access.
 *
 * Creates
 * - `okta.app.Saml` `<name>-app`: single sign-on URL, recipient, destination and audience of the team, the e-mail address
 *   as name id, attribute statements for e-mail and groups
 * - `okta.app.GroupAssignment` `<name>-group-<key>` per assigned group, or one {@link GroupAssignments}
 * - `okta.app.User` `<name>-user-<key>` per assigned user
 *
 * ```typescript
 * const app = new OktaSamlApp("cloudflare", {
 *   label: "Cloudflare Access",
 *   teamDomain: "acme.cloudflareaccess.com",
 *   assignedGroups: { staff: "00g1emaKYZTWRYYRRTSK" },
 * });
 * const login = new CloudflareSamlIdentityProvider("okta", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   name: "Okta",
 *   ssoTargetUrl: app.ssoUrl,
 *   issuerUrl: app.issuer,
 *   idpPublicCerts: [app.certificate],
 * });
 * ```
 *
 * The icon is hidden: people start at Cloudflare, which sends them here. Any credential of the Okta provider can set it
 * up, an OAuth 2.0 service app too. Encrypted assertions are not offered: the Okta provider cannot set them.
 *
 * Okta's signing certificate is read at every refresh. When it was rotated in Okta, `pulumi up --refresh` hands the new
 * one to Cloudflare; logins fail in between.
 *
 * Destroying it ends sign-in through Okta.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta-saml/
 */
export class OktaSamlApp extends pulumi.ComponentResource {
  /** Okta app id: 20 characters that start with `0oa`. */
  public readonly appId: pulumi.Output<string>;
  /** Okta's name for the app, part of its address in the Admin Console: `acme_cloudflareaccess_1`. */
  public readonly appName: pulumi.Output<string>;
  /** "Identity Provider Single Sign-On URL": where Cloudflare sends people to sign in. */
  public readonly ssoUrl: pulumi.Output<string>;
  /** "Identity Provider Issuer", such as `http://www.okta.com/exk1gjh63g214q0Hq0g4`. */
  public readonly issuer: pulumi.Output<string>;
  /** "X.509 Certificate" with which Okta signs, base64 without PEM armour. Another one after Okta rotated it. */
  public readonly certificate: pulumi.Output<string>;

  constructor(name: string, args: OktaSamlAppArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super(typeToken("OktaSamlApp"), name, {}, opts);
    const app = createApp(`${name}-app`, args, {
      parent: this,
      ...refuseTwins(`OktaSamlApp "${name}"`, `${name}-app`, appTwins("SAML", { parent: this })),
    });
    createAssignments(
      name,
      app.id,
      args.assignedGroups ?? {},
      args.assignedUsers ?? {},
      { parent: this, deletedWith: app },
      args.groupResources,
    );
    const { ssoUrl, issuer, certificate } = samlSignOn(app);
    this.appId = app.id;
    this.appName = app.name;
    this.ssoUrl = ssoUrl;
    this.issuer = issuer;
    this.certificate = certificate;
    this.registerOutputs({
      appId: this.appId,
      appName: this.appName,
      ssoUrl: this.ssoUrl,
      issuer: this.issuer,
      certificate: this.certificate,
    });
  }
}

function checkArgs(name: string, args: OktaSamlAppArgs): void {
  const check = new ArgsCheck(`OktaSamlApp "${name}"`)
    .appLabel("label", args.label)
    .teamDomain("teamDomain", args.teamDomain)
    .requestCertificate("requestCertificate", args.requestCertificate)
    .signed("assertionSigned", args.responseSigned, args.assertionSigned)
    .keys("assignedGroups", args.assignedGroups);
  checkSamlAttributes(check, "", args).done();
}

function createApp(name: string, args: OktaSamlAppArgs, opts: pulumi.CustomResourceOptions): okta.app.Saml {
  const callback = pulumi.output(args.teamDomain).apply(redirectUriOf);
  return new okta.app.Saml(
    name,
    {
      label: args.label,
      ssoUrl: callback,
      recipient: callback,
      destination: callback,
      audience: callback,
      userNameTemplate: "${source.email}",
      userNameTemplateType: "BUILT_IN",
      subjectNameIdTemplate: "${user.userName}",
      subjectNameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
      attributeStatements: attributeStatements(args),
      responseSigned: args.responseSigned ?? true,
      assertionSigned: args.assertionSigned ?? true,
      signatureAlgorithm: args.signatureAlgorithm ?? SamlSignatureAlgorithm.RsaSha256,
      digestAlgorithm: args.digestAlgorithm ?? SamlDigestAlgorithm.Sha256,
      honorForceAuthn: true,
      authnContextClassRef: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
      hideWeb: true,
      hideIos: true,
      ...signedRequests(args.requestCertificate),
      ...(args.authenticationPolicy === undefined ? {} : { authenticationPolicy: args.authenticationPolicy }),
    },
    opts,
  );
}

/** The provider has one argument for the certificate of the other side, named after logout; it serves requests too. */
function signedRequests(certificate: pulumi.Input<string> | undefined) {
  return certificate === undefined
    ? {}
    : {
        samlSignedRequestEnabled: true,
        singleLogoutCertificate: pulumi.output(certificate).apply(certificateBody),
      };
}
