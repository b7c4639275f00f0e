import type { AccessFinding } from "../../lib/access-problems";
import { isApplicationDomain } from "../../lib/access-values";
import type { ArgsCheck } from "../args";
import type { AccessObjectsArgs } from "./access-objects-args";
import { checkRules } from "./access-rule";
import { checkOneTimePin } from "./cloudflare-one-time-pin";

/**
 * Reports what is wrong with Access objects by their form: names, lengths, one selector for each rule. How they fit
 * together is checked by `accessFindings`.
 *
 * @param prefix What stands before an argument in messages: `access.`, or nothing.
 */
export function checkAccessObjects(check: ArgsCheck, prefix: string, access: AccessObjectsArgs): void {
  const { loginMethods, groups = {}, policies = {}, applications = {} } = access;
  check.keys(`${prefix}groups`, groups).keys(`${prefix}policies`, policies).keys(`${prefix}applications`, applications);
  if (loginMethods?.oneTimePin !== undefined) {
    checkOneTimePin(check, `${prefix}loginMethods.oneTimePin`, loginMethods.oneTimePin);
  }
  for (const [key, group] of Object.entries(groups)) {
    const where = `${prefix}groups["${key}"].`;
    checkRules(check.accessName(`${where}name`, group.name), where, group, {});
  }
  for (const [key, policy] of Object.entries(policies)) {
    const where = `${prefix}policies["${key}"].`;
    check.accessName(`${where}name`, policy.name).sessionDuration(`${where}sessionDuration`, policy.sessionDuration);
    checkRules(check, where, policy, {});
  }
  for (const [key, application] of Object.entries(applications)) {
    const where = `${prefix}applications["${key}"].`;
    check
      .accessName(`${where}name`, application.name)
      .sessionDuration(`${where}sessionDuration`, application.sessionDuration)
      .plain(
        `${where}domain`,
        application.domain,
        isApplicationDomain,
        "is not a host name, with or without a path",
        'Write it like "wiki.example.com", without "https://"',
      );
    if (application.policies.length === 0) {
      check.add(`${where}policies`, "is empty, so nobody can enter", "Name a policy that lets somebody in");
    }
    if (application.loginMethods?.length === 0) {
      check.add(
        `${where}loginMethods`,
        "is empty, which allows every login method of the account",
        "Remove it, or name the ones you mean",
      );
    }
  }
}

/** Reports findings as problems of arguments. */
export function addFindings(check: ArgsCheck, prefix: string, findings: readonly AccessFinding[]): void {
  for (const { path, problem, advice } of findings) {
    check.add(`${prefix}${argument(path)}`, problem, advice);
  }
}

/** The argument at a path: `policies["staff"].include[0].oktaGroup`. */
export function argument([section, key, ...rest]: readonly PropertyKey[]): string {
  const whole = section === "loginMethods" ? `${section}.${String(key)}` : `${String(section)}["${String(key)}"]`;
  return rest.reduce<string>(
    (path, part) => (typeof part === "number" ? `${path}[${part}]` : `${path}.${String(part)}`),
    whole,
  );
}
