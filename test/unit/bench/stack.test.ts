// The measurement of stacks with many groups: its command line, its settings, and the bounds that it prints.
import { describe, expect, it } from "vitest";
import { leastCalls, OPERATIONS } from "../../../bench/least-calls";
import { roleOf } from "../../../bench/measured-run";
import { stackOptions } from "../../../bench/stack";
import { type StackCase, settingsOf } from "../../../bench/stack-life";
import { parseSettings } from "../../../config/parse-settings";

const SMALL: StackCase = {
  groups: 6,
  people: 6,
  groupResources: "perApp",
  creates: false,
  limits: false,
  until: "destroy",
};

describe("the command line of npm run bench -- stack", () => {
  it("measures 10, 100 and 1,000 groups in both ways unless it is told otherwise", () => {
    const options = stackOptions([]);
    expect(options).toMatchObject({ json: false });
    expect(options === "help" ? [] : options.cases).toEqual(
      [10, 100, 1_000].flatMap((groups) =>
        ["perGroup", "perApp"].map((groupResources) => ({ ...SMALL, people: 10_000, groups, groupResources })),
      ),
    );
    const args = [
      "--groups=6",
      "--people=6",
      "--group-resources=perApp",
      "--create",
      "--limits",
      "--until=up",
      "--json",
    ];
    expect(stackOptions(args)).toEqual({
      json: true,
      cases: [{ ...SMALL, creates: true, limits: true, until: "up" }],
    });
    expect(stackOptions(["--help"])).toBe("help");
  });

  it.each([
    ["--groups=", /^--groups: "" is too few or not a number\. Use a whole number from 2\.$/],
    ["--groups=10,1", /^--groups: "1" is too few/],
    ["--people=-1", /^--people: "-1" is too few/],
    ["--group-resources=each", /^--group-resources: "each" is no such thing\. Use "perGroup", "perApp" or "both"\.$/],
    ["--until=refresh", /^--until: "refresh" is no operation\. Use one of "up", /],
  ])("refuses %s", (arg, message) => {
    expect(() => stackOptions([arg])).toThrow(message);
  });
});

it("assigns one half of the groups and pushes the other, and adds one of each", () => {
  const lists = (count: number) => {
    const { scim } = settingsOf({ ...SMALL, groups: 5 }, count) as { scim: Record<string, string[]> };
    return [scim.assignedGroups, scim.pushGroups];
  };
  expect(lists(5)).toEqual([
    ["team-0", "team-1", "team-2"],
    ["team-3", "team-4"],
  ]);
  expect(lists(7)).toEqual([
    ["team-0", "team-1", "team-2", "team-5"],
    ["team-3", "team-4", "team-6"],
  ]);
});

it.each([true, false])("its settings are valid ones, with groups that are created: %j", (creates) => {
  expect(parseSettings(settingsOf({ ...SMALL, creates }, 8), { oauth: false }).errors).toEqual([]);
});

it("the least of calls grows with what can only be written one by one, and with pages of what is read", () => {
  const least = (groups: number, creates: boolean) =>
    OPERATIONS.map((operation) => leastCalls(operation, { assigned: groups / 2, pushed: groups / 2, creates }));
  expect(least(1_000, false)).toEqual([1_008, 1, 12, 11, 3, 1_506]);
  expect(least(1_000, true)).toEqual([2_007, 0, 12, 12, 4, 2_506]);
  expect(least(2, false)).toEqual([10, 1, 10, 9, 3, 9]);
});

it.each([
  ["/usr/bin/pulumi up --yes", "engine"],
  ["/usr/bin/node --require=start /r/node_modules/@pulumi/pulumi/cmd/run/index.js --monitor", "program"],
  ["/usr/bin/node --require /r/start/register.cjs /r/cli/verify.ts --stack dev", "program"],
  ["node --require /r/start/register.cjs /r/sandbox/plugins/okta/main.ts 127.0.0.1:1", "plugins"],
  ["/home/me/.pulumi/plugins/resource-okta-v7.0.0/pulumi-resource-okta 127.0.0.1:1", "plugins"],
  ["node --require /r/start/register.cjs /r/provider/main.ts 127.0.0.1:1", "plugins"],
  ["sh -c something /usr/bin/pulumi up", undefined],
  ["/usr/bin/pulumi-language-nodejs 127.0.0.1:1", undefined],
])("the memory of %s counts for %s", (commandLine, role) => {
  expect(roleOf(commandLine)).toBe(role);
});
