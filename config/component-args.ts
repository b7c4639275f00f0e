import type {
  AccessObjectsArgs,
  OktaAccessArgs,
  OktaAccessAuthorizationServerArgs,
  ProvidersArgs,
} from "../components";
import { oktaOrgUrl } from "../lib/okta-urls";
import { hasAccessObjects } from "./checks/access";
import type { StackConfig } from "./load";
import type { Settings } from "./settings";
import { DECISIONS } from "./settings/access";
import { ISSUER_MODE } from "./settings/authorization-server";
import { SIGNATURE_ALGORITHM } from "./settings/saml";
import { GROUP_MEMBERSHIP_CHANGE } from "./settings/scim";

/** The arguments of the one component of the program, from a stack's configuration. */
export function oktaAccessArgs(config: StackConfig): OktaAccessArgs {
  const { settings, lockoutConfirmed, groupsApiToken, scimSecret, okta } = config;
  return {
    accountId: settings.accountId,
    teamDomain: settings.team,
    oktaOrgUrl: oktaOrgUrl(okta.orgName, okta.baseUrl),
    ...defined({ oktaAdminUrl: settings.oktaAdminUrl }),
    groups: Object.fromEntries(Object.entries(settings.groups).map(([key, group]) => [key, groupArgs(group)])),
    groupResources: settings.groupResources,
    takeOverGroups: settings.takeOverGroups,
    protocol: settings.protocol,
    ...signInArgs(settings),
    ...defined({ groupsApiToken, scimSecret }),
    scim: {
      ...scimArgs(settings),
      groupMembershipChange: GROUP_MEMBERSHIP_CHANGE[settings.scim.groupMembershipChange],
    },
    ...(hasAccessObjects(settings) ? { access: accessArgs(settings) } : {}),
    ...(lockoutConfirmed ? { lockoutGuard: defined(settings.lockoutGuard) } : {}),
    verify: settings.verify,
  };
}

/** The arguments of the providers, from a stack's configuration. Ours is left out where none of its resources is used. */
export function providersArgs(config: StackConfig): ProvidersArgs {
  const { settings, groupsApiToken, okta, cloudflare } = config;
  const needsOwn =
    hasAccessObjects(settings) ||
    groupsApiToken !== undefined ||
    settings.verify !== "off" ||
    settings.groupResources === "perApp" ||
    rotates(settings);
  return {
    okta: { ...okta },
    cloudflare: { ...cloudflare },
    ...(needsOwn ? { own: ownProviderArgs(config) } : {}),
  };
}

function rotates({ protocol, oidc, scim }: Settings): boolean {
  return (
    (scim.enabled && scim.secretRotation !== undefined) ||
    (protocol === "oidc" && oidc.clientSecretRotation !== undefined)
  );
}

function ownProviderArgs({ okta, cloudflare, connectTo }: StackConfig): NonNullable<ProvidersArgs["own"]> {
  const orgUrl = oktaOrgUrl(okta.orgName, okta.baseUrl);
  const { httpProxy, apiToken, accessToken, clientId, privateKey, privateKeyId, scopes } = okta;
  return {
    cloudflareApiToken: cloudflare.apiToken,
    oktaOrgUrl: orgUrl,
    ...defined({
      cloudflareBaseUrl: cloudflare.baseUrl,
      oktaApiToken: apiToken,
      oktaAccessToken: accessToken,
      oktaClientId: clientId,
      oktaPrivateKey: privateKey,
      oktaPrivateKeyId: privateKeyId,
      oktaScopes: scopes,
    }),
    // The Okta provider's word for the same.
    connectTo: { ...(httpProxy === undefined ? {} : { [new URL(orgUrl).host]: httpProxy }), ...connectTo },
  };
}

/** The sections of one protocol; the other one's are left out, as nobody may give both. */
function signInArgs({ protocol, oidc, authorizationServer, saml, identityProvider }: Settings) {
  if (protocol === "oidc") {
    return {
      oidc: defined(oidc),
      ...(authorizationServer === undefined
        ? {}
        : { authorizationServer: authorizationServerArgs(authorizationServer) }),
      identityProvider: defined(identityProvider),
    };
  }
  const { requestCertificate, authenticationPolicy, ...rest } = saml;
  return {
    saml: {
      ...rest,
      ...defined({ requestCertificate, authenticationPolicy }),
      signatureAlgorithm: SIGNATURE_ALGORITHM[saml.signatureAlgorithm],
    },
    identityProvider: { name: identityProvider.name, protect: identityProvider.protect },
  };
}

function authorizationServerArgs({
  create,
  existing,
  groupsScope,
  groupsClaim,
  claims,
  ...rest
}: NonNullable<Settings["authorizationServer"]>): OktaAccessAuthorizationServerArgs {
  const { issuerMode, ...server } = create ?? {};
  return {
    ...rest,
    ...defined({
      existing,
      create: create && {
        ...defined({ ...server, issuerMode: issuerMode && ISSUER_MODE[issuerMode] }),
        name: create.name,
      },
      createGroupsScope: groupsScope && groupsScope === "create",
    }),
    createGroupsClaim: groupsClaim === "create",
    claims: mapValues(claims, ({ name, ...claim }) => ({ name, ...defined(claim) })),
  };
}

/** With one app for sign-in and SCIM, its label is that of the sign-in section. */
function scimArgs({ protocol, saml, scim: { appLabel, ...scim } }: Settings) {
  return defined(protocol === "saml" && saml.combined ? scim : { appLabel, ...scim });
}

function accessArgs({ access: { loginMethods, groups, policies, applications } }: Settings): AccessObjectsArgs {
  return {
    ...(loginMethods.oneTimePin === undefined
      ? {}
      : { loginMethods: { oneTimePin: defined(loginMethods.oneTimePin) } }),
    groups: mapValues(groups, ({ name, ...lists }) => ({ name, ...ruleListsArgs(lists) })),
    policies: mapValues(policies, ({ name, decision, sessionDuration, ...lists }) => ({
      name,
      decision: DECISIONS[decision],
      ...defined({ sessionDuration }),
      ...ruleListsArgs(lists),
    })),
    applications: mapValues(applications, ({ sessionDuration, ...application }) => ({
      ...application,
      ...defined({ sessionDuration }),
    })),
  };
}

function ruleListsArgs({ include, require, exclude }: Pick<AccessGroupSettings, "include" | "require" | "exclude">) {
  return { include: include.map(defined), require: require.map(defined), exclude: exclude.map(defined) };
}

type AccessGroupSettings = Settings["access"]["groups"][string];

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function groupArgs({ existing, create }: Settings["groups"][string]) {
  return defined({ existing: existing === undefined ? undefined : defined(existing), create });
}

/** Without the keys whose value is undefined: an absent argument and one that is undefined are told apart. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, nested]) => nested !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
