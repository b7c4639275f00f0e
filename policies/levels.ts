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
  "okta-oidc-pkce": STOP,
  "okta-push-delete-explicit": WARN,
  "secrets-marked": CORRECT,
};
