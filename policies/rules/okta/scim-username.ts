import { z } from "zod";
import { resourceRule } from "../../lib/resource-rule";
import { isText, show } from "../../lib/values";

/** SCIM and sign-in mean the same person. */
export const scimUsername = resourceRule({
  name: "okta-scim-username",
  description:
    "The user name of the SCIM app is the e-mail address, by which Cloudflare finds a person: with another one a leaver is not found.",
  severity: "high",
  remediationSteps: 'Set userNameTemplate to "${source.email}".',
  url: "https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/",
  config: z.strictObject({
    templates: z
      .array(z.string().min(1))
      .min(1)
      .default(["${source.email}"])
      .describe("Templates that give the e-mail address, such as ${source.login} where every login is one"),
  }),
  kinds: ["samlApp"],
  check: ({ props, notApplicable }, { templates }, found) => {
    if (!isText(props.preconfiguredApp) || !props.preconfiguredApp.startsWith("scim2")) {
      notApplicable("it is no SCIM app");
    }
    if (!(templates as readonly unknown[]).includes(props.userNameTemplate)) {
      found(`userNameTemplate is ${show(props.userNameTemplate)}`, `Set it to ${show(templates)}`);
    }
  },
});
