import { known } from "../../lib/known";
import { isDirectory } from "../../lib/login-methods";
import { type Stack, stackRule } from "../../lib/stack-rule";

const LOCKOUT_GUARD = "okta-cloudflare-access:index:LockoutGuard";

/** There is a way in when Okta fails, or goes. */
export const lastLogin = stackRule({
  name: "cf-last-login",
  description:
    "Beside the login method of the directory there is another one, or it is protected, or a lockout guard watches over it.",
  severity: "medium",
  remediationSteps:
    "Declare a one-time PIN (access.loginMethods.oneTimePin), protect the login method, or use the lockout guard.",
  url: "https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/one-time-pin/",
  kinds: ["identityProvider", "accessApplication"],
  check: (stack, _config, found) => {
    const own = stack.members("identityProvider").filter(({ props }) => isDirectory(props.type));
    if (own.length === 0) {
      stack.notApplicable("the stack has no login method of a directory");
    }
    if (hasAnotherWay(stack)) {
      return;
    }
    for (const method of own.filter(({ resource }) => !resource.opts.protect)) {
      found(method, "it is the only way to log in, and nothing protects it", "Declare a one-time PIN, or protect it");
    }
  },
});

function hasAnotherWay(stack: Stack): boolean {
  const guarded = stack.resources.some(({ type }) => type === LOCKOUT_GUARD);
  const another = stack.members("identityProvider").some(({ props }) => !isDirectory(props.type));
  const open = stack.members("accessApplication").some(({ props }) => {
    const methods = known(() => props.allowedIdps);
    return methods.known && Array.isArray(methods.value) && methods.value.length > 1;
  });
  return guarded || another || open;
}
