import { allRules, selects } from "../../lib/access-rules";
import { hasLogin } from "../../lib/applications";
import { cisControls } from "../../lib/frameworks";
import { known } from "../../lib/known";
import { type Member, type Stack, stackRule } from "../../lib/stack-rule";
import { elements, isFilled, property } from "../../lib/values";

/** Every application asks for a second factor somewhere. */
export const mfa = stackRule({
  name: "cf-mfa",
  description:
    "Every application is behind MFA that the stack can see: in the organization, the application, its policies, or a rule of an Okta authentication policy.",
  severity: "medium",
  references: [cisControls("6.3", "Require MFA for externally exposed applications.")],
  remediationSteps:
    "Turn on MFA for the organization or the application, require the authentication method mfa in policies, or manage the authentication policy in Okta with this stack.",
  url: "https://developers.cloudflare.com/cloudflare-one/access-controls/policies/mfa-requirements/",
  kinds: ["accessApplication", "accessPolicy", "organization", "signOnRule"],
  check: (stack, _config, found) => {
    const applications = stack.members("accessApplication").filter(({ props }) => hasLogin(props.type));
    if (applications.length === 0) {
      stack.notApplicable("the stack has no application");
    }
    if (isOrganizationWide(stack)) {
      return;
    }
    const policies = stack.members("accessPolicy");
    for (const application of applications.filter((one) => !asksForFactors(one.props.mfaConfig))) {
      const own = policiesOf(application, policies);
      if (own.length === 0 || !own.every(policyAsks)) {
        found(application, "nothing in this stack asks for a second factor", "Turn on MFA, or see to it in Okta");
      }
    }
  },
});

function isOrganizationWide(stack: Stack): boolean {
  return (
    stack.members("organization").some(({ props }) => props.mfaRequiredForAllApps === true) ||
    stack.members("signOnRule").some(({ props }) => props.factorMode === "2FA")
  );
}

function asksForFactors(mfaConfig: unknown): boolean {
  return property(mfaConfig, "mfaDisabled") !== true && isFilled(property(mfaConfig, "allowedAuthenticators"));
}

/** The policies that let people in to an application, of those that the stack has. */
function policiesOf(
  application: Member<"accessApplication">,
  policies: readonly Member<"accessPolicy">[],
): readonly Member<"accessPolicy">[] {
  const ids = elements(application.props.policies).flatMap((policy) => {
    const id = known(() => property(policy, "id"));
    return id.known ? [id.value] : [];
  });
  const sources = application.resource.propertyDependencies.policies ?? [];
  return policies.filter(({ props, resource }) => {
    const id = known(() => resource.props.id);
    const uses = (id.known && ids.includes(id.value)) || sources.some(({ urn }) => urn === resource.urn);
    return uses && props.decision === "allow";
  });
}

function policyAsks({ props }: Member<"accessPolicy">): boolean {
  const required = known(() => allRules(props).filter((rule) => rule.path.startsWith("requires")));
  return (
    asksForFactors(props.mfaConfig) || (required.known && required.value.some((rule) => selects(rule, "authMethod")))
  );
}
