import { z } from "zod";
import { parseDay } from "../../lib/days";
import { problem } from "../problem";
import { text } from "./fields";

/** What guards the last way to log in. */
export const lockoutGuard = z.strictObject({
  confirm: z
    .strictObject({
      until: z
        .string(problem("expected a day", 'Write it like "2026-12-01"'))
        // A day without quotes is a point in time for the engine, which hands it over as Go prints it.
        .transform((value) => value.replace(/ 00:00:00 \+0000 UTC$/, ""))
        .refine((value) => parseDay(value) !== undefined, problem("is not a day", 'Write it like "2026-12-01"'))
        .describe("The last day on which the confirmation holds, at most 31 days ahead, in UTC."),
      reason: text("the reason", 255).describe("Why people may be locked out, for those who approve the change."),
    })
    .optional()
    .describe("Confirms that people may be locked out; without it the last way to log in stays."),
});
