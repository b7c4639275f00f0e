import type { OktaAccessArgs, ProvidersArgs } from "../components";
import { oktaOrgUrl } from "../lib/okta-urls";
import type { StackConfig } from "./load";
import type { Settings } from "./settings";
import { GROUP_MEMBERSHIP_CHANGE } from "./settings/scim";

/** The arguments of the one component of the program, from a stack's configuration. */
export function oktaAccessArgs({ settings, okta }: StackConfig): OktaAccessArgs {
  return {
    accountId: settings.accountId,
    teamDomain: settings.team,
    oktaOrgUrl: oktaOrgUrl(okta.orgName, okta.baseUrl),
    ...defined({ oktaAdminUrl: settings.oktaAdminUrl }),
    groups: Object.fromEntries(Object.entries(settings.groups).map(([key, group]) => [key, groupArgs(group)])),
    oidc: settings.oidc,
    identityProvider: defined(settings.identityProvider),
    scim: {
      ...settings.scim,
      groupMembershipChange: GROUP_MEMBERSHIP_CHANGE[settings.scim.groupMembershipChange],
    },
  };
}

/** The arguments of both providers, from a stack's configuration. */
export function providersArgs({ okta, cloudflare }: StackConfig): ProvidersArgs {
  return { okta: { ...okta }, cloudflare: { ...cloudflare } };
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
