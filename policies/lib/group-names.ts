import { allRules, type GroupRule, groupRules, nameProperty, RULE_KINDS } from "./access-rules";
import type { Kind } from "./kinds";
import { known } from "./known";
import type { Member, Stack } from "./stack-rule";
import { isText, property } from "./values";

/** An Okta group that a rule of an Access group or policy names. */
export interface NamedGroup {
  readonly by: Member<Kind>;
  readonly rule: GroupRule;
  readonly name: string;
}

/** Every Okta group that rules of a stack name, as far as the names are known. */
export function namedGroups(stack: Stack): readonly NamedGroup[] {
  return RULE_KINDS.flatMap((kind) => stack.members(kind)).flatMap((by) => {
    const rules = known(() => groupRules(allRules(by.props)));
    return (rules.known ? rules.value : []).flatMap((rule): NamedGroup[] => {
      const name = known(() => property(rule.value, nameProperty(rule)));
      return name.known && isText(name.value) ? [{ by, rule, name: name.value }] : [];
    });
  });
}
