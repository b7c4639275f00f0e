import type {
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { type Environment, LEVELS } from "../../policies/levels";
import { KINDS } from "../../policies/lib/kinds";
import type { Rule } from "../../policies/lib/rule";
import { RULES } from "../../policies/policies";
import { type Check, fail, pass, warn } from "../check";
import { type LiveResource, liveResources } from "./live-resources";

/** Rules about how a program says it, which no live object can answer. `npm run policy` asks them. */
export const ABOUT_THE_PROGRAM: ReadonlySet<string> = new Set([
  "cf-idp-protected",
  // Asked of the live account by the lockout guard.
  "cf-last-login",
  "okta-groups-claim-needs-token",
  "okta-one-assignment-owner",
  "okta-provider-oauth",
  "okta-push-delete-explicit",
  // Tells how far the pack got, and finds nothing.
  "policy-coverage",
  "providers-no-detour",
  "secrets-marked",
]);

/** Rules that wait for a person who has yet to set up the SCIM connection: until then nothing is pushed. */
const AFTER_CONNECTION: ReadonlySet<string> = new Set(["cf-policy-groups-pushed", "okta-scim-deactivate"]);

interface Found {
  readonly rule: string;
  readonly message: string;
  readonly stops: boolean;
}

/**
 * The questions of the policy pack, asked of what is live: what somebody changed by hand, and what the account has on this
 * login method besides the stack.
 *
 * @param environment Whose levels say what is a failure and what a warning.
 */
export function policyCheck(environment: Environment): Check {
  return {
    id: "policy",
    section: "safety",
    title: "Policy pack on what is live",
    look: async (subject) => {
      const resources = await liveResources(subject);
      const isComplete = subject.deployed.scim?.complete !== false;
      const rules = RULES.filter(
        ({ policy }) => !ABOUT_THE_PROGRAM.has(policy.name) && (isComplete || !AFTER_CONNECTION.has(policy.name)),
      );
      const found = rules.flatMap((rule) =>
        ask(rule, resources).map(
          (message): Found => ({
            rule: rule.policy.name,
            message,
            stops: LEVELS[rule.policy.name]?.[environment] !== "advisory",
          }),
        ),
      );
      if (found.length === 0) {
        return pass(`${rules.length} rules find nothing in ${resources.length} objects`);
      }
      const stops = found.filter(({ stops: isStop }) => isStop).length;
      const details = found
        .toSorted((one, other) => Number(other.stops) - Number(one.stops))
        .map(({ rule, message }) => `${rule}: ${message.replace(/\.$/, "")}`);
      const advice = `policies/README.md says why of each rule. Mend it in the settings, or by hand what no stack has.`;
      return stops === 0
        ? warn(`${rules.length} rules, with warnings alone`, details, advice)
        : fail(`${stops} findings that would stop a deployment to ${environment}`, details, advice);
    },
  };
}

function ask(rule: Rule, resources: readonly LiveResource[]): string[] {
  const found: string[] = [];
  const report = (message: string) => void found.push(message);
  const { policy } = rule;
  if (isAboutStack(policy)) {
    quietly(
      () =>
        void policy.validateStack(
          { ...NOTHING_MORE, resources: resources.map(policyResource), stackTags: new Map() },
          report,
        ),
    );
    return found;
  }
  const validate = policy.validateResource as (args: ResourceValidationArgs, report: (message: string) => void) => void;
  for (const resource of resources.filter(({ kind }) => rule.kinds.includes(kind))) {
    quietly(() => validate({ ...policyResource(resource), ...NOTHING_MORE, ...TYPES } as never, report));
  }
  return found;
}

class NotApplicable extends Error {}

const NOTHING_MORE = {
  getConfig: <T extends object>(): T => ({}) as T,
  notApplicable: (reason?: string): never => {
    throw new NotApplicable(reason);
  },
};

const TYPES = { isType: () => false, asType: () => undefined, stackTags: new Map<string, string>() };

/** What a rule has nothing to say about is no finding. */
function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof NotApplicable)) {
      throw error;
    }
  }
}

function isAboutStack(policy: Rule["policy"]): policy is StackValidationPolicy & Rule["policy"] {
  return "validateStack" in policy;
}

function policyResource({ kind, name, props }: LiveResource): PolicyResource {
  const type = KINDS[kind].types[0] ?? "";
  return {
    type,
    props,
    urn: `urn:pulumi:live::okta-cloudflare-access::${type}::${name}`,
    name,
    opts: OPTIONS,
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  } as unknown as PolicyResource;
}

const OPTIONS: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};
