import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import type { z } from "zod";
import { KINDS, type Kind, kindOf, type Props } from "./kinds";
import { known } from "./known";
import { type ConfigSchema, describe, type NO_CONFIG, type Rule, type RuleOptions, readConfig } from "./rule";

/** A resource of the stack that a rule looks at. */
export interface Member<K extends Kind> {
  readonly kind: K;
  /** Its noun and its name, for a message. */
  readonly label: string;
  readonly resource: PolicyResource;
  /** Outputs; during a preview those that are known, and reading another throws. */
  readonly props: Props<K>;
}

/** The resources of a stack. */
export interface Stack {
  /** All resources, those that no rule looks at too. */
  readonly resources: readonly PolicyResource[];
  /** The resources of a kind. */
  members<K extends Kind>(kind: K): readonly Member<K>[];
  /** Ends the rule for this stack: it has nothing to say about it. */
  notApplicable(reason: string): never;
}

/** Reports a finding about a resource, or about the whole stack. */
export type FoundInStack = (about: Member<Kind> | string, problem: string, fix: string) => void;

/** A rule about the resources of a stack together. */
export interface StackRuleOptions<C extends ConfigSchema> extends RuleOptions<C> {
  readonly kinds: readonly Kind[];
  /** Reports what is wrong with a stack. */
  readonly check: (stack: Stack, config: z.output<C>, found: FoundInStack) => void;
}

/** Makes a rule about the resources of a stack together. */
export function stackRule<C extends ConfigSchema = typeof NO_CONFIG>(options: StackRuleOptions<C>): Rule {
  const policy: StackValidationPolicy = {
    ...describe(options),
    validateStack: (args, report) => {
      const config = readConfig(options, args.getConfig(), report);
      if (config === undefined) {
        return;
      }
      const stack: Stack = {
        resources: args.resources,
        members: (kind) => args.resources.filter(({ type }) => kindOf(type) === kind).map((one) => member(kind, one)),
        notApplicable: (reason) => args.notApplicable(reason),
      };
      options.check(stack, config, (about, problem, fix) => {
        const [where, urn] = typeof about === "string" ? [about, undefined] : [about.label, about.resource.urn];
        report(`${where}: ${problem}. ${fix}.`, urn);
      });
    },
  };
  return { policy, kinds: options.kinds, references: options.references ?? [] };
}

/**
 * What a property that names another object names: its id, or at preview, when the id is not known, the resource that
 * it comes from. Two properties that name the same object are equal. Undefined when neither is known.
 */
export function reference<K extends Kind>(of: Member<K>, name: keyof Props<K> & string): string | undefined {
  const value = known(() => (of.props as Record<string, unknown>)[name]);
  if (value.known) {
    return typeof value.value === "string" ? value.value : undefined;
  }
  const sources = of.resource.propertyDependencies[name] ?? [];
  return sources.length === 1 ? sources[0]?.urn : undefined;
}

/** Whether a property names this resource, by its id or, at preview, because it comes from there. */
export function refersTo(value: string | undefined, target: PolicyResource): boolean {
  const id = known(() => target.props.id);
  return value !== undefined && (value === target.urn || (id.known && value === id.value));
}

function member<K extends Kind>(kind: K, resource: PolicyResource): Member<K> {
  return { kind, label: `${KINDS[kind].noun} "${resource.name}"`, resource, props: resource.props as Props<K> };
}
