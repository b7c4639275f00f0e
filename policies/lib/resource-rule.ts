import type {
  PolicyProviderResource,
  PolicyResourceOptions,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";
import { UnknownValueError } from "@pulumi/policy";
import type { z } from "zod";
import { KINDS, type Kind, kindOf, type Props } from "./kinds";
import {
  type ConfigSchema,
  describe,
  type Found,
  type NO_CONFIG,
  type Rule,
  type RuleOptions,
  readConfig,
} from "./rule";

/** A resource that a rule looks at. */
export interface Checked<K extends Kind> {
  readonly kind: K;
  /** Inputs. Reading one that is not known at preview throws; the engine then says that the rule could not run. */
  readonly props: Props<K>;
  readonly opts: PolicyResourceOptions;
  /** The provider of the resource; its properties hold credentials in the clear. */
  readonly provider: PolicyProviderResource | undefined;
  /** Ends the rule for this resource: it has nothing to say about it. */
  notApplicable(reason: string): never;
}

/** A rule about one resource at a time. */
export interface ResourceRuleOptions<K extends Kind, C extends ConfigSchema> extends RuleOptions<C> {
  readonly kinds: readonly K[];
  /** Reports what is wrong with a resource. */
  readonly check: (resource: Checked<K>, config: z.output<C>, found: Found) => void;
  /**
   * Corrects the properties in place, and answers whether it changed any. In place only: a copy would carry secrets in
   * the clear.
   */
  readonly remediate?: (props: Props<K>, kind: K) => boolean;
}

/** Makes a rule about one resource at a time. */
export function resourceRule<const K extends Kind, C extends ConfigSchema = typeof NO_CONFIG>(
  options: ResourceRuleOptions<K, C>,
): Rule {
  const { kinds, remediate } = options;
  const policy: ResourceValidationPolicy = {
    ...describe(options),
    validateResource: (args, report) => {
      const resource = checked(kinds, args);
      const config = readConfig(options, args.getConfig(), report);
      if (config === undefined) {
        return;
      }
      const where = `${KINDS[resource.kind].noun} "${args.name}"`;
      options.check(resource, config, (problem, fix) => report(`${where}: ${problem}. ${fix}.`));
    },
  };
  if (remediate !== undefined) {
    policy.remediateResource = (args) => {
      const { props, kind } = checked(kinds, args);
      return remediate(props, kind) ? (args.props as Record<string, unknown>) : undefined;
    };
  }
  return { policy, kinds, references: options.references ?? [] };
}

/**
 * Runs checks of values that do not depend on each other. One value that is not known at preview does not keep the
 * others from being looked at.
 */
export function each(...checks: readonly (() => void)[]): void {
  let unknown: UnknownValueError | undefined;
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof UnknownValueError)) {
        throw error;
      }
      unknown ??= error;
    }
  }
  if (unknown !== undefined) {
    throw unknown;
  }
}

function checked<K extends Kind>(kinds: readonly K[], args: ResourceValidationArgs): Checked<K> {
  const kind = kindOf(args.type);
  if (kind === undefined || !isOneOf(kinds, kind)) {
    return args.notApplicable(`is about: ${kinds.map((one) => KINDS[one].noun).join(", ")}`);
  }
  return {
    kind,
    props: args.props as Props<K>,
    opts: args.opts,
    provider: args.provider,
    notApplicable: (reason) => args.notApplicable(reason),
  };
}

function isOneOf<K extends Kind>(kinds: readonly K[], kind: Kind): kind is K {
  return (kinds as readonly Kind[]).includes(kind);
}
