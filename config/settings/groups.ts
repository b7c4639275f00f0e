import { z } from "zod";
import { MAX_GROUP_NAME_LENGTH } from "../../lib/names";
import { problem } from "../problem";
import { description, key, text } from "./fields";

const group = z
  .strictObject({
    existing: z
      .strictObject({
        name: text("the group's exact name in Okta", MAX_GROUP_NAME_LENGTH).optional(),
        id: z
          .string(problem("expected an Okta group id", "Write it as text"))
          .regex(
            /^00g[0-9A-Za-z]{17}$/,
            problem("is not an Okta group id", 'A group id has 20 characters and starts with "00g"'),
          )
          .optional(),
      })
      .refine(
        (value) => (value.name === undefined) !== (value.id === undefined),
        problem("needs exactly one of name and id", "Name the group as Okta shows it, or give its id, not both"),
      )
      .optional()
      .describe("A group that exists in Okta. It is only read, never changed or deleted."),
    create: z
      .strictObject({
        name: text("a name for the new group", MAX_GROUP_NAME_LENGTH),
        description: description(),
      })
      .optional()
      .describe("A group that this stack creates in Okta, and deletes on destroy."),
  })
  .refine(
    (value) => (value.existing === undefined) !== (value.create === undefined),
    problem(
      "needs exactly one of existing and create",
      "Say whether the group exists in Okta or is created by this stack",
    ),
  );

/** Every Okta group that a stack speaks of, by key. */
export const groups = z.record(key, group, problem("expected groups by key", "Write it as a YAML map"));
