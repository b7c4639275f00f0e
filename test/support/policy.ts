import {
  type PolicyResource,
  type PolicyResourceOptions,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  UnknownValueError,
  unknownCheckingProxy,
} from "@pulumi/policy";
import { secretsPreservingProxy } from "@pulumi/policy/secret";
import { unknownValue } from "@pulumi/pulumi/runtime";
import { KINDS, type Kind } from "../../policies/lib/kinds";
import type { Rule } from "../../policies/lib/rule";

/** A value that is not known at preview, as the engine hands it to a policy. */
export const UNKNOWN = unknownValue;

/** What a rule did with a resource or a stack. */
export interface Verdict {
  readonly findings: readonly string[];
  /** URNs that the findings are about; the stack's for those without one. */
  readonly urns: readonly (string | undefined)[];
  /** Why the rule has nothing to say, if it has not. */
  readonly notApplicable?: string;
  /** Whether a value was not known: the engine then says that the rule could not run. */
  readonly unknown?: boolean;
}

/** A resource to put before a rule. */
export interface TestResource {
  readonly kind: Kind;
  /** Another type token than the first of the kind. */
  readonly type?: string;
  readonly name?: string;
  readonly props: Record<string, unknown>;
  readonly opts?: Partial<PolicyResourceOptions>;
  /** Properties of its provider. Defaults to no provider. */
  readonly provider?: Record<string, unknown>;
  /** Names of the resources that a property comes from, by property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

class NotApplicable extends Error {}

/** Puts a resource before a rule, as the SDK does. */
export function judge(rule: Rule, resource: TestResource, config: object = {}): Verdict {
  const policy = rule.policy as ResourceValidationPolicy;
  const validate = policy.validateResource as (args: ResourceValidationArgs, report: (message: string) => void) => void;
  return verdict((report) => validate(argsOf(resource, unknownCheckingProxy(resource.props), config), report));
}

/** Puts a stack before a rule, as the SDK does. */
export function judgeStack(rule: Rule, resources: readonly TestResource[], config: object = {}): Verdict {
  const policy = rule.policy as StackValidationPolicy;
  const members = stackOf(resources);
  return verdict(
    (report) =>
      void policy.validateStack(
        { resources: members, stackTags: new Map(), getConfig: <T>() => config as T, notApplicable },
        report,
      ),
  );
}

/** Lets a rule correct a resource. Answers the raw properties, in which secrets are in their envelopes, or undefined. */
export function remediate(rule: Rule, resource: TestResource): Record<string, unknown> | undefined {
  const policy = rule.policy as ResourceValidationPolicy;
  const raw = resource.props;
  const result = policy.remediateResource?.(argsOf(resource, unknownCheckingProxy(secretsPreservingProxy(raw)), {}));
  return result === undefined ? undefined : raw;
}

function argsOf(resource: TestResource, props: Record<string, unknown>, config: object): ResourceValidationArgs {
  const { kind, name = "it", provider } = resource;
  const type = resource.type ?? (KINDS[kind].types[0] as string);
  return {
    type,
    props,
    urn: urnOf(type, name),
    name,
    opts: optionsOf(resource),
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: <T>() => config as T,
    notApplicable,
    ...(provider === undefined
      ? {}
      : { provider: { type: "pulumi:providers:okta", name: "okta", urn: "", props: unknownCheckingProxy(provider) } }),
  };
}

function stackOf(resources: readonly TestResource[]): PolicyResource[] {
  const members = resources.map((resource): PolicyResource => {
    const { kind, name = "it", props } = resource;
    const type = resource.type ?? (KINDS[kind].types[0] as string);
    return {
      type,
      name,
      urn: urnOf(type, name),
      props: unknownCheckingProxy(props),
      opts: optionsOf(resource),
      dependencies: [],
      propertyDependencies: {},
      isType: () => false,
      asType: () => undefined,
    };
  });
  for (const [index, { from = {} }] of resources.entries()) {
    for (const [property, names] of Object.entries(from)) {
      const sources = names.map((name) => members.find((one) => one.name === name) as PolicyResource);
      (members[index] as PolicyResource).propertyDependencies[property] = sources;
    }
  }
  return members;
}

function optionsOf({ opts = {} }: TestResource): PolicyResourceOptions {
  return {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
    ...opts,
  };
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:test::project::${type}::${name}`;
}

function notApplicable(reason?: string): never {
  throw new NotApplicable(reason);
}

function verdict(run: (report: (message: string, urn?: string) => void) => void): Verdict {
  const findings: string[] = [];
  const urns: (string | undefined)[] = [];
  try {
    run((message, urn) => {
      findings.push(message);
      urns.push(urn);
    });
    return { findings, urns };
  } catch (error) {
    if (error instanceof NotApplicable) {
      return { findings, urns, notApplicable: error.message };
    }
    if (error instanceof UnknownValueError) {
      return { findings, urns, unknown: true };
    }
    throw error;
  }
}
