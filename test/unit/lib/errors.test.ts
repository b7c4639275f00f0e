import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { formatIssue, type Issue, UserError } from "../../../lib/errors";

const first: Issue = { where: "a:b.c", problem: "is missing", advice: "Add it" };
const second: Issue = { where: 'OktaGroups "x"', problem: "is wrong", advice: "Did you mean it?" };

describe("formatIssue", () => {
  it.each([
    ["Add it", "a:b.c: is missing. Add it."],
    ["Add it.", "a:b.c: is missing. Add it."],
    ["Sure?", "a:b.c: is missing. Sure?"],
  ])("ends the advice %j with one mark", (advice, line) => {
    expect(formatIssue({ ...first, advice })).toBe(line);
  });
});

describe("UserError", () => {
  it("says every problem in a line of its own", () => {
    const error = new UserError("ARGS_INVALID", [first, second]);
    expect(error.message).toBe('a:b.c: is missing. Add it.\nOktaGroups "x": is wrong. Did you mean it?');
    expect(error).toMatchObject({ name: "UserError", code: "ARGS_INVALID", issues: [first, second] });
    expect(error.cause).toBeUndefined();
  });

  it("begins with a summary and keeps its cause", () => {
    const cause = new Error("below");
    const error = new UserError("CONFIG_INVALID", [first], { summary: "Two things.", cause });
    expect(error.message).toBe("Two things.\na:b.c: is missing. Add it.");
    expect(error.cause).toBe(cause);
  });

  it("is one of those that Pulumi prints without a stack trace", () => {
    expect(pulumi.RunError.isInstance(new UserError("ARGS_INVALID", [first]))).toBe(true);
  });

  it("keeps its text when the SDK puts property names in front of it", () => {
    const error = new UserError("ARGS_INVALID", [first]);
    error.message = `error serializing property "profile": ${error.message}`;
    expect(error.message).toBe("a:b.c: is missing. Add it.");
    expect(String(error)).toBe("UserError: a:b.c: is missing. Add it.");
  });
});
