/** The groups claim filter that the guide sets: every group of a person. */
export const DEFAULT_GROUPS_CLAIM_REGEX = ".*";

/**
 * Why a regular expression cannot be a groups claim filter, or undefined when it can. Okta evaluates Java regular
 * expressions: what neither Java nor JavaScript can read is refused, the few constructs that only Java knows are let
 * through.
 *
 * @see https://help.okta.com/oie/en-us/content/topics/apps/apps_app_integration_wizard_oidc.htm
 */
export function regexProblem(regex: string): string | undefined {
  try {
    compile(regex);
    return undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      return cause.message.replace(/^Invalid regular expression: /, "");
    }
    throw cause;
  }
}

/** Whether a groups claim filter lets a group of this name through. */
export function regexMatches(regex: string, groupName: string): boolean {
  return compile(regex).test(groupName);
}

/** Inline flags at the start and possessive quantifiers exist in Java and not in JavaScript. */
function compile(regex: string): RegExp {
  const inlineFlags = /^\(\?([imsux]+)\)/.exec(regex);
  const pattern = regex.slice(inlineFlags?.[0].length ?? 0).replace(/([*+?}])\+/g, "$1");
  return new RegExp(pattern, [...(inlineFlags?.[1] ?? "")].filter((flag) => "ims".includes(flag)).join(""));
}
