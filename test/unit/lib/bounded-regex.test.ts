import { expect, it } from "vitest";
import { matchesWithin } from "../../../lib/bounded-regex";
import { regexMatches, regexProblem } from "../../../lib/groups-claim";
import { groupFilter } from "../../../sandbox/okta/oidc/group-filter";

it("answers like the expression itself", () => {
  expect(matchesWithin(/^a+$/, ["b", "aa"], 100)).toBe(true);
  expect(matchesWithin(/^a+$/, ["b"], 100)).toBe(false);
});

it.each(["(a+)+b", "(a|a)*b", "(\\w+\\s?)*x"])("gives up on one that runs away: %s", (regex) => {
  const name = "a".repeat(200);
  expect(matchesWithin(new RegExp(`^(?:${regex})$`), [name], 10)).toBeUndefined();
  expect(regexProblem(regex)).toContain("It runs away");
  expect(() => regexMatches(regex, name)).toThrow(`Groups claim filter "${regex}": takes seconds on the group name`);
  expect(groupFilter({ type: "REGEX", value: regex })(name)).toBe(false);
});

it.each([".*", ".*-(eng|fin)-.*", "access-(eng|fin)(-[a-z]+)*", "(?i)ACCESS-.*", "a++b"])("takes %s", (regex) => {
  expect(regexProblem(regex)).toBeUndefined();
});
