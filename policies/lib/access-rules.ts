import type { Kind, Props } from "./kinds";
import { elements, property } from "./values";

/** Kinds of resources that have lists of rules. */
export const RULE_KINDS = ["accessGroup", "accessPolicy"] as const satisfies readonly Kind[];

/** One rule of an Access group or policy. */
export interface AccessRule {
  /** Where it is, for a message: `includes[0]`. */
  readonly path: string;
  /** One selector and its value. */
  readonly rule: unknown;
}

/** The rules of one list. */
export function rulesIn(list: string, rules: unknown): readonly AccessRule[] {
  return elements(rules).map((rule, index) => ({ path: `${list}[${index}]`, rule }));
}

/** The rules of all three lists. */
export function allRules({ includes, requires, excludes }: Props<(typeof RULE_KINDS)[number]>): readonly AccessRule[] {
  return [...rulesIn("includes", includes), ...rulesIn("requires", requires), ...rulesIn("excludes", excludes)];
}

/** Whether a rule has this selector. */
export function selects({ rule }: AccessRule, selector: string): boolean {
  const value = property(rule, selector);
  return value !== undefined && value !== null;
}

/** A rule that asks for an Okta group, by the group's name. */
export interface GroupRule extends AccessRule {
  readonly selector: "okta" | "saml";
  /** The selector's value: with its identity provider. */
  readonly value: unknown;
}

/** The rules that ask for an Okta group: by the `okta` selector, or by the SAML attribute of this name. */
export function groupRules(rules: readonly AccessRule[], samlAttribute = "groups"): readonly GroupRule[] {
  return rules.flatMap(({ path, rule }): GroupRule[] => {
    const okta = property(rule, "okta");
    if (typeof okta === "object" && okta !== null) {
      return [{ path: `${path}.okta`, rule, selector: "okta", value: okta }];
    }
    const saml = property(rule, "saml");
    return property(saml, "attributeName") === samlAttribute
      ? [{ path: `${path}.saml`, rule, selector: "saml", value: saml }]
      : [];
  });
}

/** The property with the group's name. */
export function nameProperty({ selector }: GroupRule): "name" | "attributeValue" {
  return selector === "okta" ? "name" : "attributeValue";
}
