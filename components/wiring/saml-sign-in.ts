import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_GROUPS_ATTRIBUTE } from "../../lib/saml-attributes";
import { CloudflareSamlIdentityProvider } from "../cloudflare/cloudflare-saml-identity-provider";
import type { LoginMethodOutputs } from "../cloudflare/identity-provider-scim";
import type { ScimSecret } from "../native/scim-secret";
import { OktaSamlApp } from "../okta/okta-saml-app";
import type { OktaScimApp } from "../okta/okta-scim-app";
import type { SamlSignOn } from "../okta/saml-sign-on";
import type { OktaAccessArgs, OktaAccessSamlArgs } from "../okta-access-args";
import { groupResourcesArgs } from "./group-resources";
import { loginMethodName, loginMethodOptions, scimArgs } from "./login-method";
import { appUsers, type People, pick } from "./people";
import { createScimApp } from "./provisioning";
import { createScimSecret, type RotatedSecret, watchLoginMethod } from "./secret-rotation";
import { attributesArgs, isCombined, policyArgs, signInGroups, signInLabel, signInUsers } from "./sign-in-args";

/** The app with which people sign in with SAML. */
export interface SamlApp extends SamlSignOn {
  readonly appId: pulumi.Output<string>;
  readonly appName: pulumi.Output<string>;
}

/** What SAML sign-in and provisioning are made of. */
export interface SamlStack {
  readonly saml: SamlApp & pulumi.Resource;
  readonly login: LoginMethodOutputs & pulumi.Resource;
  readonly scimSecret: RotatedSecret<ScimSecret>;
  readonly scim: OktaScimApp | undefined;
}

/** SAML sign-in on both sides and provisioning, in two Okta apps or in one. */
export function createSaml(
  name: string,
  args: OktaAccessArgs,
  people: People,
  opts: pulumi.ComponentResourceOptions,
): SamlStack {
  const made = watchLoginMethod(`${name}-cloudflare`, args);
  const loginMethod = (app: SamlSignOn): CloudflareSamlIdentityProvider =>
    createSamlIdentityProvider(`${name}-cloudflare`, args, app, pulumi.mergeOptions(opts, made?.opts));
  const rotated = (login: LoginMethodOutputs): RotatedSecret<ScimSecret> =>
    createScimSecret(`${name}-scim-secret`, args, login, made, opts);
  if (!isCombined(args)) {
    const saml = createSamlApp(`${name}-saml`, args, people, opts);
    const login = loginMethod(saml);
    const secret = rotated(login);
    const service = { scimBaseUrl: login.scimBaseUrl, scimSecret: secret.value };
    return { saml, login, scimSecret: secret, scim: createScimApp(`${name}-scim`, args, people, service, opts) };
  }
  // One app gives its certificate to Cloudflare and gets the SCIM endpoint from there: no circle for the engine, which
  // sees that the app comes first and its connection last, but one for the constructors.
  const [scimBaseUrl, giveBaseUrl] = pulumi.deferredOutput<string>();
  const [scimSecret, giveSecret] = pulumi.deferredOutput<string>();
  // The checks saw to it that SCIM is on, and with `signOn` the app has the three.
  const scim = createScimApp(`${name}-scim`, args, people, { scimBaseUrl, scimSecret }, opts) as OktaScimApp & SamlApp;
  const login = loginMethod(scim);
  const secret = rotated(login);
  giveBaseUrl(login.scimBaseUrl);
  giveSecret(secret.value);
  return { saml: scim, login, scimSecret: secret, scim };
}

function createSamlApp(
  name: string,
  args: OktaAccessArgs,
  people: People,
  opts: pulumi.ComponentResourceOptions,
): OktaSamlApp {
  return new OktaSamlApp(
    name,
    {
      ...signingArgs(args.saml ?? {}),
      ...attributesArgs(args),
      ...policyArgs(args),
      label: signInLabel(args),
      teamDomain: args.teamDomain,
      assignedGroups: pick(people, signInGroups(args)),
      // The username is the name id, by which Cloudflare knows a person.
      assignedUsers: appUsers(signInUsers(args), people, "email"),
      ...groupResourcesArgs(args, true),
    },
    opts,
  );
}

function signingArgs(saml: OktaAccessSamlArgs) {
  const { responseSigned, assertionSigned, signatureAlgorithm, digestAlgorithm, requestCertificate } = saml;
  return {
    ...(responseSigned === undefined ? {} : { responseSigned }),
    ...(assertionSigned === undefined ? {} : { assertionSigned }),
    ...(signatureAlgorithm === undefined ? {} : { signatureAlgorithm }),
    ...(digestAlgorithm === undefined ? {} : { digestAlgorithm }),
    ...(requestCertificate === undefined ? {} : { requestCertificate }),
  };
}

function createSamlIdentityProvider(
  name: string,
  args: OktaAccessArgs,
  app: SamlSignOn,
  opts: pulumi.ComponentResourceOptions,
): CloudflareSamlIdentityProvider {
  const { groupsAttribute, attributes, headers, signRequests } = args.saml ?? {};
  return new CloudflareSamlIdentityProvider(
    name,
    {
      accountId: args.accountId,
      name: loginMethodName(args),
      ssoTargetUrl: app.ssoUrl,
      issuerUrl: app.issuer,
      idpPublicCerts: [app.certificate],
      groupsAttributeName: groupsAttribute?.name ?? DEFAULT_GROUPS_ATTRIBUTE,
      attributes: Object.keys(attributes ?? {}),
      signRequest: signRequests ?? true,
      ...(headers === undefined ? {} : { headers }),
      scim: scimArgs(args),
    },
    loginMethodOptions("CloudflareIdentityProvider", args, opts),
  );
}
