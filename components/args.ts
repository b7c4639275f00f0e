import type * as pulumi from "@pulumi/pulumi";
import { isSessionDuration, MAX_ACCESS_NAME_LENGTH } from "../lib/access-values";
import { isCertificate } from "../lib/certificates";
import { type Issue, UserError } from "../lib/errors";
import { regexProblem } from "../lib/groups-claim";
import { ACCOUNT_ID_PATTERN, KEY_PATTERN, MAX_APP_LABEL_LENGTH, TEAM_DOMAIN_PATTERN } from "../lib/names";
import { NOTHING_SIGNED } from "../lib/saml-contradictions";
import { quoteList } from "../lib/words";

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

  /** A Cloudflare account id. */
  accountId(argument: string, value: pulumi.Input<string>): this {
    return this.plain(
      argument,
      value,
      (id) => ACCOUNT_ID_PATTERN.test(id),
      "is not a Cloudflare account id",
      "An account id has 32 characters, 0-9 and a-f",
    );
  }

  /** A full team domain. */
  teamDomain(argument: string, value: pulumi.Input<string>): this {
    return this.plain(
      argument,
      value,
      (domain) => TEAM_DOMAIN_PATTERN.test(domain),
      "is not a team domain",
      'Write it like "acme.cloudflareaccess.com"',
    );
  }

  /** The address of an Okta organization: "Okta account URL" in Cloudflare. */
  oktaAccount(argument: string, value: pulumi.Input<string>): this {
    return this.plain(
      argument,
      value,
      (url) => /^https:\/\/[^/]+$/.test(url) && !/-admin\./.test(url),
      "is not an Okta account URL",
      'Write it like "https://acme.okta.com", without "-admin" and without a slash at the end',
    );
  }

  /** The label of an app in Okta. */
  appLabel(argument: string, value: pulumi.Input<string> | undefined): this {
    return this.plain(
      argument,
      value,
      (label) => label.trim() !== "" && label.length <= MAX_APP_LABEL_LENGTH,
      `must have 1 to ${MAX_APP_LABEL_LENGTH} characters`,
      "Choose another label",
    );
  }

  /** The name of a login method in Cloudflare. */
  loginMethodName(argument: string, value: pulumi.Input<string> | undefined): this {
    return this.plain(argument, value, (name) => name.trim() !== "", "is empty", "Write a name");
  }

  /** The name of an Access group, policy or application. */
  accessName(argument: string, value: pulumi.Input<string>): this {
    return this.plain(
      argument,
      value,
      (name) => name.trim() !== "" && name.length <= MAX_ACCESS_NAME_LENGTH,
      `must have 1 to ${MAX_ACCESS_NAME_LENGTH} characters`,
      "Choose another name",
    );
  }

  /** How long a session in Access lasts. */
  sessionDuration(argument: string, value: pulumi.Input<string> | undefined): this {
    return this.plain(
      argument,
      value,
      isSessionDuration,
      "is not a length of a session",
      'Write it like "24h" or "30m", at most "730h"',
    );
  }

  /** A groups claim filter. */
  groupsClaimRegex(argument: string, value: pulumi.Input<string> | undefined): this {
    return this.plain(
      argument,
      value,
      (regex) => regex !== "" && regexProblem(regex) === undefined,
      "is not a regular expression",
      'Correct it, or leave it out for ".*"',
    );
  }

  /** A certificate by which Okta recognizes requests. */
  requestCertificate(argument: string, value: pulumi.Input<string> | undefined): this {
    return this.plain(
      argument,
      value,
      isCertificate,
      "is not an X.509 certificate",
      "Copy all of what https://<team domain>/cdn-cgi/access/public-cert shows",
    );
  }

  /** Nothing that Okta sends may be without a signature. */
  signed(argument: string, response: boolean | undefined, assertion: boolean | undefined): this {
    return response === false && assertion === false
      ? this.add(argument, NOTHING_SIGNED.problem, NOTHING_SIGNED.advice)
      : this;
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

  /** Okta does not support one group for both app assignment and Group Push. */
  notAssignedAndPushed(argument: string, assigned: readonly string[], pushed: readonly string[]): this {
    const both = pushed.filter((key) => assigned.includes(key));
    return both.length === 0
      ? this
      : this.add(
          argument,
          `${quoteList(both)} would be assigned and pushed, and Okta does not support one group for both`,
          "Assign a second group with the same members, and push this one",
        );
  }

  /** A connection can only be done by hand where it is set up by hand. */
  consoleDone(argument: string, done: boolean | undefined, setUpByHand: boolean): this {
    return done === true && !setUpByHand
      ? this.add(argument, 'has no meaning with connection "api"', 'Remove it, or set connection to "console"')
      : this;
  }

  /** Reports a problem. */
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
