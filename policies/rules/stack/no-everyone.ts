import { z } from "zod";
import { assignmentsIn } from "../../lib/assignments";
import { cisControls } from "../../lib/frameworks";
import { stackRule } from "../../lib/stack-rule";
import { show } from "../../lib/values";

/** A logical name of an assignment, made from the key of the group in the settings. */
const NAMED_EVERYONE = /(?:^|-)everyone$/i;

/** The group of everybody is not assigned. */
export const noEveryone = stackRule({
  name: "okta-no-everyone",
  description:
    "Okta's built-in group Everyone is assigned to no app: nobody could be kept out, and every new account gets in. It is known by its id in the configuration, or by a key that ends in everyone.",
  severity: "high",
  references: [cisControls("6.8", "Define and maintain role-based access control.")],
  remediationSteps:
    "Assign a group of those who need it. Give the id of Everyone in the configuration (everyoneGroupIds).",
  url: "https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-about-groups.htm",
  config: z.strictObject({
    everyoneGroupIds: z
      .array(z.string().regex(/^00g[A-Za-z0-9]{17}$/))
      .default([])
      .describe("Id of the group Everyone: 20 characters that start with 00g"),
  }),
  kinds: ["groupAssignment", "groupAssignments", "keyedAssignments"],
  check: (stack, { everyoneGroupIds }, found) => {
    const assignments = assignmentsIn(stack);
    if (assignments.length === 0) {
      stack.notApplicable("the stack assigns no groups");
    }
    for (const { by, group, key } of assignments) {
      const named = NAMED_EVERYONE.test(key ?? (by.kind === "groupAssignment" ? by.resource.name : ""));
      if (named || (group !== undefined && everyoneGroupIds.includes(group))) {
        found(by, `it assigns the group Everyone (${show(group)})`, "Assign a group of those who need it");
      }
    }
  },
});
