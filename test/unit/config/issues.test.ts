import { describe, expect, it } from "vitest";
import { configPath } from "../../../config/issues";

describe("configPath", () => {
  it.each([
    [[], "ns:settings"],
    [["oidc", "assignedGroups", 0], "ns:settings.oidc.assignedGroups[0]"],
    [["groups", "access-engineering", "create"], "ns:settings.groups.access-engineering.create"],
    [["groups", "Access Finance"], 'ns:settings.groups["Access Finance"]'],
    [["groups", "a.b", "existing"], 'ns:settings.groups["a.b"].existing'],
    [["groups", 'say "x"'], 'ns:settings.groups["say \\"x\\""]'],
    [["groups", ""], 'ns:settings.groups[""]'],
  ])("%j is what `pulumi config set --path` takes", (path, expected) => {
    expect(configPath("ns:settings", path)).toBe(expected);
  });
});
