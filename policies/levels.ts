import type { EnforcementLevel } from "@pulumi/policy";

/** The environments that have levels of their own. */
export const ENVIRONMENTS = ["dev", "prod"] as const;

/** An environment that has levels of its own. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** What holds without `--policy-pack-config`: whoever forgets it gets the stricter levels. */
export const DEFAULT_ENVIRONMENT: Environment = "prod";

type Levels = Readonly<Record<Environment, EnforcementLevel>>;

/** A finding is a warning while somebody tries things out, and stops a production deployment. */
const STOP: Levels = { dev: "advisory", prod: "mandatory" };

/** A finding is always a warning: whether it is a mistake depends on what only people know. */
const WARN: Levels = { dev: "advisory", prod: "advisory" };

/** The value is corrected: what the program means does not change. */
const CORRECT: Levels = { dev: "remediate", prod: "remediate" };

/** The level of every rule in every environment; the only place that says so. `npm run policies` writes `config/`. */
export const LEVELS: Readonly<Record<string, Levels>> = {
  "cf-app-login-methods": STOP,
  "cf-app-session": STOP,
  "cf-idp-deprovision": STOP,
  "cf-idp-pkce": STOP,
  "cf-idp-protected": STOP,
  "cf-idp-saml-sign-request": WARN,
  "cf-idp-scim-on": WARN,
  "cf-last-login": WARN,
  "cf-mfa": WARN,
  "cf-okta-rule-shape": STOP,
  "cf-policy-groups-in-claim": STOP,
  "cf-policy-groups-pushed": STOP,
  "cf-policy-no-bypass": STOP,
  "cf-policy-no-everyone": STOP,
  "cf-policy-own-login-method": WARN,
  "names-within-limits": STOP,
  "okta-app-auth-policy": WARN,
  "okta-auth-policy-mfa": WARN,
  "okta-authserver-client-list": STOP,
  "okta-authserver-code-only": STOP,
  "okta-authserver-lifetime": STOP,
  "okta-consent": WARN,
  "okta-groups-claim-bounded": WARN,
  "okta-groups-claim-needs-token": STOP,
  "okta-groups-claim-regex": STOP,
  "okta-no-everyone": STOP,
  "okta-no-federation-broker": STOP,
  "okta-oidc-client-auth": STOP,
  "okta-oidc-code-only": STOP,
  "okta-oidc-pkce": STOP,
  "okta-oidc-redirect-exact": STOP,
  "okta-oidc-refresh-token": STOP,
  "okta-one-assignment-owner": STOP,
  "okta-provider-oauth": WARN,
  "okta-push-delete-explicit": WARN,
  "okta-push-not-assigned": STOP,
  "okta-saml-destination-exact": STOP,
  "okta-saml-signed": STOP,
  "okta-scim-deactivate": STOP,
  "okta-scim-username": STOP,
  "policy-coverage": WARN,
  "providers-no-detour": STOP,
  "secrets-marked": CORRECT,
};

/**
 * The level of a rule in an environment.
 *
 * @throws Error for a rule without levels: it would run with whatever level the SDK gives it.
 */
export function levelOf(rule: string, environment: Environment): EnforcementLevel {
  const levels = LEVELS[rule];
  if (levels === undefined) {
    throw new Error(`The rule "${rule}" has no levels. Add it to policies/levels.ts.`);
  }
  return levels[environment];
}
