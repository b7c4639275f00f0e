import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapValues, type PropertyMap, type Value } from "../../../../../provider/rpc/values";
import { oktaProvider } from "../../../../../sandbox/plugins/okta/provider";
import { drivePlugin, type Held, type PluginDriver, shown, unshown } from "../../../../support/plugin-driver";
import { type Exchange, type ReplayServer, startReplayServer } from "../../../../support/replay-server";

/*
 * Proves that the stand-in makes the calls of the real plugin, body for body, and records the same inputs and outputs.
 * It proves nothing about Okta: the answers of the recording are hand-made.
 */

const folder = join(process.cwd(), "../shared/contracts/plugin-traffic");
const skipped = !existsSync(folder);
const load = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), "utf8")) as T;

interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

/** Lists that were never configured are null after a create and empty after a refresh. */
const EMPTY_AFTER_REFRESH: Readonly<Record<string, object>> = {
  "okta:app/oAuth:OAuth": { loginScopes: [], postLogoutRedirectUris: [] },
  "okta:auth/serverPolicyRule:ServerPolicyRule": { groupBlacklists: [], userBlacklists: [], userWhitelists: [] },
};

/** What the program gave: the recorded inputs without what the bridge filled in. */
function given(inputs: PropertyMap): PropertyMap {
  const defaults = Array.isArray(inputs.__defaults) ? inputs.__defaults : [];
  return mapValues(inputs, (value, name) =>
    name === "__defaults" || defaults.includes(name) ? undefined : plain(value),
  );
}

function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null && "__defaults" in value ? given(value as PropertyMap) : value;
}

/** Requests, comparable in any order; the org metadata only once, as two apps at a time both ask for it. */
function comparable(requests: readonly Pick<Exchange, "method" | "path" | "absoluteForm" | "requestBody">[]): string[] {
  const lines = requests.map(({ method, path, absoluteForm, requestBody }) =>
    JSON.stringify([method, path, absoluteForm, sorted(requestBody)]),
  );
  const metadata = lines.filter((line) => line.includes("/.well-known/okta-organization")).slice(0, 1);
  return [...lines.filter((line) => !line.includes("/.well-known/okta-organization")), ...metadata].sort();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, item]) => [name, sorted(item)]),
  );
}

describe.skipIf(skipped)("the calls of the real Okta plugin (skipped without ../shared)", () => {
  const steps = skipped ? [] : load<{ step: string; exchanges: Exchange[] }[]>("traffic.json");
  const recorded = skipped
    ? []
    : load<Recorded[]>("state-after-up.json").filter(({ type }) => type.startsWith("okta:"));
  const exchanges = (step: string) =>
    (steps.find((entry) => entry.step === step)?.exchanges ?? []).filter(({ service }) => service === "okta");
  const held = new Map<string, Held>();
  let okta: ReplayServer;
  let plugin: PluginDriver;

  beforeAll(async () => {
    okta = await startReplayServer("okta");
  });

  afterAll(async () => {
    plugin.close();
    await okta.close();
  });

  /** Begins a step the way a run of the engine does: a new plugin, configured. */
  async function begin(step: string): Promise<void> {
    okta.play(exchanges(step));
    plugin?.close();
    plugin = await drivePlugin(oktaProvider);
    await plugin.configure({ orgName: "acme", baseUrl: "okta.com", apiToken: "00tok", httpProxy: okta.url });
  }

  async function lookUp(): Promise<void> {
    const groups = await plugin.invoke("okta:index/getGroups:getGroups", { search: 'profile.name eq "finance"' });
    expect(shown(groups.groups)).toMatchObject([{ id: "00gfinance000000000", name: "finance" }]);
    const group = await plugin.invoke("okta:group/getGroup:getGroup", { name: "finance" });
    expect(group.id).toBe("00gfinance000000000");
    const search = { name: "profile.login", value: "ada@example.com", comparison: "eq" };
    const users = await plugin.invoke("okta:user/getUsers:getUsers", { searches: [search] });
    expect(shown(users.users)).toMatchObject([
      { id: "00uada00000000000000", login: "ada@example.com", firstName: "Ada" },
    ]);
  }

  function expectRecordedCalls(step: string): void {
    expect(okta.unexpected).toEqual([]);
    expect(comparable(okta.seen)).toEqual(comparable(exchanges(step)));
    expect(new Set(okta.seen.map(({ authorization }) => authorization))).toEqual(new Set(["SSWS 00tok"]));
  }

  it("up: the same requests, inputs and outputs", async () => {
    await begin("up");
    await lookUp();
    for (const { type, name, inputs, outputs } of recorded) {
      const created = await plugin.create(type, given(unshown(inputs) as PropertyMap));
      expect(shown(created.inputs), name).toEqual(inputs);
      expect(shown(created.outputs), name).toEqual(outputs);
      held.set(`${type}/${name}`, created);
    }
    expectRecordedCalls("up");
  });

  it("up again: nothing differs", async () => {
    await begin("up-again");
    await lookUp();
    for (const [key, resource] of held) {
      expect((await plugin.diff(resource, given(resource.inputs))).diffs, key).toEqual([]);
    }
    expectRecordedCalls("up-again");
  });

  it("refresh: the same requests; only empty lists are added; still nothing differs", async () => {
    await begin("refresh");
    for (const [key, resource] of held) {
      const read = await plugin.refresh(resource);
      const added = EMPTY_AFTER_REFRESH[resource.type] ?? {};
      expect(shown(read?.outputs), key).toEqual({ ...(shown(resource.outputs) as object), ...added });
      if (read !== undefined) {
        expect((await plugin.diff(read, given(resource.inputs))).diffs, key).toEqual([]);
        held.set(key, read);
      }
    }
    expectRecordedCalls("refresh");
  });

  it("update: the same requests for the second step of the program", async () => {
    await begin("update");
    await lookUp();
    const changes: Record<string, PropertyMap> = {
      "okta:app/oAuth:OAuth/oidc": {
        label: "Cloudflare Access (staging)",
        groupsClaim: { type: "FILTER", filterType: "REGEX", name: "groups", value: "^access-.*" },
      },
      "okta:index/appGroupAssignments:AppGroupAssignments/oidc-groups": {
        groups: [
          { id: "00g00000000000000002", profile: "{}", priority: 0 },
          { id: "00gfinance000000000", profile: "{}", priority: 1 },
        ],
      },
      "okta:index/pushGroup:PushGroup/push": { status: "INACTIVE" },
    };
    const changed: Record<string, unknown> = {};
    for (const [key, resource] of held) {
      const news = { ...given(recordedInputs(key)), ...changes[key] };
      const difference = await plugin.diff(resource, news);
      if (!difference.changes) continue;
      changed[key] = difference.diffs;
      expect(difference.replaces).toEqual([]);
      held.set(key, await plugin.update(resource, news));
    }
    expect(changed).toEqual({
      "okta:app/oAuth:OAuth/oidc": ["groupsClaim", "label"],
      "okta:index/appGroupAssignments:AppGroupAssignments/oidc-groups": ["groups"],
      "okta:index/pushGroup:PushGroup/push": ["status"],
    });
    expectRecordedCalls("update");
  });

  it("destroy: the same requests, and a warning for what Okta cannot delete", async () => {
    await begin("destroy");
    for (const resource of [...held.values()].reverse()) await plugin.delete(resource);
    expectRecordedCalls("destroy");
    expect(plugin.warnings).toHaveLength(2);
  });

  function recordedInputs(key: string): PropertyMap {
    const found = recorded.find(({ type, name }) => `${type}/${name}` === key);
    return unshown(found?.inputs ?? {}) as PropertyMap;
  }
});
