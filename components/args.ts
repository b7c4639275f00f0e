import type * as pulumi from "@pulumi/pulumi";
import { type Issue, UserError } from "../lib/errors";
import { KEY_PATTERN } from "../lib/names";

/**
 * Collects what is wrong with a component's plain arguments, so that all of it is reported at once and before anything
 * is registered. Values that are not known yet (Outputs) are left to the API.
 */
export class ArgsCheck {
  private readonly issues: Issue[] = [];

  /** @param component For the error: `OktaScimApp "scim"`. */
  constructor(private readonly component: string) {}

  /** Reports a problem when a plain value does not satisfy the predicate. */
  plain<T>(
    argument: string,
    value: pulumi.Input<T> | undefined,
    isValid: (value: T) => boolean,
    problem: string,
    advice: string,
  ): this {
    if (isPlain(value) && !isValid(value)) {
      this.add(argument, problem, advice);
    }
    return this;
  }

  /** Reports a problem for every key that cannot be part of a resource name. */
  keys(argument: string, record: Record<string, unknown> | undefined): this {
    for (const key of Object.keys(record ?? {}).filter((candidate) => !KEY_PATTERN.test(candidate))) {
      this.add(
        `${argument}["${key}"]`,
        "is not a key: a key is part of resource names",
        "Use lower-case letters, digits and hyphens, at most 60",
      );
    }
    return this;
  }

  /** Reports a problem with an argument. */
  add(argument: string, problem: string, advice: string): this {
    this.issues.push({ where: `${this.component}, ${argument}`, problem, advice });
    return this;
  }

  /** @throws {@link UserError} with everything that was found; does nothing when that is nothing. */
  done(): void {
    if (this.issues.length > 0) {
      throw new UserError("ARGS_INVALID", this.issues);
    }
  }
}

function isPlain<T>(value: pulumi.Input<T> | undefined): value is T {
  return value !== undefined && !(typeof value === "object" && value !== null && ("then" in value || "apply" in value));
}
