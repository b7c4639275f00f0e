import type * as cloudflare from "@pulumi/cloudflare";
import type * as okta from "@pulumi/okta";
import type { Unwrap } from "@pulumi/pulumi";

/** What the rules look at, by a short name. The types are those of the SDKs, so a misspelt property does not compile. */
interface Arguments {
  oidcApp: okta.app.OAuthArgs;
  samlApp: okta.app.SamlArgs;
  groupAssignment: okta.app.GroupAssignmentArgs;
  groupAssignments: okta.AppGroupAssignmentsArgs;
  connection: okta.app.ConnectionArgs;
  features: okta.app.FeaturesArgs;
  pushGroup: okta.PushGroupArgs;
  oktaGroup: okta.group.GroupArgs;
  signOnRule: okta.AppSignonPolicyRuleArgs;
  authServer: okta.auth.ServerArgs;
  authServerClaim: okta.auth.ServerClaimArgs;
  authServerPolicy: okta.auth.ServerPolicyArgs;
  authServerPolicyRule: okta.auth.ServerPolicyRuleArgs;
  authServerScope: okta.auth.ServerScopeArgs;
  oktaProvider: okta.ProviderArgs;
  cloudflareProvider: cloudflare.ProviderArgs;
  identityProvider: cloudflare.ZeroTrustAccessIdentityProviderArgs;
  accessGroup: cloudflare.ZeroTrustAccessGroupArgs;
  accessPolicy: cloudflare.ZeroTrustAccessPolicyArgs;
  accessApplication: cloudflare.ZeroTrustAccessApplicationArgs;
  organization: cloudflare.ZeroTrustOrganizationArgs;
  keyedAssignments: { appId: string; groups: Record<string, string> };
  keyedPushGroups: { appId: string; groups: Record<string, string>; deleteTargetGroupOnDestroy: boolean };
  identityProviderApiToken: { accountId: string; identityProviderId: string; clientSecret: string; apiToken: string };
}

/** Short name of a kind of resource. */
export type Kind = keyof Arguments;

/**
 * Properties as a rule must take them: the names are certain, the values are not. A value may be missing, of another
 * type, or not known at preview.
 */
type Loose<T> = T extends readonly unknown[]
  ? unknown
  : T extends object
    ? { [K in keyof T]?: Loose<NonNullable<T[K]>> | undefined }
    : unknown;

/** Properties of a resource of a kind. */
export type Props<K extends Kind> = K extends Kind ? Loose<Unwrap<Arguments[K]>> : never;

/** What there is to know about a kind of resource. */
export interface KindInfo {
  /** What a person calls it, in a message. */
  readonly noun: string;
  /** Type tokens. The second of the Cloudflare ones is the older name that the SDK still exports. */
  readonly types: readonly string[];
}

/** All kinds that some rule looks at. */
export const KINDS: { readonly [K in Kind]: KindInfo } = {
  oidcApp: { noun: "OIDC app", types: ["okta:app/oAuth:OAuth"] },
  samlApp: { noun: "SAML app", types: ["okta:app/saml:Saml"] },
  groupAssignment: { noun: "Group assignment", types: ["okta:app/groupAssignment:GroupAssignment"] },
  groupAssignments: { noun: "Group assignments", types: ["okta:index/appGroupAssignments:AppGroupAssignments"] },
  connection: { noun: "SCIM connection", types: ["okta:app/connection:Connection"] },
  features: { noun: "Provisioning settings", types: ["okta:app/features:Features"] },
  pushGroup: { noun: "Push group", types: ["okta:index/pushGroup:PushGroup"] },
  oktaGroup: { noun: "Okta group", types: ["okta:group/group:Group"] },
  signOnRule: { noun: "Authentication policy rule", types: ["okta:index/appSignonPolicyRule:AppSignonPolicyRule"] },
  authServer: { noun: "Authorization server", types: ["okta:auth/server:Server"] },
  authServerClaim: { noun: "Claim", types: ["okta:auth/serverClaim:ServerClaim"] },
  authServerPolicy: { noun: "Access policy", types: ["okta:auth/serverPolicy:ServerPolicy"] },
  authServerPolicyRule: { noun: "Access policy rule", types: ["okta:auth/serverPolicyRule:ServerPolicyRule"] },
  authServerScope: { noun: "Scope", types: ["okta:auth/serverScope:ServerScope"] },
  oktaProvider: { noun: "Okta provider", types: ["pulumi:providers:okta"] },
  cloudflareProvider: { noun: "Cloudflare provider", types: ["pulumi:providers:cloudflare"] },
  identityProvider: { noun: "Login method", types: zeroTrust("AccessIdentityProvider") },
  accessGroup: { noun: "Access group", types: zeroTrust("AccessGroup") },
  accessPolicy: { noun: "Access policy", types: zeroTrust("AccessPolicy") },
  accessApplication: { noun: "Access application", types: zeroTrust("AccessApplication") },
  organization: {
    noun: "Zero Trust organization",
    types: [
      "cloudflare:index/zeroTrustOrganization:ZeroTrustOrganization",
      "cloudflare:index/accessOrganization:AccessOrganization",
    ],
  },
  keyedAssignments: { noun: "Group assignments of an app", types: ["okta-cloudflare-access:index:GroupAssignments"] },
  keyedPushGroups: { noun: "Push groups of an app", types: ["okta-cloudflare-access:index:PushGroups"] },
  identityProviderApiToken: {
    noun: "Okta API token of a login method",
    types: ["okta-cloudflare-access:index:IdentityProviderApiToken"],
  },
};

const KIND_OF_TYPE: ReadonlyMap<string, Kind> = new Map(
  Object.entries(KINDS).flatMap(([kind, { types }]) => types.map((type) => [type, kind as Kind] as const)),
);

/** The kind of a type token, or undefined for a type that no rule looks at. */
export function kindOf(type: string): Kind | undefined {
  return KIND_OF_TYPE.get(type);
}

function zeroTrust(name: string): readonly string[] {
  const token = (className: string) =>
    `cloudflare:index/${className[0]?.toLowerCase()}${className.slice(1)}:${className}`;
  return [token(`ZeroTrust${name}`), token(name)];
}
