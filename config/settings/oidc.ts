import { z } from "zod";
import { DEFAULT_GROUPS_CLAIM_REGEX, regexProblem } from "../../lib/groups-claim";
import { MAX_APP_LABEL_LENGTH } from "../../lib/names";
import { problem } from "../problem";
import { groupKeys, text, userLogins } from "./fields";

/** The OIDC app in Okta. */
export const oidc = z.strictObject({
  appLabel: text("a label", MAX_APP_LABEL_LENGTH)
    .default("Cloudflare Access")
    .describe("Name of the OIDC app in Okta. Updated in place."),
  groupsClaim: z
    .strictObject({
      name: text("a claim name", 128)
        .regex(/^\S+$/, problem("contains a blank", "Write one word"))
        .default("groups")
        .describe("Name of the claim that carries a person's groups in the ID token."),
      regex: z
        .string(problem("expected a regular expression", "Write it as text"))
        .min(1, problem("is empty, so no group would pass", 'Write ".*" for every group'))
        .superRefine((value, context) => {
          const reason = regexProblem(value);
          if (reason !== undefined) {
            context.addIssue({
              code: "custom",
              message: problem(`is not a regular expression: ${reason}`, "Correct it").error,
            });
          }
        })
        .default(DEFAULT_GROUPS_CLAIM_REGEX)
        .describe("Which groups the claim carries: those whose whole name matches. Okta sends at most 100."),
    })
    .prefault({}),
  assignedGroups: groupKeys("Groups whose members may sign in to Cloudflare through Okta."),
  assignedUsers: userLogins("People who may sign in besides the members of the groups, by Okta login."),
});
