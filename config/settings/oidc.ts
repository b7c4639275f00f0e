import { z } from "zod";
import { DEFAULT_GROUPS_CLAIM } from "../../lib/groups-claim";
import { MAX_APP_LABEL_LENGTH } from "../../lib/names";
import { problem } from "../problem";
import { authenticationPolicy, groupKeys, groupsFilter, rotation, text, userLogins, word } from "./fields";

/** The OIDC app in Okta. */
export const oidc = z.strictObject({
  appLabel: text("a label", MAX_APP_LABEL_LENGTH)
    .default("Cloudflare Access")
    .describe("Name of the OIDC app in Okta. Updated in place."),
  groupsClaim: z
    .strictObject({
      name: word("a claim name")
        .default(DEFAULT_GROUPS_CLAIM)
        .describe("Name of the claim that carries a person's groups in the ID token."),
      regex: groupsFilter("Which groups the claim carries: those whose whole name matches. Okta sends at most 100."),
    })
    .prefault({}),
  clientSecretRotation: rotation(
    "A date or a counter: another value makes a new client secret, gives it to Cloudflare and ends the old one. After a rotation it stays.",
  ),
  clientSecretOverlap: z
    .int(problem("is not a number of seconds", "Write a whole number"))
    .min(0, problem("is less than 0", "Write 0 or more"))
    .max(3_600, problem("is more than an hour", "Write at most 3600"))
    .optional()
    .describe(
      "How long the old client secret stays valid once Cloudflare has the new one, in seconds: 60 when left out.",
    ),
  authenticationPolicy: authenticationPolicy(),
  assignedGroups: groupKeys("Groups whose members may sign in to Cloudflare through Okta."),
  assignedUsers: userLogins("People who may sign in besides the members of the groups, by Okta login."),
});
