import { type NamedGroup, namedGroups } from "../../lib/group-names";
import { pushesIn } from "../../lib/keyed-groups";
import { known } from "../../lib/known";
import { refersTo, type Stack, stackRule } from "../../lib/stack-rule";
import { show } from "../../lib/values";

/** Groups that policies name are pushed. */
export const policyGroupsPushed = stackRule({
  name: "cf-policy-groups-pushed",
  description:
    "Okta groups that Access policies name are pushed by SCIM: otherwise Cloudflare does not hear when somebody leaves one. Names of groups that the stack does not create are counted: there must be as many pushes.",
  severity: "high",
  remediationSteps: "Push the group (scim.pushGroups), or name another one in the policy.",
  url: "https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/",
  kinds: ["accessGroup", "accessPolicy", "pushGroup", "keyedPushGroups", "oktaGroup"],
  check: (stack, _config, found) => {
    const named = namedGroups(stack);
    const pushes = pushesOf(stack);
    if (named.length === 0 || stack.members("features").length === 0) {
      stack.notApplicable("no policy names an Okta group, or the stack sets up no provisioning");
    }
    for (const one of named.filter(({ name }) => pushes.created.get(name) === false)) {
      found(one.by, `${one.rule.path} names ${show(one.name)}, which this stack creates and does not push`, "Push it");
    }
    const others = new Map<string, NamedGroup>();
    for (const one of named.filter(({ name }) => !pushes.created.has(name))) {
      others.set(one.name, one);
    }
    if (others.size > pushes.ofOthers) {
      const names = show([...others.keys()]);
      const how = pushes.ofOthers === 0 ? "none is" : `only ${pushes.ofOthers} of them can be`;
      found("Access policies", `they name ${names}, and ${how} pushed`, "Push every group that a policy names");
    }
  },
});

/** Which groups that the stack creates are pushed, by name, and how many pushes there are of groups that it does not. */
function pushesOf(stack: Stack) {
  const sources = pushesIn(stack).map(({ group }) => group);
  const groups = stack.members("oktaGroup").flatMap(({ props, resource }) => {
    const name = known(() => props.name);
    const pushed = sources.some((source) => refersTo(source, resource));
    return name.known && typeof name.value === "string" ? [[name.value, pushed] as const] : [];
  });
  const created = new Map(groups);
  return { created, ofOthers: sources.length - groups.filter(([, pushed]) => pushed).length };
}
