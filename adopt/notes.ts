import { asObject, type Json } from "../api/json";
import { quoteList } from "../lib/words";
import type { Adopted } from "./settings-of";

/** What does not carry over, sentence by sentence. */
export function lost({ found }: Adopted): string[] {
  const { protocol, scim, loginMethod } = found;
  const scimIsOn = asObject(loginMethod.scim_config).enabled === true;
  return [
    ...(scimIsOn && scim === undefined
      ? [
          'Provisioning: SCIM is on at the login method, and no app "SCIM 2.0 Test App (Header Auth)" was taken for the one that feeds it. The stack makes an app of its own, which sends nothing before somebody sets up its connection; whatever feeds the login method now goes on. SCIM cannot be left out of the settings: that would turn it off in Cloudflare.',
        ]
      : []),
    ...(scimIsOn && scim !== undefined
      ? [
          "The SCIM secret: Cloudflare answered it once, to whoever turned SCIM on. So the connection in Okta stays as somebody typed it and is no part of the stack (scim.connection: console). To have the stack look after it, set scim.secretRotation, and scim.connection to api where Okta takes connections by API: the next pulumi up makes a new secret and gives it to Okta (docs/rotation.md).",
        ]
      : []),
    ...(scimIsOn && scim !== undefined && scim.features === undefined
      ? [
          "Provisioning settings and push groups: Okta tells none, because the SCIM app has no connection that its API knows of. Set it up in the Admin Console, then set scim.consoleDone to true; push groups that exist there by then are refused by Okta as pushed already, so run this command again before.",
        ]
      : []),
    ...(protocol === "oidc"
      ? [
          "The OIDC client secret is no part of an import. Okta's API answers it: --import puts it into the stack's state, encrypted. Without it the login method would be written with none.",
        ]
      : []),
  ];
}

/** What stays as it is and does not become part of the stack, sentence by sentence. */
export function leftAlone(adopted: Adopted): string[] {
  return [
    ...pushesLeftAlone(adopted),
    ...peopleLeftAlone(adopted),
    ...serverLeftAlone(adopted),
    ...accessLeftAlone(adopted),
  ];
}

function pushesLeftAlone({ found: { scim }, mappings }: Adopted): string[] {
  const adopted = new Set(mappings.map(({ id }) => id));
  return (scim?.mappings ?? [])
    .filter(({ id }) => !adopted.has(id))
    .map(({ status, group }) =>
      status === "ACTIVE"
        ? `The push of the group "${group.name}": the group is assigned to the SCIM app too, and Okta does not support one group for both: memberships arrive incomplete. Assign another group with the same members, then add this one to scim.pushGroups.`
        : `The push of the group "${group.name}": it is ${status}. ${status === "ERROR" ? "Mend it in Okta first: no API changes a push in error." : "Activate it in Okta first, or delete it."}`,
    );
}

function peopleLeftAlone({ found: { signIn, scim } }: Adopted): string[] {
  return [signIn, ...(scim === undefined ? [] : [scim])]
    .filter(({ users, userCount }) => users.length < userCount)
    .map(
      ({ label, userCount }) =>
        `${userCount} people who are assigned to the app "${label}" by name: each would become a resource, and a call at every refresh. They keep their assignments; assign a group instead.`,
    );
}

function serverLeftAlone({ server }: Adopted): string[] {
  if (server === undefined) {
    return [];
  }
  const { policy, rule, groupsClaimWire, claims } = server;
  const { name, id, claims: live, policies } = server.server;
  const taken = [groupsClaimWire, ...claims.values()];
  const otherClaims = live.filter((claim) => claim.system !== true && !taken.includes(claim));
  const otherPolicies = policies.filter((other) => other !== policy);
  const otherRules = (policy?.rules ?? []).filter((other) => other !== rule);
  const names = (things: readonly Json[]) => quoteList(things.map((thing) => String(thing.name)));
  return [
    `The authorization server "${name}" (${id}) itself, and its scopes: it is only read.`,
    ...(otherClaims.length === 0 ? [] : [`Claims of it that the login method does not name: ${names(otherClaims)}.`]),
    ...(otherPolicies.length === 0
      ? []
      : [`Access policies of it that are not for the OIDC app alone: ${names(otherPolicies)}.`]),
    ...(otherRules.length === 0
      ? []
      : [`Rules of its access policy "${String(policy?.name)}" after the first: ${names(otherRules)}.`]),
  ];
}

function accessLeftAlone({ found: { access } }: Adopted): string[] {
  const line = (what: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${what} that use the login method: ${quoteList(names)}. They go on as before.`];
  return [
    ...line("Access applications", access.applications),
    ...line("Access policies", access.policies),
    ...line("Access groups", access.groups),
  ];
}
