import { log } from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { silenceConsequences, silenceDebugLog } from "../../../lib/debug-log";

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

describe("silenceConsequences", () => {
  it("drops what only follows from a resource that failed, and no other error", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    silenceConsequences();
    await log.error(
      'Running program failed: Error: error serializing property "appId": resource access-app [okta:app/saml:Saml] failed to register\n    at …',
    );
    await log.error('OktaOidcApp "access-oidc": Okta has an app already');

    expect(printed.mock.calls.map(([message]) => message)).toEqual([
      'error: [runtime] OktaOidcApp "access-oidc": Okta has an app already',
    ]);
  });
});
