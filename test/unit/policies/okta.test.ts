// L0: the rules about what is in Okta, each with what passes, fails, is unknown, of another type, and badly configured.
import { expect, it } from "vitest";
import { appAuthPolicy } from "../../../policies/rules/okta/app-auth-policy";
import { authPolicyMfa } from "../../../policies/rules/okta/auth-policy-mfa";
import { authServerClientList } from "../../../policies/rules/okta/authserver-client-list";
import { authServerCodeOnly } from "../../../policies/rules/okta/authserver-code-only";
import { authServerLifetime } from "../../../policies/rules/okta/authserver-lifetime";
import { consent } from "../../../policies/rules/okta/consent";
import { groupsClaimBounded } from "../../../policies/rules/okta/groups-claim-bounded";
import { groupsClaimNeedsToken } from "../../../policies/rules/okta/groups-claim-needs-token";
import { groupsClaimRegex } from "../../../policies/rules/okta/groups-claim-regex";
import { noFederationBroker } from "../../../policies/rules/okta/no-federation-broker";
import { oidcClientAuth } from "../../../policies/rules/okta/oidc-client-auth";
import { oidcCodeOnly } from "../../../policies/rules/okta/oidc-code-only";
import { oidcPkce } from "../../../policies/rules/okta/oidc-pkce";
import { oidcRedirectExact } from "../../../policies/rules/okta/oidc-redirect-exact";
import { oidcRefreshToken } from "../../../policies/rules/okta/oidc-refresh-token";
import { providerOauth } from "../../../policies/rules/okta/provider-oauth";
import { providersNoDetour } from "../../../policies/rules/okta/providers-no-detour";
import { pushDeleteExplicit } from "../../../policies/rules/okta/push-delete-explicit";
import { samlDestinationExact } from "../../../policies/rules/okta/saml-destination-exact";
import { samlSigned } from "../../../policies/rules/okta/saml-signed";
import { scimDeactivate } from "../../../policies/rules/okta/scim-deactivate";
import { scimUsername } from "../../../policies/rules/okta/scim-username";
import { judge, UNKNOWN } from "../../support/policy";
import { describeRule } from "../../support/policy-cases";

const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";

const oidcApp = {
  kind: "oidcApp",
  props: {
    label: "Cloudflare Access",
    type: "web",
    grantTypes: ["authorization_code"],
    responseTypes: ["code"],
    redirectUris: [CALLBACK],
    wildcardRedirect: "DISABLED",
    tokenEndpointAuthMethod: "client_secret_basic",
    pkceRequired: true,
    consentMethod: "TRUSTED",
    // The provider's default: it means nothing without refresh tokens.
    refreshTokenRotation: "STATIC",
    authenticationPolicy: "rst1",
    groupsClaim: { type: "FILTER", filterType: "REGEX", name: "groups", value: "access-.*" },
  },
  provider: { apiToken: "00secret" },
} as const;

const samlApp = {
  kind: "samlApp",
  props: {
    label: "Cloudflare Access",
    ssoUrl: CALLBACK,
    recipient: CALLBACK,
    destination: CALLBACK,
    audience: CALLBACK,
    assertionSigned: true,
    responseSigned: true,
    signatureAlgorithm: "RSA_SHA256",
    digestAlgorithm: "SHA256",
    attributeStatements: [{ type: "GROUP", name: "groups", filterType: "REGEX", filterValue: "access-.*" }],
  },
} as const;

const scimApp = {
  kind: "samlApp",
  props: { label: "SCIM", preconfiguredApp: "scim2headerauth", userNameTemplate: "${source.email}" },
} as const;

describeRule({
  rule: oidcPkce,
  good: oidcApp,
  bad: [
    [{ pkceRequired: false }, "pkceRequired is false. Set it to true."],
    [{ pkceRequired: undefined }, "pkceRequired is not set"],
    [{ pkceRequired: "true" }, 'pkceRequired is "true"'],
  ],
  unknown: ["pkceRequired", "cannot run"],
});

describeRule({
  rule: oidcCodeOnly,
  good: oidcApp,
  bad: [
    [{ grantTypes: ["authorization_code", "refresh_token"] }, 'grantTypes is "authorization_code", "refresh_token"'],
    [{ grantTypes: ["authorization_code", "password"] }, '"password"'],
    [{ grantTypes: [] }, "grantTypes is empty"],
    [{ grantTypes: "authorization_code" }, 'grantTypes is "authorization_code". Set it to "authorization_code".'],
    [{ responseTypes: ["code", "id_token"] }, 'responseTypes is "code", "id_token"'],
    [{ responseTypes: undefined }, "responseTypes is not set"],
  ],
  unknown: ["grantTypes", "cannot run"],
  allowedBy: { allowRefreshTokens: true },
  badConfig: [{ allowRefreshTokens: "yes" }],
});

describeRule({
  rule: oidcRedirectExact,
  good: oidcApp,
  alsoGood: { "without the wildcard setting": { wildcardRedirect: undefined } },
  bad: [
    [{ redirectUris: ["https://acme.example.com/cdn-cgi/access/callback"] }, "is not on a team domain of Cloudflare"],
    [{ redirectUris: [CALLBACK.replace("https", "http")] }, "is not an https address"],
    [{ redirectUris: [`${CALLBACK}?next=x`] }, "is not the callback of the team, letter by letter"],
    [{ redirectUris: [`${CALLBACK}/`] }, "letter by letter"],
    [{ redirectUris: ["https://x@acme.cloudflareaccess.com/cdn-cgi/access/callback"] }, "letter by letter"],
    [{ redirectUris: ["https://a.b.cloudflareaccess.com/cdn-cgi/access/callback"] }, "is not on a team domain"],
    [{ redirectUris: ["https://evilcloudflareaccess.com/cdn-cgi/access/callback"] }, "is not on a team domain"],
    [{ redirectUris: [CALLBACK, "nonsense"] }, '"nonsense" is not an address'],
    [{ redirectUris: [7] }, "7 is not an address"],
    [{ redirectUris: [] }, "redirectUris is empty"],
    [{ wildcardRedirect: "SUBDOMAIN" }, 'wildcardRedirect is "SUBDOMAIN"'],
  ],
  unknown: ["redirectUris", "cannot run"],
  allowedBy: { domains: ["example.com"] },
  badConfig: [{ domains: [] }, { domains: "example.com" }],
});

describeRule({
  rule: oidcClientAuth,
  good: oidcApp,
  alsoGood: { "with Okta's default": { tokenEndpointAuthMethod: undefined } },
  bad: [
    [{ type: "browser" }, 'type is "browser"'],
    [{ tokenEndpointAuthMethod: "none" }, 'tokenEndpointAuthMethod is "none"'],
    [{ tokenEndpointAuthMethod: 1 }, "tokenEndpointAuthMethod is 1"],
  ],
  unknown: ["type", "cannot run"],
});

describeRule({
  rule: oidcRefreshToken,
  good: {
    ...oidcApp,
    props: {
      ...oidcApp.props,
      grantTypes: ["authorization_code", "refresh_token"],
      refreshTokenRotation: "ROTATE",
      refreshTokenLeeway: 30,
    },
  },
  bad: [
    [{ refreshTokenLeeway: 31 }, "refreshTokenLeeway is 31. Set it to at most 30 seconds."],
    [{ refreshTokenRotation: "STATIC" }, 'refreshTokenRotation is "STATIC"'],
    [{ refreshTokenRotation: undefined }, "refreshTokenRotation is not set"],
    [{ refreshTokenLeeway: "0" }, 'refreshTokenLeeway is "0"'],
  ],
  notApplicable: { "no refresh tokens": { grantTypes: ["authorization_code"], refreshTokenRotation: "STATIC" } },
  unknown: ["refreshTokenRotation", "cannot run"],
  allowedBy: { maxLeewaySeconds: 60 },
  badConfig: [{ maxLeewaySeconds: -1 }, { maxLeewaySeconds: 61 }, { maxLeewaySeconds: 1.5 }],
});

describeRule({
  rule: consent,
  good: oidcApp,
  alsoGood: { "with the default": { consentMethod: undefined } },
  bad: [[{ consentMethod: "REQUIRED" }, 'consentMethod is "REQUIRED". Set it to "TRUSTED".']],
  unknown: ["consentMethod", "cannot run"],
});

describeRule({
  rule: consent,
  good: { kind: "authServerScope", props: { name: "groups", consent: "IMPLICIT" } },
  bad: [
    [{ consent: "REQUIRED" }, 'consent is "REQUIRED". Set it to "IMPLICIT".'],
    [{ consent: false }, "consent is false"],
  ],
  unknown: ["consent", "cannot run"],
});

describeRule({
  rule: noFederationBroker,
  good: oidcApp,
  alsoGood: { "stated as off": { implicitAssignment: false } },
  bad: [
    [{ implicitAssignment: true }, "lets in everybody in the organization"],
    [{ implicitAssignment: "false" }, "lets in everybody in the organization"],
  ],
  unknown: ["implicitAssignment", "cannot run"],
});

describeRule({
  rule: appAuthPolicy,
  good: oidcApp,
  bad: [
    [{ authenticationPolicy: undefined }, "authenticationPolicy is not set"],
    [{ authenticationPolicy: "" }, "authenticationPolicy is not set"],
    [{ skipAuthenticationPolicy: true }, "skipAuthenticationPolicy is true"],
  ],
  unknown: ["authenticationPolicy", "passes"],
  allowedBy: { exemptLabels: ["Cloudflare Access"] },
  badConfig: [{ exemptLabels: [""] }, { exemptLabels: true }],
});

describeRule({
  rule: appAuthPolicy,
  good: { ...samlApp, props: { ...samlApp.props, authenticationPolicy: "rst1" } },
  bad: [[{ authenticationPolicy: undefined }, "authenticationPolicy is not set"]],
  notApplicable: { "SCIM alone": { preconfiguredApp: "scim2headerauth" } },
  unknown: ["authenticationPolicy", "passes"],
});

describeRule({
  rule: authPolicyMfa,
  good: {
    kind: "signOnRule",
    props: {
      access: "ALLOW",
      factorMode: "2FA",
      constraints: ['{"possession":{"phishingResistant":"REQUIRED"}}'],
    },
  },
  bad: [
    [{ constraints: ['{"possession":{"deviceBound":"REQUIRED"}}'] }, "no constraint asks for a factor"],
    [{ factorMode: "1FA" }, 'factorMode is "1FA"'],
    [{ constraints: undefined }, "no constraint asks for a factor"],
    [{ constraints: ["no json"] }, "no constraint asks for a factor"],
    [{ constraints: ['{"possession":{"phishingResistant":"REQUIRED"}}', "{}"] }, "no constraint asks for a factor"],
  ],
  notApplicable: { "one that denies": { access: "DENY" }, "a chain": { type: "AUTH_METHOD_CHAIN" } },
  unknown: ["factorMode", "cannot run"],
  allowedBy: { requirePhishingResistant: false },
  badConfig: [{ requirePhishingResistant: 0 }],
});

describeRule({
  rule: groupsClaimBounded,
  good: oidcApp,
  bad: [
    [{ "groupsClaim.value": ".*" }, 'groupsClaim.value is ".*", which every group matches'],
    [{ "groupsClaim.value": "(?s).+" }, "which every group matches"],
    [{ "groupsClaim.value": "[\\s\\S]*" }, "which every group matches"],
    [{ "groupsClaim.filterType": "STARTS_WITH", "groupsClaim.value": "" }, "which every group matches"],
  ],
  notApplicable: { "no claim": { groupsClaim: undefined }, "an expression": { "groupsClaim.type": "EXPRESSION" } },
  unknown: ["groupsClaim.value", "cannot run"],
  allowedBy: { allowAll: true },
  badConfig: [{ allowAll: "no" }],
});

describeRule({
  rule: groupsClaimBounded,
  good: samlApp,
  bad: [
    [
      { attributeStatements: [{ type: "GROUP", filterType: "REGEX", filterValue: ".*" }] },
      'attributeStatements[0].filterValue is ".*"',
    ],
  ],
  unknown: ["attributeStatements", "cannot run"],
});

describeRule({
  rule: groupsClaimBounded,
  good: { kind: "authServerClaim", props: { valueType: "GROUPS", groupFilterType: "REGEX", value: "access-.*" } },
  bad: [[{ value: ".*" }, 'value is ".*", which every group matches']],
  notApplicable: { "an expression": { valueType: "EXPRESSION" } },
  unknown: ["value", "cannot run"],
});

describeRule({
  rule: groupsClaimRegex,
  good: oidcApp,
  alsoGood: {
    "another kind of filter": { "groupsClaim.filterType": "STARTS_WITH", "groupsClaim.value": "(" },
    "Java's own words": { "groupsClaim.value": "(?i)access-[a-z]++" },
  },
  bad: [
    [{ "groupsClaim.value": "access-(" }, "is not a valid regular expression"],
    [{ "groupsClaim.value": "(.+)+-admins" }, "can run away"],
    [{ "groupsClaim.value": 7 }, "is not a text"],
    [{ "groupsClaim.filterType": "GLOB" }, 'the type of the filter at groupsClaim.value is "GLOB"'],
  ],
  notApplicable: { "no claim": { groupsClaim: undefined } },
  unknown: ["groupsClaim.value", "cannot run"],
});

describeRule({
  rule: groupsClaimNeedsToken,
  good: oidcApp,
  // The provider is no property; the test of the combination is below.
  bad: [],
  notApplicable: { "no claim": { groupsClaim: undefined }, "a claim of a wrong type": { groupsClaim: "groups" } },
  unknown: ["label", "passes"],
});

describeRule({
  rule: groupsClaimNeedsToken,
  good: { ...oidcApp, provider: { apiToken: "00secret" } },
  bad: [],
  unknown: ["groupsClaim", "cannot run"],
});

describeRule({
  rule: authServerClientList,
  good: { kind: "authServerPolicy", props: { clientWhitelists: ["0oa1client"] } },
  bad: [
    [{ clientWhitelists: ["ALL_CLIENTS"] }, "lets in all clients"],
    [{ clientWhitelists: ["0oa1client", "ALL_CLIENTS"] }, "lets in all clients"],
    [{ clientWhitelists: [] }, "clientWhitelists is empty"],
    [{ clientWhitelists: "ALL_CLIENTS" }, 'clientWhitelists is "ALL_CLIENTS"'],
  ],
  alsoGood: { "a client that is not known yet": { clientWhitelists: [UNKNOWN] } },
  unknown: ["clientWhitelists", "cannot run"],
});

describeRule({
  rule: authServerCodeOnly,
  good: { kind: "authServerPolicyRule", props: { grantTypeWhitelists: ["authorization_code"] } },
  bad: [
    [{ grantTypeWhitelists: ["authorization_code", "client_credentials"] }, '"client_credentials". Set it to'],
    [{ grantTypeWhitelists: ["implicit"] }, 'grantTypeWhitelists is "implicit"'],
    [{ grantTypeWhitelists: undefined }, "grantTypeWhitelists is not set"],
  ],
  unknown: ["grantTypeWhitelists", "cannot run"],
  allowedBy: { grants: ["authorization_code", "client_credentials"] },
  badConfig: [{ grants: [] }],
});

describeRule({
  rule: authServerLifetime,
  good: { kind: "authServerPolicyRule", props: { accessTokenLifetimeMinutes: 60 } },
  alsoGood: { "with Okta's default": { accessTokenLifetimeMinutes: undefined } },
  bad: [
    [{ accessTokenLifetimeMinutes: 61 }, "accessTokenLifetimeMinutes is 61. Set it to at most 60."],
    [{ accessTokenLifetimeMinutes: "60" }, 'accessTokenLifetimeMinutes is "60"'],
  ],
  unknown: ["accessTokenLifetimeMinutes", "cannot run"],
  allowedBy: { maxMinutes: 120 },
  badConfig: [{ maxMinutes: 4 }, { maxMinutes: 1_441 }, { maxMinutes: "60" }],
});

describeRule({
  rule: providerOauth,
  good: { kind: "oktaProvider", props: { orgName: "acme", clientId: "0oa1", privateKey: "secret-key" } },
  bad: [[{ apiToken: "00secret" }, "it signs in with an API token"]],
  unknown: ["orgName", "passes"],
});

describeRule({
  rule: providersNoDetour,
  good: { kind: "oktaProvider", props: { orgName: "acme" } },
  alsoGood: { "the sandbox": { httpProxy: "http://127.0.0.1:7001" }, "by name": { httpProxy: "http://localhost:1" } },
  bad: [
    [{ httpProxy: "http://proxy.example.com:3128" }, 'httpProxy is "http://proxy.example.com:3128"'],
    [{ httpProxy: "http://127.0.0.1.example.com" }, 'httpProxy is "http://127.0.0.1.example.com"'],
    [{ httpProxy: 1 }, 'httpProxy is "no address"'],
  ],
  unknown: ["httpProxy", "cannot run"],
  badConfig: [{ hosts: [""] }],
});

describeRule({
  rule: providersNoDetour,
  good: { kind: "cloudflareProvider", props: { baseUrl: "https://api.cloudflare.com/client/v4" } },
  alsoGood: { "without one": { baseUrl: undefined }, "the sandbox": { baseUrl: "http://127.0.0.1:7002/client/v4" } },
  bad: [
    [{ baseUrl: "https://api.example.com/client/v4" }, 'baseUrl is "https://api.example.com"'],
    [{ baseUrl: "http://api.cloudflare.com/client/v4" }, 'baseUrl is "http://api.cloudflare.com"'],
  ],
  unknown: ["baseUrl", "cannot run"],
  allowedBy: { hosts: ["api.example.com"] },
});

describeRule({
  rule: scimDeactivate,
  good: {
    kind: "features",
    props: {
      name: "USER_PROVISIONING",
      capabilities: {
        create: { lifecycleCreate: { status: "ENABLED" } },
        update: { lifecycleDeactivate: { status: "ENABLED" } },
      },
    },
  },
  bad: [
    [{ "capabilities.update.lifecycleDeactivate.status": "DISABLED" }, 'lifecycleDeactivate is "DISABLED"'],
    [{ "capabilities.update": undefined }, "lifecycleDeactivate is not set"],
    [{ "capabilities.update.lifecycleDeactivate.status": true }, "lifecycleDeactivate is true"],
  ],
  notApplicable: { "nobody is created": { "capabilities.create.lifecycleCreate.status": "DISABLED" } },
  unknown: ["capabilities.update.lifecycleDeactivate.status", "cannot run"],
});

describeRule({
  rule: scimUsername,
  good: scimApp,
  bad: [
    [{ userNameTemplate: "${source.login}" }, 'userNameTemplate is "${source.login}". Set it to "${source.email}".'],
    [{ userNameTemplate: undefined }, "userNameTemplate is not set"],
    [{ userNameTemplate: 1 }, "userNameTemplate is 1"],
  ],
  notApplicable: { "another app": { preconfiguredApp: undefined } },
  unknown: ["userNameTemplate", "cannot run"],
  allowedBy: { templates: ["${source.login}"] },
  badConfig: [{ templates: [] }],
});

describeRule({
  rule: samlSigned,
  good: samlApp,
  bad: [
    [{ assertionSigned: false }, "assertionSigned is false"],
    [{ assertionSigned: undefined }, "assertionSigned is not set"],
    [{ signatureAlgorithm: "RSA_SHA1" }, 'signatureAlgorithm is "RSA_SHA1". Set it to "RSA_SHA256".'],
    [{ digestAlgorithm: "SHA1" }, 'digestAlgorithm is "SHA1"'],
    [{ digestAlgorithm: 256 }, "digestAlgorithm is 256"],
  ],
  notApplicable: { "a catalogue app": { preconfiguredApp: "scim2headerauth" } },
  unknown: ["digestAlgorithm", "cannot run"],
});

describeRule({
  rule: samlDestinationExact,
  good: samlApp,
  bad: [
    [{ ssoUrl: "https://acme.example.com/cdn-cgi/access/callback" }, "ssoUrl is"],
    [{ audience: "acme" }, 'audience is "acme", which is not an address'],
    [{ recipient: undefined }, "recipient is not set, which is not an address"],
    [{ destination: `${CALLBACK}#x` }, "letter by letter"],
  ],
  notApplicable: { "a catalogue app": { preconfiguredApp: "scim2headerauth" } },
  unknown: ["recipient", "cannot run"],
  allowedBy: { domains: ["cloudflareaccess.com", "example.com"] },
  badConfig: [{ domains: [] }],
});

describeRule({
  rule: pushDeleteExplicit,
  good: { kind: "pushGroup", props: { deleteTargetGroupOnDestroy: false } },
  alsoGood: { "the other way": { deleteTargetGroupOnDestroy: true } },
  bad: [
    [{ deleteTargetGroupOnDestroy: undefined }, "deleteTargetGroupOnDestroy is not set"],
    [{ deleteTargetGroupOnDestroy: "true" }, 'deleteTargetGroupOnDestroy is "true"'],
  ],
  unknown: ["deleteTargetGroupOnDestroy", "cannot run"],
});

it("finds a groups claim that the provider will leave out without a word", () => {
  const { findings } = judge(groupsClaimNeedsToken, { ...oidcApp, provider: { privateKey: "secret-key" } });
  expect(findings).toEqual([
    'OIDC app "it": groupsClaim is set, and the provider has no API token: Okta never hears of the claim. Deploy with okta:apiToken.',
  ]);
  expect(judge(groupsClaimNeedsToken, { ...oidcApp, provider: { apiToken: UNKNOWN } }).findings).toEqual([]);
});

it("takes a token that is not known yet for a token", () => {
  const provider = { kind: "oktaProvider", props: { apiToken: UNKNOWN } } as const;
  expect(judge(providerOauth, provider).findings).toHaveLength(1);
});

it("keeps a password in an address out of the message", () => {
  const provider = {
    kind: "oktaProvider",
    props: { httpProxy: "http://user:geheim@proxy.example.com/geheim" },
  } as const;
  const { findings } = judge(providersNoDetour, provider);
  expect(findings[0]).toContain('"http://proxy.example.com"');
  expect(findings.join()).not.toContain("geheim");
});
