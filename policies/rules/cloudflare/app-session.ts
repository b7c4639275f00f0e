import { z } from "zod";
import { hasLogin } from "../../lib/applications";
import { resourceRule } from "../../lib/resource-rule";
import { minutesOf, show } from "../../lib/values";

/** What Cloudflare uses for an application that does not say. */
const DEFAULT_DURATION = "24h";

/** A login does not hold for weeks. */
export const appSession = resourceRule({
  name: "cf-app-session",
  description: "Sessions of applications and policies end within a day, or what the configuration says.",
  severity: "medium",
  remediationSteps: "Set sessionDuration to 24h or less.",
  url: "https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/session-management/",
  config: z.strictObject({
    maxHours: z.number().positive().max(730).default(24).describe("The longest session, in hours"),
  }),
  kinds: ["accessApplication", "accessPolicy"],
  check: ({ kind, props, notApplicable }, { maxHours }, found) => {
    if (kind === "accessApplication" && !hasLogin((props as Record<string, unknown>).type)) {
      notApplicable("nobody logs in to such an application");
    }
    if (kind === "accessPolicy" && (props.sessionDuration ?? undefined) === undefined) {
      notApplicable("the session of the application holds");
    }
    const duration = props.sessionDuration ?? DEFAULT_DURATION;
    const minutes = minutesOf(duration);
    if (minutes === undefined || minutes > maxHours * 60) {
      found(`sessionDuration is ${show(duration)}`, `Set it to at most ${maxHours}h`);
    }
  },
});
