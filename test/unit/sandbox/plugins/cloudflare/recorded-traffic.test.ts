import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PropertyMap, Secret } from "../../../../../provider/rpc/values";
import { type Held, type PluginDriver, shown, unshown } from "../../../../support/plugin-driver";
import { type CannedApi, startCannedApi } from "./canned-api";
import { diffOf, startPlugin, TOKEN } from "./plugin";

/*
 * Proves that the stand-in sends the same requests in the same order, and records the same state as the
 * real plugin did when it was recorded. It proves nothing about the answers, which were hand-made in the recording too.
 */

const folder = join(process.cwd(), "../shared/contracts/plugin-traffic");

interface Exchange {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

interface RecordedState {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

const read = <T>(file: string) => JSON.parse(readFileSync(join(folder, file), "utf8")) as T;

/** What the second step of the recorded program changes. */
const SECOND_STEP: Readonly<Record<string, (inputs: PropertyMap) => PropertyMap>> = {
  ZeroTrustAccessIdentityProvider: (inputs) => ({
    ...inputs,
    name: "Okta (staging)",
    scimConfig: { enabled: true, identityUpdateBehavior: "reauth", seatDeprovision: false, userDeprovision: true },
  }),
  ZeroTrustAccessApplication: (inputs) => ({ ...inputs, sessionDuration: "6h" }),
};

describe.skipIf(!existsSync(folder))("the recorded calls of the real plugin (skipped without ../shared)", () => {
  const recorded = existsSync(folder) ? read<RecordedState[]>("state-after-up.json") : [];
  const resources = recorded.filter(({ type }) => type.startsWith("cloudflare:"));
  const held = new Map<string, Held>();
  let api: CannedApi;
  let plugin: PluginDriver;

  const exchangesOf = (step: string) => {
    const steps = read<{ step: string; exchanges: Exchange[] }[]>("traffic.json");
    const found = steps.find((entry) => entry.step === step)?.exchanges ?? [];
    return found.filter(({ service }) => service === "cloudflare");
  };
  const can = (exchanges: readonly Exchange[]) => {
    api.answer(...exchanges.map(({ status, responseBody }) => ({ status, body: responseBody })));
  };
  const seenSince = (start: number) => {
    return api.requests.slice(start).map(({ method, path, body }) => ({ method, path, body }));
  };
  const asked = (exchanges: readonly Exchange[]) => {
    return exchanges.map(({ method, path, requestBody }) => ({ method, path, body: requestBody }));
  };
  const heldOf = (type: string) => {
    const resource = held.get(type);
    expect(resource, `${type} was created`).toBeDefined();
    return resource as Held;
  };

  beforeAll(async () => {
    api = await startCannedApi();
    plugin = await startPlugin();
    await plugin.configure({ apiToken: new Secret(TOKEN), baseUrl: api.baseUrl });
  });
  afterAll(async () => {
    plugin.close();
    await api.close();
  });

  it("makes no call when it is configured", () => {
    expect(api.requests).toEqual([]);
  });

  it("up: the same requests, and the same state with the same secrets", async () => {
    const exchanges = exchangesOf("up");
    can(exchanges);
    for (const { type, inputs, outputs } of resources) {
      const created = await plugin.create(type, unshown(inputs) as PropertyMap);
      held.set(type, created);
      expect(shown(created.outputs)).toEqual(outputs);
      expect(shown(created.inputs)).toEqual(inputs);
    }
    expect(seenSince(0)).toEqual(asked(exchanges));
  });

  it("sends the names of a body sorted", () => {
    for (const { body } of api.requests) {
      expect(Object.keys(body as object)).toEqual(Object.keys(body as object).sort());
    }
  });

  it("up again: nothing to do, no call", async () => {
    const start = api.requests.length;
    for (const { type, inputs } of resources) {
      const diff = await diffOf(plugin, heldOf(type), unshown(inputs) as PropertyMap);
      expect(diff, type).toEqual({ changes: false, replaces: [], paths: [] });
    }
    expect(api.requests).toHaveLength(start);
  });

  it("refresh: the same reads, and nothing of the state changes", async () => {
    const exchanges = exchangesOf("refresh");
    const start = api.requests.length;
    can(exchanges);
    for (const { type, inputs, outputs } of resources) {
      const refreshed = await plugin.refresh(heldOf(type));
      expect(shown(refreshed?.outputs)).toEqual(outputs);
      expect(shown(refreshed?.inputs)).toEqual(inputs);
    }
    expect(seenSince(start)).toEqual(asked(exchanges));
  });

  it("update: whole objects, in place", async () => {
    const exchanges = exchangesOf("update");
    const start = api.requests.length;
    can(exchanges);
    for (const { type, inputs } of resources) {
      const change = SECOND_STEP[type.split(":")[2] ?? ""];
      if (change !== undefined) {
        const news = change(unshown(inputs) as PropertyMap);
        expect(await diffOf(plugin, heldOf(type), news)).toMatchObject({ changes: true, replaces: [] });
        held.set(type, await plugin.update(heldOf(type), news));
      }
    }
    expect(seenSince(start)).toEqual(asked(exchanges));
  });

  it("destroy: one DELETE each", async () => {
    const exchanges = exchangesOf("destroy");
    const start = api.requests.length;
    can(exchanges);
    for (const { type } of [...resources].reverse()) {
      await plugin.delete(heldOf(type));
    }
    expect(seenSince(start)).toEqual(asked(exchanges));
  });
});
