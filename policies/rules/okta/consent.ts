import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** Nobody is asked for a consent that their company has given. */
export const consent = resourceRule({
  name: "okta-consent",
  description:
    "Sign-in asks nobody for consent: people do not choose to use the app, and whoever refuses is locked out.",
  severity: "low",
  remediationSteps: 'Set consentMethod of the app to "TRUSTED", and consent of scopes to "IMPLICIT".',
  url: "https://developer.okta.com/docs/guides/request-user-consent/main/",
  kinds: ["oidcApp", "authServerScope"],
  check: ({ kind, props }, _config, found) => {
    const [name, wanted] =
      kind === "oidcApp" ? (["consentMethod", "TRUSTED"] as const) : (["consent", "IMPLICIT"] as const);
    const value = (props as Record<string, unknown>)[name] ?? wanted;
    if (value !== wanted) {
      found(`${name} is ${show(value)}`, `Set it to "${wanted}"`);
    }
  },
});
