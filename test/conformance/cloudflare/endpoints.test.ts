import { describe, expect, it } from "vitest";
import { COVERAGE } from "../../../sandbox/cloudflare/coverage";
import { Api } from "../../support/cloudflare-api";
import { announceSkip, cloudflareContract, hasContracts } from "./contracts";

announceSkip("endpoints.test.ts");

const FILES = [
  "identity-providers",
  "organizations",
  "access-groups",
  "access-policies",
  "access-applications",
  "access-users",
  "scim-resources-and-logs",
];

/** The spelling of a contract's path in the coverage table. */
function covered(path: string): string {
  return path
    .replace("/client/v4", "")
    .replace("/{accounts|zones}/{account_id|zone_id}", "/:scope")
    .replace("/accounts/{account_id}", "/accounts/:account")
    .replace(/\{(id|identity_provider_id|user_id)\}/, ":id");
}

const endpoints = FILES.flatMap((file) =>
  cloudflareContract(file).endpoints.flatMap(({ method, path }) =>
    method.split("|").map((single) => ({ file, method: single, path: covered(path) })),
  ),
);

describe.skipIf(!hasContracts)("every endpoint of the contracts", () => {
  it("is read from the contracts", () => {
    expect(endpoints.length).toBeGreaterThan(35);
  });

  it.each(endpoints)(
    "$method $path is in the coverage table, and answers if it is not missing",
    async ({ method, path }) => {
      const entry = COVERAGE.find((candidate) => candidate.method === method && candidate.path === path);
      expect(entry, "an entry in coverage.ts").toBeDefined();

      const api = new Api();
      const prefix = path.startsWith("/:scope") ? ["/accounts/:account", "/zones/:zone"] : [""];
      for (const scope of prefix) {
        const url = `/client/v4${path.replace("/:scope", scope)}`
          .replace(":account", api.sandbox.tenant.accountId)
          .replace(":zone", api.sandbox.tenant.zoneId)
          .replace(":id", "00000000-0000-4000-8000-000000000000");
        await api.call(method, url, method === "GET" || method === "DELETE" ? undefined : {});
      }
      expect(api.sandbox.log.unknownRoutes).toBe(entry?.status === "missing" ? prefix.length : 0);
    },
  );
});
