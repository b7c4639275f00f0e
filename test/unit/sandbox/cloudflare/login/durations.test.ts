import { describe, expect, it } from "vitest";
import type { AccessApplication, AccessPolicy } from "../../../../../sandbox/cloudflare/entities";
import { applicationSession, durationSeconds } from "../../../../../sandbox/cloudflare/login/durations";

describe("a duration as Go writes it", () => {
  it.each([
    ["24h", 86_400],
    ["1h30m", 5_400],
    ["1.5h", 5_400],
    ["90s", 90],
    ["1500ms", 1],
    ["0", 0],
    ["-1h", -3_600],
  ])("%s", (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });
});

describe("how long a login is good for an application", () => {
  function session(app: string | undefined, policy: string, organization?: string): number {
    return applicationSession(
      { fields: { session_duration: app } } as unknown as AccessApplication,
      { session_duration: policy } as AccessPolicy,
      organization === undefined
        ? undefined
        : { id: "o", settings: { session_duration: organization }, created_at: "", updated_at: "" },
    );
  }

  it("is what the application says, or less if the policy says so", () => {
    expect(session("8h", "24h")).toBe(8 * 3600);
    expect(session("8h", "30m")).toBe(1800);
  });

  it("is what the organization says for an application that says nothing", () => {
    expect(session(undefined, "24h", "6h")).toBe(6 * 3600);
    expect(session(undefined, "24h")).toBe(86_400);
  });
});
