import type { OktaAccessArgs, ProvidersArgs } from "../components";
import { oktaOrgUrl } from "../lib/okta-urls";
import type { StackConfig } from "./load";
import type { Settings } from "./settings";
import { SIGNATURE_ALGORITHM } from "./settings/saml";
import { GROUP_MEMBERSHIP_CHANGE } from "./settings/scim";

/** The arguments of the one component of the program, from a stack's configuration. */
export function oktaAccessArgs({ settings, okta }: StackConfig): OktaAccessArgs {
  return {
    accountId: settings.accountId,
    teamDomain: settings.team,
    oktaOrgUrl: oktaOrgUrl(okta.orgName, okta.baseUrl),
    ...defined({ oktaAdminUrl: settings.oktaAdminUrl }),
    groups: Object.fromEntries(Object.entries(settings.groups).map(([key, group]) => [key, groupArgs(group)])),
    protocol: settings.protocol,
    ...signInArgs(settings),
    scim: {
      ...scimArgs(settings),
      groupMembershipChange: GROUP_MEMBERSHIP_CHANGE[settings.scim.groupMembershipChange],
    },
  };
}

/** The arguments of both providers, from a stack's configuration. */
export function providersArgs({ okta, cloudflare }: StackConfig): ProvidersArgs {
  return { okta: { ...okta }, cloudflare: { ...cloudflare } };
}

/** The sections of one protocol; the other one's are left out, as nobody may give both. */
function signInArgs({ protocol, oidc, saml, identityProvider }: Settings) {
  if (protocol === "oidc") {
    return { oidc, identityProvider: defined(identityProvider) };
  }
  const { requestCertificate, ...rest } = saml;
  return {
    saml: {
      ...rest,
      ...defined({ requestCertificate }),
      signatureAlgorithm: SIGNATURE_ALGORITHM[saml.signatureAlgorithm],
    },
    identityProvider: { name: identityProvider.name },
  };
}

/** With one app for sign-in and SCIM, its label is that of the sign-in section. */
function scimArgs({ protocol, saml, scim: { appLabel, ...scim } }: Settings) {
  return protocol === "saml" && saml.combined ? scim : { appLabel, ...scim };
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
