import { isDirectory } from "../../lib/login-methods";
import { resourceRule } from "../../lib/resource-rule";

/** The login method cannot be deleted or replaced by accident. */
export const idpProtected = resourceRule({
  name: "cf-idp-protected",
  description:
    "The login method is protected by Pulumi: replacing or deleting it logs everyone out and breaks every policy that names it.",
  severity: "high",
  remediationSteps:
    "Leave identityProvider.protect at true, or set the resource option protect. To replace it on purpose, confirm that in lockoutGuard.confirm and lower this rule for one run.",
  url: "https://www.pulumi.com/docs/iac/concepts/options/protect/",
  kinds: ["identityProvider"],
  check: ({ props, opts, notApplicable }, _config, found) => {
    if (!isDirectory(props.type)) {
      notApplicable("it is not the login method of a directory");
    }
    if (!opts.protect) {
      found(
        "it is not protected: a change of the account, or a slip, logs everyone out",
        "Set the resource option protect to true",
      );
    }
  },
});
