import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** What happens to the pushed group when the mapping goes is written down. */
export const pushDeleteExplicit = resourceRule({
  name: "okta-push-delete-explicit",
  description:
    "A push group states deleteTargetGroupOnDestroy: without it, removing the mapping deletes the group in Cloudflare.",
  severity: "low",
  remediationSteps:
    "State deleteTargetGroupOnDestroy: true deletes the group in Cloudflare with the mapping, false keeps it.",
  url: "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/",
  kinds: ["pushGroup", "keyedPushGroups"],
  check: ({ props }, _config, found) => {
    if (typeof props.deleteTargetGroupOnDestroy !== "boolean") {
      found(`deleteTargetGroupOnDestroy is ${show(props.deleteTargetGroupOnDestroy)}`, "State true or false");
    }
  },
  remediate: (props) => {
    const missing = typeof props.deleteTargetGroupOnDestroy !== "boolean";
    if (missing) {
      // What Okta does without it, so that nothing changes but that it can be read.
      props.deleteTargetGroupOnDestroy = true;
    }
    return missing;
  },
});
