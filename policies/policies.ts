import type { Policies } from "@pulumi/policy";
import { DEFAULT_ENVIRONMENT, LEVELS } from "./levels";
import type { Rule } from "./lib/rule";
import { oidcPkce } from "./rules/okta/oidc-pkce";
import { pushDeleteExplicit } from "./rules/okta/push-delete-explicit";
import { secretsMarked } from "./rules/stack/secrets-marked";

/** Every rule of the pack. */
export const RULES: readonly Rule[] = [oidcPkce, pushDeleteExplicit, secretsMarked];

/** The policies of the pack, with the levels that hold without a configuration. */
export const policies: Policies = RULES.map(({ policy }) => ({
  ...policy,
  enforcementLevel: LEVELS[policy.name]?.[DEFAULT_ENVIRONMENT] ?? "mandatory",
}));
