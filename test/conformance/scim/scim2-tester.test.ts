// A conformance suite that somebody else wrote, against the SCIM service of the local Cloudflare, over HTTP.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningCloudflare, startCloudflare } from "../../../sandbox/cloudflare/index";
import { scimLoginMethod } from "../../support/scim-client";
import { findPython, runScim2Tester, type ScimCheck } from "../../support/scim2-tester";

const python = await findPython();
const title =
  "missing" in python ? `scim2-tester: skipped, ${python.missing}` : "scim2-tester finds nothing against the RFCs";

describe.skipIf("missing" in python)(title, () => {
  let cloudflare: RunningCloudflare;
  let checks: ScimCheck[];

  beforeAll(async () => {
    if ("missing" in python) {
      return;
    }
    cloudflare = await startCloudflare({ port: 0 });
    const login = await scimLoginMethod(cloudflare);
    checks = await runScim2Tester(python.command, login.url, login.secret);
  }, 300_000);
  afterAll(() => cloudflare?.close());

  it("in any check", () => {
    const found = checks.filter(({ status }) => !["SUCCESS", "COMPLIANT", "ACCEPTABLE"].includes(status));
    expect(found).toEqual([]);
  });

  it("in as many checks as there are for what this service has", () => {
    const titles = new Set(checks.map((check) => check.title));
    for (const expected of [
      "object_creation",
      "object_query",
      "object_replacement",
      "object_deletion",
      "check_add_attribute",
      "check_remove_attribute",
      "check_replace_attribute",
    ]) {
      expect([...titles]).toContain(expected);
    }
    for (const type of ["User", "Group"]) {
      expect(checks.filter(({ resourceType }) => resourceType === type).length, type).toBeGreaterThan(10);
    }
  });
});
