import { asList, asObject, type Json, textAt } from "../../api/json";
import { regexMatches } from "../../lib/groups-claim";
import { type Check, fail, pass, warn } from "../check";
import { actorOf, momentOf, targetsOf } from "../drift";

/** What an administrator does to an app, in the words of the System Log. */
const BY_HAND = [
  "application.lifecycle",
  "application.configuration",
  "application.user_membership",
  "group.application_assignment",
];

/** Nobody changed the apps since the deployment. */
export const changedByHand: Check = {
  id: "changed-by-hand",
  section: "safety",
  title: "Changes by hand in Okta",
  look: async (subject) => {
    const { signInApp, scim } = subject.deployed;
    const ids = [...new Set([signInApp.id, ...(scim === undefined ? [] : [scim.app.id])])];
    const events = (
      await Promise.all(
        ids.map((id) =>
          subject.events(`(${BY_HAND.map((type) => `eventType sw "${type}"`).join(" or ")}) and target.id eq "${id}"`),
        ),
      )
    ).flat();
    const others = events.filter(isSomebody);
    return others.length === 0
      ? pass("nobody changed the apps since the deployment")
      : warn(
          "somebody changed the apps since the deployment",
          others.map(
            (event) => `${momentOf(event)}, ${actorOf(event)}: ${String(event.displayMessage)} (${targetsOf(event)})`,
          ),
          "Put it into the settings, or take it back: `pulumi preview --refresh` shows what differs.",
        );
  },
};

/** Okta itself acts too: on who comes and goes by a group. */
function isSomebody(event: Json): boolean {
  return ["User", "PublicClientApp"].includes(textAt(event, "actor", "type") ?? "");
}

/** No policy waits for a group of Okta that no login can carry. */
export const strayGroups: Check = {
  id: "stray-groups",
  section: "safety",
  title: "Okta groups in policies",
  look: async (subject) => {
    const [policies, groups, { names, complete }] = await Promise.all([
      subject.accessObjects("policies"),
      subject.accessObjects("groups"),
      subject.oktaGroups(),
    ]);
    const known = new Set(names.values());
    const regex = subject.deployed.oidc?.groupsClaim.regex;
    const wrong = [...policies, ...groups].flatMap((object) =>
      groupsNamedIn(object, subject.deployed.loginMethod.id).flatMap((name) => {
        if (!known.has(name)) {
          return complete ? [`"${String(object.name)}": Okta has no group "${name}"`] : [];
        }
        return regex !== undefined && !regexMatches(regex, name)
          ? [`"${String(object.name)}": the groups claim leaves out "${name}"`]
          : [];
      }),
    );
    return wrong.length === 0
      ? pass("every one of them can be in a login")
      : fail(
          "policies name groups that no login carries",
          wrong,
          "Such a rule lets nobody in, or keeps nobody out. Was the group renamed in Okta? Then run `pulumi up` with its new name.",
        );
  },
};

function groupsNamedIn(object: Json, loginMethodId: string): string[] {
  const rules = ["include", "require", "exclude"].flatMap((list) => asList(object[list]));
  return rules.flatMap((rule) => {
    const { identity_provider_id: provider, name } = asObject(rule.okta);
    return provider === loginMethodId && typeof name === "string" ? [name] : [];
  });
}
