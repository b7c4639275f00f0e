import type * as pulumi from "@pulumi/pulumi";
import { oktaGroupsInRules, rulesOf } from "../../lib/access-objects";
import { type AccessSurroundings, filteredGroup, type GroupsFilter } from "../../lib/access-problems";
import { UserError } from "../../lib/errors";
import { DEFAULT_GROUPS_CLAIM_REGEX } from "../../lib/groups-claim";
import { DEFAULT_GROUPS_ATTRIBUTE } from "../../lib/saml-attributes";
import { argument } from "../cloudflare/check-access-objects";
import { CloudflareAccess } from "../cloudflare/cloudflare-access";
import { lookUpGroupNames } from "../okta/lookups";
import type { OktaAccessArgs } from "../okta-access-args";
import { SignInProtocol } from "../sign-in-protocol";
import { loginMethodClaims } from "./authorization-server";
import { isProtected } from "./login-method";
import { scimIsOn } from "./scim-args";
import { isSaml, signInGroups, signInSection, signInUsers } from "./sign-in-args";

/** What Access is for; nothing where no part of it is declared. */
export function createAccess(
  name: string,
  args: OktaAccessArgs,
  identityProviderId: pulumi.Output<string>,
  opts: pulumi.ComponentResourceOptions,
): CloudflareAccess | undefined {
  if (args.access === undefined) {
    return undefined;
  }
  return new CloudflareAccess(
    `${name}-zero-trust`,
    {
      ...args.access,
      accountId: args.accountId,
      okta: {
        protocol: args.protocol ?? SignInProtocol.Oidc,
        identityProviderId,
        groupsAttribute: args.saml?.groupsAttribute?.name ?? DEFAULT_GROUPS_ATTRIBUTE,
      },
      oktaGroupNames: oktaGroupNames(name, args, opts),
      protectLoginMethods: isProtected(args),
    },
    opts,
  );
}

/** What the checks of the Access objects must know of the other arguments. */
export function accessSurroundings(args: OktaAccessArgs): AccessSurroundings {
  const section = signInSection(args);
  return {
    protocol: args.protocol ?? SignInProtocol.Oidc,
    oktaGroups: Object.fromEntries(
      Object.entries(args.groups ?? {}).map(([key, { create, existing }]) => [
        key,
        { name: create?.name ?? existing?.name },
      ]),
    ),
    pushed: scimIsOn(args) ? (args.scim?.pushGroups ?? []) : undefined,
    filter: groupsFilter(args),
    somebodyAssigned: signInGroups(args).length + signInUsers(args).length > 0,
    claims: isSaml(args) ? Object.keys(args.saml?.attributes ?? {}) : loginMethodClaims(args),
    confirmed: args.lockoutGuard?.confirm !== undefined,
    names: {
      groups: "groups",
      pushGroups: "scim.pushGroups",
      assignedGroups: `${section}.assignedGroups`,
      claims: isSaml(args) ? "saml.attributes" : "identityProvider.claims",
      access: "access.",
      confirm: "lockoutGuard.confirm",
    },
  };
}

function groupsFilter(args: OktaAccessArgs): GroupsFilter {
  const [regex, name, carrier] = isSaml(args)
    ? [args.saml?.groupsAttribute?.regex, "saml.groupsAttribute.regex", "SAML assertion"]
    : [args.oidc?.groupsClaim?.regex, "oidc.groupsClaim.regex", "ID token"];
  // What is not known yet gets the benefit of the doubt.
  return { regex: typeof regex === "string" ? regex : DEFAULT_GROUPS_CLAIM_REGEX, name, carrier };
}

/** The names of the groups in rules, by key. Those of groups that are given by id are looked up, and checked then. */
function oktaGroupNames(
  name: string,
  args: OktaAccessArgs,
  opts: pulumi.InvokeOptions,
): Record<string, pulumi.Input<string>> {
  const groups = args.groups ?? {};
  const keys = oktaGroupsInRules(args.access ?? {});
  const byId = keys.flatMap((key) => {
    const id = groups[key]?.existing?.id;
    return id === undefined ? [] : [{ key, id }];
  });
  const found = lookUpGroupNames(
    byId.map(({ key, id }) => ({ name: id, where: `OktaAccess "${name}", groups["${key}"]` })),
    opts,
  ).apply((names) => {
    refuseFiltered(name, args, new Map(byId.map(({ key, id }) => [key, names[id] as string])));
    return names;
  });
  return Object.fromEntries(
    keys.map((key) => {
      const { create, existing } = groups[key] ?? {};
      // The lookup answers every id or throws.
      return [key, create?.name ?? existing?.name ?? found.apply((names) => names[existing?.id as string] as string)];
    }),
  );
}

/** What the checks of the arguments could not see: whether the filter keeps out a group whose name was looked up. */
function refuseFiltered(name: string, args: OktaAccessArgs, names: ReadonlyMap<string, string>): void {
  const filter = groupsFilter(args);
  const issues = rulesOf(args.access ?? {}).flatMap((placed) => {
    const groupName = placed.rule.oktaGroup === undefined ? undefined : names.get(placed.rule.oktaGroup);
    return groupName === undefined
      ? []
      : filteredGroup(placed, groupName, filter).map(({ path, problem, advice }) => ({
          where: `OktaAccess "${name}", access.${argument(path)}`,
          problem,
          advice,
        }));
  });
  if (issues.length > 0) {
    throw new UserError("ARGS_INVALID", issues);
  }
}
