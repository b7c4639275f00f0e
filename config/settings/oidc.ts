import { z } from "zod";
import { MAX_APP_LABEL_LENGTH } from "../../lib/names";
import { problem } from "../problem";
import { groupKeys, groupsFilter, text, userLogins } from "./fields";

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
      regex: groupsFilter("Which groups the claim carries: those whose whole name matches. Okta sends at most 100."),
    })
    .prefault({}),
  assignedGroups: groupKeys("Groups whose members may sign in to Cloudflare through Okta."),
  assignedUsers: userLogins("People who may sign in besides the members of the groups, by Okta login."),
});
