import type { Issue } from "../../lib/errors";
import { configPath } from "../issues";
import type { Settings } from "../settings";
import { accessIssues } from "./access";
import type { At } from "./at";
import { absentClaimProblems, claimProblems, claimWarnings, groupsScopeProblem } from "./authorization-server";
import { sameGroupTwice, unknownGroupKeys, unusedGroups } from "./group-names";
import { farConfirmation, isConfirmed, pastConfirmation } from "./lockout-guard";
import { otherProtocol, samlProblems, unknownGroupsAttribute } from "./protocol";
import { assignedAndPushed, leaverGaps, nobodyAssigned, scimContradictions } from "./provisioning";
import { type CredentialKind, claimWithoutApiToken, unreachablePushGroups } from "./sign-in";

/** What the checks across several settings found. */
export interface Findings {
  /** Stop the deployment. */
  readonly errors: readonly Issue[];
  /** Worth knowing, deployed all the same. */
  readonly warnings: readonly Issue[];
}

/**
 * Checks what no single setting can know: references between settings, and combinations that cannot work or that leave
 * someone outside, or inside.
 *
 * @param root The config key of the settings.
 * @param now The point in time by which a confirmation is judged.
 */
export function checkSettings(root: string, settings: Settings, credentials: CredentialKind, now: Date): Findings {
  const at: At = (...path) => configPath(root, path);
  const access = accessIssues(settings, isConfirmed(settings, now), at);
  return {
    errors: [
      ...unknownGroupKeys(settings, at),
      ...sameGroupTwice(settings, at),
      ...assignedAndPushed(settings, at),
      ...scimContradictions(settings, at),
      ...otherProtocol(settings, at),
      ...samlProblems(settings, at),
      ...claimWithoutApiToken(settings, credentials, at),
      ...claimProblems(settings, at),
      ...absentClaimProblems(settings, at),
      ...groupsScopeProblem(settings, at),
      ...access.errors,
      ...farConfirmation(settings, now, at),
    ],
    warnings: [
      ...nobodyAssigned(settings, at),
      ...unreachablePushGroups(settings, at),
      ...unknownGroupsAttribute(settings, at),
      ...claimWarnings(settings, at),
      ...leaverGaps(settings, at),
      ...unusedGroups(settings, at),
      ...access.warnings,
      ...pastConfirmation(settings, now, at),
    ],
  };
}
