import { z } from "zod";
import { DEFAULT_GROUPS_CLAIM } from "../../lib/groups-claim";
import { MAX_APP_LABEL_LENGTH } from "../../lib/names";
import { groupKeys, groupsFilter, text, userLogins, word } from "./fields";

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
  assignedGroups: groupKeys("Groups whose members may sign in to Cloudflare through Okta."),
  assignedUsers: userLogins("People who may sign in besides the members of the groups, by Okta login."),
});
