import { z } from "zod";
import { MAX_APP_LABEL_LENGTH } from "../../lib/names";
import { problem } from "../problem";
import { flag, groupKeys, rotation, text, userLogins } from "./fields";

/** The words of the console for "Group membership change", and the API's word for each. */
export const GROUP_MEMBERSHIP_CHANGE = {
  /** The person's identity is updated in place; nobody is asked to log in again. */
  automatic: "automatic",
  /** All sessions of the person end; groups are read anew at the next login. */
  reauthenticate: "reauth",
  /** Nothing happens until the session ends by itself. */
  none: "no_action",
} as const;

/** SCIM provisioning from Okta to Cloudflare. */
export const scim = z.strictObject({
  enabled: flag("SCIM provisioning. Turning it off deletes the SCIM app in Okta; people keep their login.", true),
  appLabel: text("a label", MAX_APP_LABEL_LENGTH)
    .default("Cloudflare Access SCIM")
    .describe("Name of the SCIM app in Okta. Updated in place."),
  deprovisionUsers: flag(
    "Enable user deprovisioning: end a person's sessions when they are removed from the SCIM app.",
    true,
  ),
  removeSeats: flag("Remove user seat on deprovision. Needs deprovisionUsers.", false),
  groupMembershipChange: z
    .enum(
      ["reauthenticate", "automatic", "none"],
      problem("is not a group membership change behaviour", 'Write "reauthenticate", "automatic", or "none"'),
    )
    .default("reauthenticate")
    .describe("What happens to a running session when the person's groups change."),
  createUsers: flag("Create Users: Okta creates assigned people in Cloudflare.", true),
  updateUsers: flag("Update User Attributes: Okta sends changes of a profile.", true),
  deactivateUsers: flag("Deactivate Users: Okta tells Cloudflare when a person leaves.", true),
  connection: z
    .enum(["api", "console"], problem("is not a way to set up the SCIM connection", 'Write "api" or "console"'))
    .default("api")
    .describe(
      "Who sets up the SCIM connection in Okta: this program through the API, or a person in the Admin Console.",
    ),
  consoleDone: flag(
    "With connection: console, whether the person has done it. Features and push groups wait for it.",
    false,
  ),
  secretRotation: rotation(
    "A date or a counter: another value makes a new SCIM secret and gives it to Okta. After a rotation it stays.",
  ),
  secretRotationEntered: rotation(
    "With connection: console, the value of secretRotation whose secret a person has entered in Okta.",
  ),
  assignedGroups: groupKeys("Groups whose members are provisioned to Cloudflare."),
  assignedUsers: userLogins("People who are provisioned besides the members of the groups, by Okta login."),
  pushGroups: groupKeys("Groups whose name and members are pushed to Cloudflare, for use in Access policies."),
});
