import { expect, it } from "vitest";
import { withoutTenants } from "../../../sandbox/environment";

it("hands on everything but what points the providers at a tenant", () => {
  const env = { PATH: "/bin", OKTA_API_TOKEN: "x", CLOUDFLARE_EMAIL: "y", MY_OKTA_THING: "kept", PULUMI_HOME: "kept" };
  expect(withoutTenants(env)).toEqual({ PATH: "/bin", MY_OKTA_THING: "kept", PULUMI_HOME: "kept" });
});
