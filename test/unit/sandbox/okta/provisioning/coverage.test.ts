// What the coverage says of provisioning is what is sent.
import { describe, expect, it } from "vitest";
import { testCredentials } from "../../../../../sandbox/okta/console";
import { PROVISIONING_COVERAGE } from "../../../../../sandbox/okta/provisioning/coverage";
import { ProvisionedSandbox } from "../../../../support/provisioned-sandbox";

describe("the coverage of provisioning", () => {
  it("names every request that is sent, and no other", async () => {
    const world = await ProvisionedSandbox.start();
    try {
      const { sandbox, login } = world;
      await login.call("POST", "/Users", {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: "known@acme.example",
      });
      sandbox.cloudflare.log.clear();

      await testCredentials(login.url, login.secret, {});
      const staff = await world.group("Staff");
      await world.assign(await world.hire("known", [staff]));
      const fresh = await world.hire("fresh", [staff]);
      await world.assign(fresh);
      const mapping = await world.push(staff);
      await world.settled();
      await world.api.must("POST", `/api/v1/users/${fresh}`, { profile: { title: "Engineer" } });
      await world.settled();
      await world.unassign(fresh);
      await world.unpush(mapping, true);
      await world.settled();

      const sent = world.requests().map((request) => request.replace(/ eq ".*$/, " eq"));
      const named = PROVISIONING_COVERAGE.flatMap(({ requests }) => requests);
      expect([...new Set(sent)].sort()).toEqual([...new Set(named)].sort());
    } finally {
      await world.close();
    }
  });

  it("says of everything that is not whole what it lacks", () => {
    expect(PROVISIONING_COVERAGE.filter(({ status, note }) => status !== "supported" && note === "")).toEqual([]);
  });
});
