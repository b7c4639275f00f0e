import type {
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationPolicy,
  Severity,
  StackValidationPolicy,
} from "@pulumi/policy";
import { z } from "zod";
import { type Reference, referenceTag } from "./frameworks";
import type { Kind } from "./kinds";

/** The configuration of a rule: an object of options, all with a default. */
export type ConfigSchema = z.ZodObject;

/** A rule without configuration takes none. */
export const NO_CONFIG = z.strictObject({});

/** What every rule says of itself. */
export interface RuleOptions<C extends ConfigSchema> {
  /** `<resource>-<check>`, unique in the pack. */
  readonly name: string;
  /** What must be the case, and why. */
  readonly description: string;
  readonly severity: Severity;
  /** Requirements that it checks. The first is the policy's `framework`, all are its tags. */
  readonly references?: readonly Reference[];
  /** What to do about a finding. */
  readonly remediationSteps: string;
  /** Where the vendor or the standard says so. */
  readonly url: string;
  /** Options. A value that they do not take is a finding, and the rule is not run: it never passes by mistake. */
  readonly config?: C;
}

/** A rule of the pack: a policy, without a level, and what the documentation says of it. */
export interface Rule {
  readonly policy: ResourceValidationPolicy | StackValidationPolicy;
  /** What it looks at. Empty for one that looks at everything. */
  readonly kinds: readonly Kind[];
  readonly references: readonly Reference[];
}

/** Reports a finding: what is wrong with the value found, and what to do. Neither ends with a point. */
export type Found = (problem: string, fix: string) => void;

/** The parts of a policy that a rule says of itself. */
export function describe<C extends ConfigSchema>(options: RuleOptions<C>) {
  const references = options.references ?? [];
  const configSchema = options.config === undefined ? undefined : jsonSchema(options.config);
  return {
    name: options.name,
    description: options.description,
    severity: options.severity,
    remediationSteps: options.remediationSteps,
    url: options.url,
    ...(configSchema === undefined ? {} : { configSchema }),
    ...(references[0] === undefined ? {} : { framework: references[0] }),
    ...(references.length === 0 ? {} : { tags: references.map(referenceTag) }),
  };
}

/**
 * The configuration of a rule, with defaults. Undefined when it is not valid; each of its problems is then a finding, so
 * that a mistake in the configuration does not turn the rule off.
 */
export function readConfig<C extends ConfigSchema>(
  options: RuleOptions<C>,
  given: object,
  report: ReportViolation,
): z.output<C> | undefined {
  const parsed = (options.config ?? NO_CONFIG).safeParse(given);
  if (parsed.success) {
    return parsed.data as z.output<C>;
  }
  for (const { path, message } of parsed.error.issues) {
    const where = ["Configuration of the policy", `"${options.name}"`, ...path.map(String)].join(" ");
    report(`${where}: ${message}. Mend it in the file that --policy-pack-config names; until then this rule fails.`);
  }
  return undefined;
}

function jsonSchema(config: ConfigSchema): PolicyConfigSchema {
  const { properties } = z.toJSONSchema(config, { io: "input", target: "draft-7" });
  return { properties: (properties ?? {}) as PolicyConfigSchema["properties"] };
}
