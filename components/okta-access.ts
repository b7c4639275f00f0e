import * as pulumi from "@pulumi/pulumi";
import type { Deployed } from "../lib/deployed";
import { typeToken } from "../lib/names";
import { checkAccessArgs } from "./check-access-args";
import { OktaGroups } from "./okta/okta-groups";
import type { OktaAccessArgs, OktaAccessLinks } from "./okta-access-args";
import { createAccess } from "./wiring/access";
import { createAuthorizationServer } from "./wiring/authorization-server";
import { deployed } from "./wiring/deployed";
import { createGroupsApiToken } from "./wiring/groups-api-token";
import { links, nextSteps } from "./wiring/links";
import { createLockoutGuard } from "./wiring/lockout-guard";
import { createIdentityProvider } from "./wiring/login-method";
import { warnOfManyGroups } from "./wiring/many-groups";
import { findUsers, type People } from "./wiring/people";
import { createScimApp } from "./wiring/provisioning";
import { createSaml } from "./wiring/saml-sign-in";
import {
  createClientSecret,
  createScimSecret,
  retireClientSecrets,
  watchLoginMethod,
  watchOidcApp,
} from "./wiring/secret-rotation";
import { createOidcApp } from "./wiring/sign-in";
import { isSaml } from "./wiring/sign-in-args";
import { createVerification } from "./wiring/verification";

/**
 * Okta sign-in and SCIM provisioning for Cloudflare Zero Trust Access, wired end to end.
 *
 * Creates {@link OktaGroups} `<name>-groups`, {@link OktaOidcApp} `<name>-oidc`, {@link CloudflareIdentityProvider}
 * `<name>-cloudflare` and, with SCIM on, {@link OktaScimApp} `<name>-scim`. The client id and secret go into the
 * identity provider, its SCIM endpoint and secret go into the SCIM app. With `protocol: "saml"`, {@link OktaSamlApp}
 * `<name>-saml` and {@link CloudflareSamlIdentityProvider} `<name>-cloudflare` take the places of the two in the middle.
 * With `authorizationServer`, {@link OktaAuthorizationServer} `<name>-authorization-server` issues the tokens.
 * With `verify`, a {@link Verification} `<name>-verification` last of all.
 * With `access`, {@link CloudflareAccess} `<name>-zero-trust` on the login method and the groups, and a
 * {@link LockoutGuard} `<name>-lockout-guard` before the login method. With `groupsApiToken`, an
 * {@link IdentityProviderApiToken} `<name>-groups-api-token`. With `scim.secretRotation`, a {@link ScimSecret}
 * `<name>-scim-secret`; with `oidc.clientSecretRotation`, an {@link OidcClientSecret} `<name>-client-secret` and a
 * {@link ClientSecretRetirement} `<name>-client-secret-retirement`.
 *
 * ```typescript
 * const access = new OktaAccess("access", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   teamDomain: "acme.cloudflareaccess.com",
 *   oktaOrgUrl: "https://acme.okta.com",
 *   groups: {
 *     staff: { existing: { name: "Employees" } },
 *     "access-engineering": { create: { name: "access-engineering" } },
 *   },
 *   oidc: { assignedGroups: ["staff"] },
 *   scim: { assignedGroups: ["staff"], pushGroups: ["access-engineering"] },
 * }, { providers: [oktaProvider, cloudflareProvider] });
 * ```
 */
export class OktaAccess extends pulumi.ComponentResource {
  /** Id of the identity provider in Cloudflare, a UUID. */
  public readonly identityProviderId: pulumi.Output<string>;
  /** Okta app id of the OIDC app. Absent with SAML. */
  public readonly oidcAppId?: pulumi.Output<string>;
  /** OAuth 2.0 client id of the OIDC app. Absent with SAML. */
  public readonly clientId?: pulumi.Output<string>;
  /** OAuth 2.0 client secret of the OIDC app. A secret. Absent with SAML. */
  public readonly clientSecret?: pulumi.Output<string>;
  /** Where Okta sends people back to after sign-in. Absent with SAML. */
  public readonly redirectUri?: pulumi.Output<string>;
  /** Okta app id of the SAML app; of the SCIM app where that carries sign-in too. Absent with OpenID Connect. */
  public readonly samlAppId?: pulumi.Output<string>;
  /** "Identity Provider Single Sign-On URL": where Cloudflare sends people to. Absent with OpenID Connect. */
  public readonly ssoUrl?: pulumi.Output<string>;
  /** "Identity Provider Issuer". Absent with OpenID Connect. */
  public readonly issuer?: pulumi.Output<string>;
  /** "X.509 Certificate" with which Okta signs, base64 without PEM armour. Absent with OpenID Connect. */
  public readonly certificate?: pulumi.Output<string>;
  /** Okta app id of the SCIM app. Absent with SCIM off. */
  public readonly scimAppId?: pulumi.Output<string>;
  /** "SCIM Endpoint". Absent with SCIM off. */
  public readonly scimBaseUrl?: pulumi.Output<string>;
  /** "SCIM Secret". A secret. Absent with SCIM off. */
  public readonly scimSecret?: pulumi.Output<string>;
  /** "Application Audience (AUD) Tag" of each Access application, by key. Absent without Access objects. */
  public readonly applicationAudiences?: Record<string, pulumi.Output<string>>;
  /** Okta group id by key. */
  public readonly groupIds: Record<string, pulumi.Output<string>>;
  /** Where a person goes next. */
  public readonly links: OktaAccessLinks;
  /** What a person has to do before provisioning works, in order. Empty when there is nothing. */
  public readonly nextSteps: pulumi.Output<string[]>;
  /** What there is, in the words of both APIs: what `npm run verify` compares with. Holds no secret. */
  public readonly deployed: pulumi.Output<Deployed>;

  constructor(name: string, args: OktaAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    checkAccessArgs(name, args);
    // No component of ours hands its arguments to the engine: they would show in every plan as a second update beside
    // that of the resource that really changes, and put secrets into the state once more.
    super(typeToken("OktaAccess"), name, {}, opts);
    const groups = new OktaGroups(`${name}-groups`, { groups: args.groups ?? {} }, { parent: this });
    const people: People = { groupIds: groups.ids, users: findUsers(name, args, { parent: this }) };
    const { oidc, saml, clientSecret, login, scimSecret, scim, server, others } = isSaml(args)
      ? { ...createSaml(name, args, people, { parent: this }), ...NO_OIDC }
      : { ...createOidc(name, args, people, { parent: this }), saml: undefined };
    const rotated = [clientSecret?.resource, scimSecret.resource, ...others];
    const access = createAccess(name, args, login.identityProviderId, { parent: this });
    createLockoutGuard(
      `${name}-lockout-guard`,
      args,
      login.identityProviderId,
      access,
      [groups, oidc, saml, server, login, scim, ...rotated],
      { parent: this },
    );

    this.identityProviderId = login.identityProviderId;
    if (oidc !== undefined) {
      this.oidcAppId = oidc.appId;
      this.clientId = oidc.clientId;
      this.redirectUri = oidc.redirectUri;
    }
    if (clientSecret !== undefined) {
      this.clientSecret = clientSecret.value;
    }
    if (saml !== undefined) {
      this.samlAppId = saml.appId;
      this.ssoUrl = saml.ssoUrl;
      this.issuer = saml.issuer;
      this.certificate = saml.certificate;
    }
    if (scim !== undefined) {
      this.scimAppId = scim.appId;
      this.scimBaseUrl = login.scimBaseUrl;
      this.scimSecret = scimSecret.value;
    }
    if (access !== undefined) {
      this.applicationAudiences = access.audiences;
    }
    this.groupIds = groups.ids;
    this.links = links(args, { oidc, saml, scim });
    this.nextSteps = nextSteps(
      args,
      this.links,
      { scimBaseUrl: login.scimBaseUrl, scimSecret: scimSecret.value },
      scim,
    );
    this.deployed = deployed(args, people, { oidc, saml, server, login, scim });
    createVerification(
      `${name}-verification`,
      args,
      {
        deployed: this.deployed,
        clientSecret: clientSecret?.value,
        scimSecret: scim === undefined ? undefined : scimSecret.value,
      },
      [groups, oidc, saml, server, login, scim, access, ...rotated],
      { parent: this },
    );
    this.registerOutputs({
      identityProviderId: this.identityProviderId,
      oidcAppId: this.oidcAppId,
      clientId: this.clientId,
      clientSecret: this.clientSecret,
      redirectUri: this.redirectUri,
      samlAppId: this.samlAppId,
      ssoUrl: this.ssoUrl,
      issuer: this.issuer,
      certificate: this.certificate,
      scimAppId: this.scimAppId,
      scimBaseUrl: this.scimBaseUrl,
      scimSecret: this.scimSecret,
      applicationAudiences: this.applicationAudiences,
      groupIds: this.groupIds,
      links: this.links,
      nextSteps: this.nextSteps,
      deployed: this.deployed,
    });
  }
}

/** What there is with OpenID Connect alone. */
const NO_OIDC = { oidc: undefined, clientSecret: undefined, server: undefined, others: [] } as const;

function createOidc(name: string, args: OktaAccessArgs, people: People, opts: pulumi.ComponentResourceOptions) {
  const appMade = watchOidcApp(`${name}-oidc`, args);
  const loginMade = watchLoginMethod(`${name}-cloudflare`, args);
  const oidc = createOidcApp(`${name}-oidc`, args, people, pulumi.mergeOptions(opts, appMade?.opts));
  const clientSecret = createClientSecret(`${name}-client-secret`, args, oidc, appMade, opts);
  const client = { clientId: oidc.clientId, clientSecret: clientSecret.value };
  const server = createAuthorizationServer(`${name}-authorization-server`, args, oidc, opts);
  const loginOpts = pulumi.mergeOptions(opts, loginMade?.opts);
  const login = createIdentityProvider(`${name}-cloudflare`, args, client, server, loginOpts);
  warnOfManyGroups(name, args, people, opts);
  const token = createGroupsApiToken(`${name}-groups-api-token`, args, client, server, login, opts);
  const retired = `${name}-client-secret-retirement`;
  const retirement = retireClientSecrets(retired, args, oidc, clientSecret, server, [login, token], opts);
  const scimSecret = createScimSecret(`${name}-scim-secret`, args, login, loginMade, opts);
  const service = { scimBaseUrl: login.scimBaseUrl, scimSecret: scimSecret.value };
  const scim = createScimApp(`${name}-scim`, args, people, service, opts);
  return { oidc, clientSecret, server, login, scimSecret, scim, others: [token, retirement] };
}
