import { asObject, type Json, textAt } from "../api/json";
import { GROUPS_SCOPE, LOGIN_SCOPES } from "../lib/authorization-server";
import { type Change, created } from "./change";
import { type Detail, differing } from "./differences";
import { liveFilter } from "./groups-filter";
import type { Adopted } from "./settings-of";

/** What is created in an authorization server, and what of it is not yet as the stack has it. */
export function serverChanges({ server, found }: Adopted): Change[] {
  if (server === undefined) {
    return [];
  }
  const name = "access-authorization-server";
  const { settings, groupsClaim, groupsClaimWire, claims, policy, rule } = server;
  const of = `of the authorization server "${server.server.name}"`;
  const update = (role: string, what: string, details: readonly Detail[]): Change[] =>
    details.length === 0 ? [] : [{ op: "update", resource: `${name}-${role}`, what: `${what} ${of}`, details }];
  const clientId = textAt(found.loginMethod, "config", "client_id");
  return [
    ...(settings.groupsScope === "create" ? [created(`${name}-scope-groups`, `scope "${GROUPS_SCOPE}" ${of}`)] : []),
    ...(groupsClaimWire === undefined
      ? [created(`${name}-claim-groups`, `claim "${groupsClaim.name}" ${of}`)]
      : update("claim-groups", `claim "${groupsClaim.name}"`, filterDetails(groupsClaimWire, groupsClaim.regex))),
    ...[...claims].flatMap(([key, claim]) =>
      update(`claim-${key}`, `claim "${String(claim.name)}"`, [
        ...(claim.valueType === "GROUPS" ? filterDetails(claim, settings.claims?.[key]?.groups) : []),
        ...differing([["status", claim.status, "ACTIVE"]]),
      ]),
    ),
    ...(policy === undefined
      ? [created(`${name}-policy`, `access policy "Cloudflare Access" ${of}`)]
      : update(
          "policy",
          `access policy "${String(policy.name)}"`,
          differing([
            ["description", policy.description, "Logins to Cloudflare Access"],
            ["priority", policy.priority, 1],
            ["clientWhitelists", asObject(asObject(policy.conditions).clients).include, [clientId]],
            ["status", policy.status, "ACTIVE"],
          ]),
        )),
    ...(rule === undefined
      ? [created(`${name}-policy-rule`, `rule "Log in" of the access policy ${of}`)]
      : update("policy-rule", `rule "${String(rule.name)}"`, ruleDetails(rule))),
  ];
}

function filterDetails(claim: Json, regex: string | undefined): Detail[] {
  const live = liveFilter(claim);
  return differing([
    ["groupFilterType", live?.filterType, "REGEX"],
    ["value", live?.value, regex],
    ["alwaysIncludeInToken", claim.alwaysIncludeInToken, true],
    ["status", claim.status, "ACTIVE"],
  ]);
}

function ruleDetails(rule: Json): Detail[] {
  const { people, grantTypes, scopes } = asObject(rule.conditions);
  const { groups, users } = asObject(people);
  const token = asObject(asObject(rule.actions).token);
  const list = (value: unknown) => [...((value ?? []) as string[])].sort();
  return differing([
    ["name", rule.name, "Log in"],
    ["priority", rule.priority, 1],
    ["grantTypeWhitelists", list(asObject(grantTypes).include), ["authorization_code"]],
    ["groupWhitelists", list(asObject(groups).include), ["EVERYONE"]],
    ["groupBlacklists", list(asObject(groups).exclude), []],
    ["userWhitelists", list(asObject(users).include), []],
    ["userBlacklists", list(asObject(users).exclude), []],
    ["scopeWhitelists", list(asObject(scopes).include), [...LOGIN_SCOPES].sort()],
    ["inlineHookId", asObject(token.inlineHook).id, undefined],
    ["refreshTokenLifetimeMinutes", token.refreshTokenLifetimeMinutes, 0],
    ["refreshTokenWindowMinutes", token.refreshTokenWindowMinutes, 10_080],
    ["status", rule.status, "ACTIVE"],
  ]);
}
