// L2: the real engine with one resource for all assignments and push groups of an app. Proves that a deployed stack moves
// there and back without a single write at Okta, that a change is planned and made key by key, that what was unlinked by hand
// comes back, and that a failure in the middle loses nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { changes, type Run } from "../support/engine";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const GROUPS = 60;
const MAPPINGS = "/api/v1/apps/*/group-push/mappings";

interface Mapping {
  readonly id: string;
  readonly sourceGroupId: string;
  readonly status: string;
}

describe("the groups of an app in one resource", () => {
  let scenario: Scenario;
  const keys = Array.from({ length: GROUPS }, (_, index) => `team-${index}`);
  const half = GROUPS / 2;
  let assigned = keys.slice(1, half);
  let pushed = keys.slice(half, GROUPS - 2);
  let groupResources = "perGroup";

  const configure = () => {
    const { oidc, scim, ...rest } = plainSettings();
    scenario.configure({
      ...rest,
      groups: Object.fromEntries(keys.map((key) => [key, { existing: { name: `Org ${key}` } }])),
      oidc: { ...oidc, assignedGroups: assigned },
      scim: { ...scim, assignedGroups: assigned, pushGroups: pushed },
      groupResources,
    });
  };
  const succeeded = (run: { exitCode: number; stdout: string; stderr: string }) =>
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  const writes = () =>
    scenario.sandbox.okta.log
      .all()
      .filter(({ method }) => method !== "GET")
      .map(
        ({ method, path }) =>
          `${method} ${path
            .split("?", 1)[0]
            ?.replace(/0oa\w+/, "APP")
            .replace(/(00g|gPm)\w+/, "ID")}`,
      )
      .sort();
  const appId = async () => String((await scenario.stack.outputs()).scimAppId);
  const mappings = async () => scenario.okta.get<Mapping[]>(`/apps/${await appId()}/group-push/mappings?limit=1000`);
  const apply = async (...args: string[]): Promise<Run> => {
    configure();
    scenario.sandbox.okta.log.clear();
    return scenario.stack.up(...args);
  };
  const move = async (to: "perApp" | "perGroup") => {
    scenario.sandbox.okta.log.clear();
    const shown = await scenario.stack.command("group-resources", "--to", to);
    succeeded(shown);
    expect(shown.stdout).toContain("Nothing was changed.");
    const moved = await scenario.stack.command("group-resources", "--to", to, "--yes");
    succeeded(moved);
    groupResources = to;
    const file = parse(readFileSync(join(scenario.stack.directory, "Pulumi.test.yaml"), "utf8"));
    expect(file.config["okta-cloudflare-access:settings"].groupResources).toBe(to);
    // The provider of the new resources may be new to the stack, and is no change that a vendor sees.
    const after = await scenario.stack.preview("--refresh");
    succeeded(after);
    expect(changes(after).filter((change) => !change.endsWith(" okta-cloudflare-access"))).toEqual([]);
    succeeded(await scenario.stack.up());
    expect(writes()).toEqual([]);
    succeeded(await scenario.stack.preview("--refresh", "--expect-no-changes"));
  };

  beforeAll(async () => {
    scenario = await Scenario.start();
    for (const key of keys) {
      await scenario.okta.send("POST", "/groups", { profile: { name: `Org ${key}` } });
    }
    succeeded(await apply());
  });
  afterAll(() => scenario?.close());

  it("takes over every one from one resource each, and writes nothing at Okta", async () => {
    const before = await mappings();
    await move("perApp");
    expect(await mappings()).toEqual(before);
    const { resources = [] } = (await scenario.stack.state()).deployment;
    expect(
      resources.filter(({ type }) => /GroupAssignments?$|PushGroups?$/.test(type)).map(({ urn }) => urn.split("::")[3]),
    ).toEqual(["access-oidc-group-assignments", "access-scim-group-assignments", "access-scim-push-groups"]);
  });

  it("is planned and changed key by key", async () => {
    assigned = [...assigned.slice(1), "team-0"];
    pushed = [...pushed.slice(1), `team-${GROUPS - 2}`];
    configure();
    const plan = await scenario.stack.preview();
    succeeded(plan);
    expect(plan.stdout).toMatch(/\+ team-0 *:/);
    expect(plan.stdout).toMatch(/\+ team-58 *:/);
    expect(plan.stdout).toMatch(/- team-1 *:/);
    expect(plan.stdout).not.toMatch(/[-+~] team-5 *:/);
    const run = await apply();
    succeeded(run);
    expect(changes(run)).toEqual([
      "update access-oidc-group-assignments",
      "update access-scim-group-assignments",
      "update access-scim-push-groups",
    ]);
    expect(writes()).toEqual([
      "DELETE /api/v1/apps/APP/group-push/mappings/ID",
      "DELETE /api/v1/apps/APP/groups/ID",
      "DELETE /api/v1/apps/APP/groups/ID",
      "PATCH /api/v1/apps/APP/group-push/mappings/ID",
      "POST /api/v1/apps/APP/group-push/mappings",
      "PUT /api/v1/apps/APP/groups/ID",
      "PUT /api/v1/apps/APP/groups/ID",
    ]);
  });

  it("brings back what somebody unlinked, and leaves alone what somebody assigned", async () => {
    const [mapping] = await mappings();
    const path = `/apps/${await appId()}`;
    await scenario.okta.send("PATCH", `${path}/group-push/mappings/${mapping?.id}`, { status: "INACTIVE" });
    await scenario.okta.send("DELETE", `${path}/group-push/mappings/${mapping?.id}?deleteTargetGroup=true`);
    await scenario.okta.send("PUT", `${path}/groups/00gFinance0000000000`);
    const run = await apply("--refresh");
    succeeded(run);
    expect(changes(run)).toEqual(["update access-scim-push-groups"]);
    expect((await mappings()).map(({ sourceGroupId }) => sourceGroupId)).toContain(mapping?.sourceGroupId);
    expect(await scenario.okta.get(`${path}/groups/00gFinance0000000000`)).toMatchObject({
      id: "00gFinance0000000000",
    });
  });

  it("keeps what was done before a failure, and does the rest in the next run", async () => {
    pushed = [...pushed.slice(1), `team-${GROUPS - 1}`, "team-1"];
    scenario.sandbox.okta.faults.add({
      match: { method: "POST", path: MAPPINGS, nth: 2 },
      effect: { type: "permission-removed" },
    });
    const failed = await apply();
    scenario.sandbox.okta.faults.clear();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout + failed.stderr).toContain("PushGroups: 1 of 3 groups could not be pushed or unlinked.");
    expect(await mappings()).toHaveLength(pushed.length - 1);

    const run = await apply();
    succeeded(run);
    expect(writes()).toEqual(["POST /api/v1/apps/APP/group-push/mappings"]);
    expect(await mappings()).toHaveLength(pushed.length);
    succeeded(await scenario.stack.preview("--refresh", "--expect-no-changes"));
  });

  it("goes back to one resource each, writes nothing at Okta, and ends", async () => {
    const before = await mappings();
    await move("perGroup");
    expect(await mappings()).toEqual(before);
    succeeded(await scenario.stack.destroy());
    expect(scenario.sandbox.okta.store.pushMappings.size).toBe(0);
    expect(scenario.sandbox.okta.log.unknownRoutes).toBe(0);
  });
});
