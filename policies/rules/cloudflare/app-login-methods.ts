import { hasLogin } from "../../lib/applications";
import { resourceRule } from "../../lib/resource-rule";
import { isFilled, show } from "../../lib/values";

/** An application says with what people may log in. */
export const appLoginMethods = resourceRule({
  name: "cf-app-login-methods",
  description:
    "An application names its login methods: without that it takes every one that the account will ever have. It goes straight to a login method only where it has one.",
  severity: "high",
  remediationSteps: "Set allowedIdps. Set autoRedirectToIdentity to true only with exactly one of them.",
  url: "https://developers.cloudflare.com/cloudflare-one/access-controls/applications/",
  kinds: ["accessApplication"],
  check: ({ props, notApplicable }, _config, found) => {
    if (!hasLogin(props.type)) {
      notApplicable("nobody logs in to such an application");
    }
    const { allowedIdps } = props;
    if (!isFilled(allowedIdps)) {
      found(`allowedIdps is ${show(allowedIdps)}: every login method is taken`, "Name the login methods");
    } else if (props.autoRedirectToIdentity === true && allowedIdps.length > 1) {
      found(
        `autoRedirectToIdentity is true with ${allowedIdps.length} login methods, so that nobody can choose`,
        "Set it to false, or name one login method",
      );
    }
  },
});
