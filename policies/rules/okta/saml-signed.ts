import { each, resourceRule } from "../../lib/resource-rule";
import { isText, show } from "../../lib/values";

/** Nobody but Okta can say who somebody is. */
export const samlSigned = resourceRule({
  name: "okta-saml-signed",
  description: "The SAML app signs its assertions, with SHA-256: a signature with SHA-1 can be forged.",
  severity: "critical",
  remediationSteps: 'Set assertionSigned to true, signatureAlgorithm to "RSA_SHA256" and digestAlgorithm to "SHA256".',
  url: "https://cheatsheetseries.owasp.org/cheatsheets/SAML_Security_Cheat_Sheet.html",
  kinds: ["samlApp"],
  check: ({ props, notApplicable }, _config, found) => {
    if (isText(props.preconfiguredApp)) {
      notApplicable("the catalogue says how such an app signs");
    }
    const wanted = { assertionSigned: true, signatureAlgorithm: "RSA_SHA256", digestAlgorithm: "SHA256" } as const;
    each(
      ...Object.entries(wanted).map(([name, value]) => () => {
        const is = (props as Record<string, unknown>)[name];
        if (is !== value) {
          found(`${name} is ${show(is)}`, `Set it to ${show(value)}`);
        }
      }),
    );
  },
});
