import { z } from "zod";
import { cisControls } from "../../lib/frameworks";
import { each, resourceRule } from "../../lib/resource-rule";
import { elements, property, show } from "../../lib/values";

/** Who is let in has shown two factors, one of which cannot be phished. */
export const authPolicyMfa = resourceRule({
  name: "okta-auth-policy-mfa",
  description:
    "Rules of authentication policies that let people in ask for two factors, one of them resistant to phishing.",
  severity: "high",
  references: [cisControls("6.3", "Require MFA for externally exposed applications.")],
  remediationSteps:
    'Set factorMode to "2FA", and a constraint such as {"possession":{"phishingResistant":"REQUIRED"}}.',
  url: "https://help.okta.com/oie/en-us/content/topics/identity-engine/policies/add-app-sign-on-policy-rule.htm",
  config: z.strictObject({
    requirePhishingResistant: z.boolean().default(true).describe("Whether one factor must be resistant to phishing"),
  }),
  kinds: ["signOnRule"],
  check: ({ props, notApplicable }, { requirePhishingResistant }, found) => {
    if (props.access === "DENY") {
      notApplicable("the rule lets nobody in");
    }
    if (props.type === "AUTH_METHOD_CHAIN") {
      notApplicable("a chain of methods has no factor mode");
    }
    each(
      () => {
        if (props.factorMode !== "2FA") {
          found(`factorMode is ${show(props.factorMode)}`, 'Set it to "2FA"');
        }
      },
      () => {
        if (requirePhishingResistant && !isPhishingResistant(props.constraints)) {
          found(
            "no constraint asks for a factor that is resistant to phishing",
            'Add {"possession":{"phishingResistant":"REQUIRED"}}',
          );
        }
      },
    );
  },
});

/** Constraints are alternatives: each of them must ask for it. */
function isPhishingResistant(constraints: unknown): boolean {
  const all = elements(constraints);
  return (
    all.length > 0 &&
    all.every((text) => property(property(parse(text), "possession"), "phishingResistant") === "REQUIRED")
  );
}

function parse(text: unknown): unknown {
  try {
    return typeof text === "string" ? (JSON.parse(text) as unknown) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
