// Every route of both services is sent what nobody should send: each time there is an answer in the form of the service,
// soon, without a stack, without an effect.
import type { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCloudflare } from "../../../sandbox/cloudflare/index";
import { createOkta } from "../../../sandbox/okta/index";
import { BAD_BODIES, BAD_IDS, BAD_QUERIES } from "../../support/bad-requests";

/** Longer than any answer takes on a machine that is busy with other tests, and shorter than what runs away. */
const SOON_MS = 20_000;

interface Door {
  readonly app: Hono;
  /** Everything that somebody could have changed; logs and keys go on by themselves. */
  content(): string;
  /** The credential of a path. */
  authorization(path: string): string;
  /** What is put into a path in the place of a parameter that must be right for anything to happen. */
  readonly known: Readonly<Record<string, string>>;
}

function oktaDoor(): Door {
  const okta = createOkta();
  const control = `Bearer ${okta.controlToken}`;
  const payroll = okta.store.apps.all()[0]?.id ?? "";
  return {
    app: okta.app as unknown as Hono,
    content: () => {
      const { apps, users, groups, appGroups, appUsers, policies, servers, pushMappings } = okta.store;
      const kept = [apps, users, groups, appGroups, appUsers, policies, servers, pushMappings];
      return JSON.stringify([okta.settings(), okta.faults.list(), ...kept.map((collection) => collection.all())]);
    },
    authorization: (path) => (path.startsWith("/_sandbox") ? control : `SSWS ${okta.apiToken}`),
    known: { appId: payroll, groupId: okta.store.groups.all()[0]?.id ?? "", id: okta.store.users.all()[0]?.id ?? "" },
  };
}

async function cloudflareDoor(): Promise<Door> {
  const cloudflare = createCloudflare();
  const api = `Bearer ${cloudflare.tenant.apiToken}`;
  const made = await cloudflare.app.request(
    `/client/v4/accounts/${cloudflare.tenant.accountId}/access/identity_providers`,
    {
      method: "POST",
      headers: { authorization: api, "content-type": "application/json" },
      body: JSON.stringify({
        name: "Okta",
        type: "okta",
        config: { client_id: "0oa1", client_secret: "fake-client-secret", okta_account: "https://acme.okta.com" },
        scim_config: { enabled: true },
      }),
    },
  );
  const { result } = (await made.json()) as { result: { scim_config: { secret: string; scim_base_url: string } } };
  const [, population = ""] = /\/populations\/([^/]+)/.exec(result.scim_config.scim_base_url) ?? [];
  const scim = `Bearer ${result.scim_config.secret}`;
  const control = `Bearer ${cloudflare.controlToken}`;
  return {
    app: cloudflare.app as unknown as Hono,
    content: () => {
      const { identityProviders, applications, policies, groups, users } = cloudflare.store;
      const kept = [identityProviders, applications, policies, groups, users];
      return JSON.stringify([
        cloudflare.settings,
        cloudflare.faults.list(),
        ...kept.map((collection) => collection.all()),
      ]);
    },
    authorization: (path) => (path.startsWith("/_sandbox") ? control : path.includes("/scim/v2") ? scim : api),
    known: { account: cloudflare.tenant.accountId, population },
  };
}

/** Endless answers, what waits for something, and what makes a key when it is first asked. */
const WAITS = /stream|\/changes$|settled|service-app$/;
/** They do what they are there for, whatever is sent along. */
const TAKES_ANYTHING =
  /\/_sandbox\/(?:reset|log)$|\/provisioning\/|\/provision-users$|refresh_scim_secret$|revoke|lifecycle|credentials|\/oauth2|\/sso\/|\/sessions$|\/retry$|\/admin\/|\/groups\/:groupId/;

describe.each([
  ["Okta", () => Promise.resolve(oktaDoor())],
  ["Cloudflare", cloudflareDoor],
])("the local %s", (_service, open) => {
  let door: Door;
  const faults: unknown[] = [];
  beforeEach(async () => {
    faults.length = 0;
    vi.spyOn(console, "error").mockImplementation((...words) => void faults.push(words));
    door = await open();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  const routes = (): { method: string; path: string }[] => {
    const all = door.app.routes.filter(({ method, path }) => method !== "ALL" && !WAITS.test(path));
    return [...new Map(all.map((route) => [`${route.method} ${route.path}`, route])).values()];
  };
  const filled = (path: string, id?: string): string =>
    path.replace(/:(\w+)(?:\{[^}]*\})?\??/g, (_whole, name: string) => door.known[name] ?? id ?? "x").replace("*", "x");

  async function ask(method: string, path: string, body?: string | Uint8Array): Promise<number> {
    const started = performance.now();
    const answer = await door.app.request(path, {
      method,
      headers: { authorization: door.authorization(path), "content-type": contentType(path) },
      ...(body === undefined ? {} : { body: body as string }),
    });
    const text = method === "HEAD" ? "" : await answer.text();
    const what = `${method} ${path.slice(0, 200)} ${String(body).slice(0, 60)}: ${answer.status} ${text.slice(0, 200)}`;
    expect(performance.now() - started, what).toBeLessThan(SOON_MS);
    expect(answer.status, what).toBeLessThan(500);
    expect(text, what).not.toMatch(/\bat .*\.[cm]?[jt]s:\d|RangeError|node_modules/);
    expect(faults, what).toEqual([]);
    return answer.status;
  }

  it.each(BAD_BODIES)("answers to %s in the body of every request that has one", async (_name, body) => {
    for (const { method, path } of routes().filter((route) => ["POST", "PUT", "PATCH"].includes(route.method))) {
      const before = door.content();
      const status = await ask(method, filled(path), body);
      if (status >= 400) {
        expect(door.content(), `${method} ${path}: ${status}`).toBe(before);
      } else {
        expect(TAKES_ANYTHING.test(path) || isObject(body), `${method} ${path}: ${status}`).toBe(true);
      }
    }
  });

  it.each(BAD_QUERIES.map((query) => [query.slice(0, 40), query] as const))(
    "answers to %s at every list",
    async (_name, query) => {
      const before = door.content();
      for (const { path } of routes().filter(({ method }) => method === "GET")) {
        await ask("GET", filled(path) + query);
      }
      expect(door.content()).toBe(before);
    },
  );

  it.each(BAD_IDS.map((id) => [id.slice(0, 40), id] as const))(
    "answers to %s in the place of an id",
    async (_name, id) => {
      for (const { method, path } of routes().filter((route) => route.path.includes(":"))) {
        const status = await ask(method, filled(path, id), ["GET", "DELETE"].includes(method) ? undefined : "{}");
        const isOnly = path.match(/:(\w+)/g)?.every((name) => door.known[name.slice(1)] === undefined) ?? false;
        expect(!isOnly || status !== 200 || /\.well-known|\/oauth2|\/login\/|\/signin\/|cdn-cgi/.test(path), path).toBe(
          true,
        );
      }
    },
  );
});

/** Endpoints that know one content type look at nothing else when it is another one. */
function contentType(path: string): string {
  if (path.includes("/scim/v2")) return "application/scim+json";
  return /\/oauth2\/|\/sso\/|\/admin\//.test(path) ? "application/x-www-form-urlencoded" : "application/json";
}

function isObject(body: string | Uint8Array): boolean {
  return typeof body !== "string" || body.replace("\ufeff", "").startsWith("{");
}
