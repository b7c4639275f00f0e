import {
  ACCESS_TOKEN_MINUTES,
  AUTHORIZATION_SERVER_ID_PATTERN,
  type ClaimChoice,
  claimFindings,
} from "../../lib/authorization-server";
import { DEFAULT_GROUPS_CLAIM } from "../../lib/groups-claim";
import { MAX_AUTHORIZATION_SERVER_NAME_LENGTH } from "../../lib/names";
import type { ArgsCheck } from "../args";
import type { AuthorizationServerClaimArgs, OktaAuthorizationServerArgs } from "./okta-authorization-server";

type Checked = Omit<OktaAuthorizationServerArgs, "clientId" | "teamDomain">;

/**
 * Checks an authorization server.
 *
 * @param at What stands before the name of each argument.
 */
export function checkAuthorizationServer(check: ArgsCheck, at: string, args: Checked): void {
  const { create, existing } = args;
  if ((create === undefined) === (existing === undefined)) {
    check.add(`${at}create`, "needs exactly one of create and existing", "Create a server, or name one by its id");
  }
  if (create !== undefined && args.createGroupsScope === false) {
    check.add(
      `${at}createGroupsScope`,
      'is false, and a server that is created has no scope "groups" yet: every login would fail',
      "Leave it out",
    );
  }
  check
    .plain(
      `${at}create.name`,
      create?.name,
      (name) => name.trim() !== "" && name.length <= MAX_AUTHORIZATION_SERVER_NAME_LENGTH,
      `must have 1 to ${MAX_AUTHORIZATION_SERVER_NAME_LENGTH} characters`,
      "Choose another name",
    )
    .plain(
      `${at}create.audiences`,
      create?.audiences,
      (audiences) => audiences.length > 0,
      "is an empty list",
      "List an audience, or leave it out",
    )
    .plain(
      `${at}existing.id`,
      existing?.id,
      (id) => AUTHORIZATION_SERVER_ID_PATTERN.test(id),
      "is not an authorization server id",
      'An id has 20 characters and starts with "aus"; the one that Okta comes with is "default"',
    )
    .plain(
      `${at}accessTokenLifetimeMinutes`,
      args.accessTokenLifetimeMinutes,
      (minutes) =>
        Number.isInteger(minutes) && minutes >= ACCESS_TOKEN_MINUTES.least && minutes <= ACCESS_TOKEN_MINUTES.most,
      `is not between ${ACCESS_TOKEN_MINUTES.least} and ${ACCESS_TOKEN_MINUTES.most}`,
      "Write a number of minutes",
    )
    .plain(
      `${at}policyName`,
      args.policyName,
      (name) => name.trim() !== "" && name.length <= 100,
      "must have 1 to 100 characters",
      "Choose another name",
    )
    .keys(`${at}claims`, args.claims);
  if (args.groupsClaim !== false) {
    check.groupsClaimRegex(`${at}groupsClaim.regex`, args.groupsClaim?.regex);
  }
  checkClaims(check, at, args);
}

function checkClaims(check: ArgsCheck, at: string, { claims = {}, groupsClaim }: Checked): void {
  for (const [key, claim] of Object.entries(claims)) {
    const where = `${at}claims["${key}"]`;
    if (key === "groups") {
      check.add(where, 'is the key of the groups claim, "groups"', "Choose another key");
    }
    if ((claim.expression === undefined) === (claim.groups === undefined)) {
      check.add(where, "needs exactly one of expression and groups", "Say what the claim holds");
    }
    check.groupsClaimRegex(`${where}.groups`, claim.groups);
  }
  const name = groupsClaim === false ? undefined : (groupsClaim?.name ?? DEFAULT_GROUPS_CLAIM);
  const choices = Object.fromEntries(Object.entries(claims).map(([key, claim]) => [key, choiceOf(claim)]));
  // A name that is not known yet is judged by Okta.
  for (const finding of claimFindings(choices, typeof name === "string" ? name : undefined)) {
    if (finding.stops) {
      check.add(`${at}claims["${finding.key}"].${finding.setting}`, finding.problem, finding.advice);
    }
  }
}

function choiceOf({ name, token, alwaysInclude, scopes }: AuthorizationServerClaimArgs): ClaimChoice {
  return { name, token: token ?? "id", alwaysInclude: alwaysInclude ?? true, scopes: scopes ?? [] };
}
