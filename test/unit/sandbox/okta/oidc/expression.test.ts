import { describe, expect, it } from "vitest";
import { createOkta } from "../../../../../sandbox/okta/index";
import {
  EvaluationError,
  type ExpressionScope,
  evaluate,
  expressionProblem,
} from "../../../../../sandbox/okta/oidc/expression";

const { store } = createOkta();
const user = store.user("lena.vogel@acme.example");
const app = store.apps.all().find((candidate) => candidate.label === "Payroll");
if (user === undefined || app === undefined) {
  throw new Error("The seed has no Lena, or no Payroll.");
}
const scope: ExpressionScope = {
  store,
  user,
  app,
  appUser: { ...store.newAppUser(app, user, "USER"), userName: "lena" },
};
const engineering = store.groups.find((group) => group.profile.name === "Engineering")?.id ?? "";

describe("an expression", () => {
  it.each<[string, unknown]>([
    ["user.email", "lena.vogel@acme.example"],
    ["user.department", "Engineering"],
    ['user["title"]', "Staff Engineer"],
    ["appuser.userName", "lena"],
    ["(appuser != null) ? appuser.userName : app.clientId", "lena"],
    ["app.clientId", "0oaPayroll0000000000"],
    ["org.subDomain", "acme"],
    ['user.getInternalProperty("id")', user.id],
    ["String.toUpperCase(user.firstName)", "LENA"],
    ["String.toLowerCase(user.lastName)", "vogel"],
    ['String.append(user.firstName, " V.")', "Lena V."],
    ['String.join("-", user.firstName, user.lastName)', "Lena-Vogel"],
    ['String.replace(user.email, "acme", "emca")', "lena.vogel@emca.example"],
    ['String.substringBefore(user.email, "@")', "lena.vogel"],
    ['String.substringAfter(user.email, "@")', "acme.example"],
    ['String.stringContains(user.title, "Staff")', true],
    ["String.len(user.firstName)", 4],
    ['user.firstName + " of " + user.organization', "Lena of Acme"],
    ['"a text"', "a text"],
    ["1 + 2", 3],
    ["user.nothing == null and user.title != null", true],
    ["!(user.title == null) || false", true],
    ['isMemberOfGroupName("Engineering")', true],
    ['isMemberOfGroupName("Finance")', false],
    ['isMemberOfGroupNameStartsWith("Eng")', true],
    ['isMemberOfGroupNameContains("gin")', true],
    ['isMemberOfGroupNameRegex("Eng.*") ? "yes" : "no"', "yes"],
    [`isMemberOfAnyGroup("${engineering}")`, true],
    ['Groups.startsWith("OKTA", "Eng", 10)', ["Engineering"]],
    ['Groups.contains("OKTA", "e", 1)', ["Everyone"]],
    ['Groups.endsWith("OKTA", "ing", 100)', ["Engineering"]],
    ['Groups.startsWith("active_directory", "Eng", 10)', null],
    [`getFilteredGroups(["${engineering}"], "group.name", 40)`, ["Engineering"]],
    [`getFilteredGroups(["${engineering}"], "group.id", 40)`, [engineering]],
    [`getFilteredGroups(["00gNobody"], "group.name", 40)`, []],
    ['Arrays.contains(["a", "b"], "b")', true],
    ['Arrays.toCsvString(["a", "b"])', "a,b"],
    ["user.nothing", null],
    ["user.constructor", null],
    ["cool", null],
    ["Made.up(user.email)", null],
    ["String.toUpperCase(user.nothing)", null],
  ])("%s is %j", (text, expected) => {
    expect(evaluate(text, scope)).toEqual(expected);
  });

  it.each([
    ['user.email + ("', "A text does not end."],
    ["(user.email", 'A ")" is missing.'],
    ["user.email)", 'There is a ")" that was not opened.'],
    ['Arrays.contains({"a", "b"], "c")', 'There is a "]" that was not opened.'],
    ["user.getGroups({'group.profile.name': 'a)', 'operator': 'EQUALS'}).![name]", undefined],
    ["it's", "A text does not end."],
  ])("%s: %s", (text, problem) => {
    expect(expressionProblem(text)).toBe(problem);
  });

  it.each(["user.", "a b c(", ")", "user.getGroups({'group.type': {'OKTA_GROUP'}}).![name]"])(
    "that nobody here can read is null: %s",
    (text) => {
      expect(evaluate(text, scope)).toBeNull();
    },
  );

  it.each([0, 101, 200])("of groups takes no limit of %d", (limit) => {
    expect(() => evaluate(`Groups.startsWith("OKTA", "E", ${limit})`, scope)).toThrow(EvaluationError);
  });
});
