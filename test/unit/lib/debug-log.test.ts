import { log } from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { silenceDebugLog } from "../../../lib/debug-log";

afterEach(() => vi.restoreAllMocks());

describe("silenceDebugLog", () => {
  it("drops debug messages, which hold secrets, and no others", async () => {
    const printed = (["log", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => undefined),
    );
    silenceDebugLog();
    await log.debug("a secret");
    await log.info("information");
    await log.warn("a warning");
    await log.error("an error");

    expect(printed.flatMap((spy) => spy.mock.calls.map(([message]) => message))).toEqual([
      "info: [runtime] information",
      "warning: [runtime] a warning",
      "error: [runtime] an error",
    ]);
  });
});
