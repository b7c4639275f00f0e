// L2: a sample of `npm run test:crash`: the one call whose answer nobody can have again.
import { afterEach, describe, expect, it } from "vitest";
import { KNOWS_PROCESSES } from "../../bench/processes";
import { CrashTest } from "../crash/crash-test";
import { OPERATIONS } from "../crash/operations";

let test: CrashTest | undefined;
afterEach(() => test?.close());

describe.skipIf(!KNOWS_PROCESSES)("a deployment that is killed (needs /proc)", () => {
  it("when Cloudflare has made the login method and told the SCIM secret, ends as one that was not", async () => {
    const deploy = OPERATIONS.find(({ name }) => name === "deploy");
    test = await CrashTest.prepare(deploy ?? expect.fail("no deployment"), { parallel: 1 });
    const what = "POST /client/v4/accounts/*/access/identity_providers";

    const { call, recovery, troubles } = await test.crash({ what, nth: 1, moment: "after-effect" });

    expect(call?.what).toBe(what);
    expect(troubles, recovery.saw.join("\n")).toEqual([]);
    expect(recovery.steps).toEqual(["cancel", "up", "recover", "up"]);
    expect(recovery.saw.join("\n")).toContain("access-cloudflare-identity-provider, interrupted while creating");
    expect(recovery.saw.join("\n")).toContain('Cloudflare has a login method "Okta" already');
  });
});
