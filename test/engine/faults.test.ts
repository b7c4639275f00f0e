// L2: a hostile world. What the plugins, the published ones and the stand-ins alike, make of rate limits and of answers
// that are lost. Some of it is bad: it is pinned here because people meet it.
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { FaultEffect } from "../../sandbox/shared/faults/rule";
import type { RequestLog } from "../../sandbox/shared/request-log";
import { REPOSITORY, type Run } from "../support/engine";
import { Scenario } from "../support/scenario";

let scenario: Scenario | undefined;
afterEach(() => scenario?.close());

const start = async (program: string): Promise<Scenario> => {
  scenario = await Scenario.start({
    program: join(REPOSITORY, "test/engine/programs", program),
    config: { "okta-cloudflare-access:settings": undefined },
  });
  return scenario;
};
const expectSuccess = (run: Run): void => expect(run.exitCode, run.stdout + run.stderr).toBe(0);
/** `METHOD status` of the calls of a path, in order. */
const calls = (log: RequestLog, method: string, path: RegExp): string[] =>
  log
    .all()
    .filter((entry) => entry.method === method && path.test(entry.path))
    .map(({ status, fault }) => (fault === undefined ? String(status) : `${status} ${fault.effect}`));

it("waits out rate limits that say how long they last, at whatever call", async () => {
  const { sandbox, stack } = await start("access-objects");
  const { okta, cloudflare } = sandbox;
  const effect = { type: "rate-limited", retryAfter: 0 } as const;
  // The first attempt of every call: those that prove the token (two clients), creation, and reading back.
  for (const rule of [
    { path: "/api/v1/users/me", nth: 1 },
    { path: "/api/v1/users/me", nth: 3 },
    { method: "POST", path: "/api/v1/authorizationServers", nth: 1 },
    { method: "GET", path: "/api/v1/authorizationServers/*", nth: 1 },
    { method: "POST", path: "/api/v1/authorizationServers/*/scopes", nth: 1 },
    { method: "GET", path: "/api/v1/authorizationServers/*/scopes/*", nth: 1 },
  ] as const) {
    okta.faults.add({ match: rule, effect });
  }
  for (const kind of ["groups", "policies", "apps"]) {
    cloudflare.faults.add({ match: { method: "POST", path: `/client/v4/**/access/${kind}`, nth: 1 }, effect });
  }

  expectSuccess(await stack.up());

  for (const { id, struck, match } of [...okta.faults.list(), ...cloudflare.faults.list()]) {
    expect([id, match.path, struck]).toEqual([id, match.path, 1]);
  }
  expect(calls(okta.log, "POST", /\/authorizationServers$/)).toEqual(["429 rate-limited", "201"]);
  expect(okta.store.servers.filter(({ name }) => name === "Cloudflare Access")).toHaveLength(1);
  for (const kind of ["groups", "policies", "apps"]) {
    const answers = calls(cloudflare.log, "POST", new RegExp(`/access/${kind}$`));
    expect([kind, ...answers]).toEqual([kind, "429 rate-limited", expect.stringMatching(/^20[01]$/)]);
  }
});

describe("an app in Okta", () => {
  const apps = ({ sandbox }: Scenario): number =>
    sandbox.okta.store.apps.filter(({ label }) => label === "Sign-in alone").length;
  const first = (running: Scenario, effect: FaultEffect): void => {
    running.sandbox.okta.faults.clear();
    running.sandbox.okta.log.clear();
    running.sandbox.okta.faults.add({ match: { method: "POST", path: "/api/v1/apps", nth: 1 }, effect });
  };
  const creations = ({ sandbox }: Scenario): string[] => calls(sandbox.okta.log, "POST", /\/apps\?/);

  it("is made twice by the provider when the connection closes after it was made, and the deployment says so", async () => {
    const running = await start("oidc-only");
    first(running, { type: "cut", at: "after-effect", reset: false });

    const twice = await running.stack.up();

    expect(creations(running)).toEqual(["200 cut after-effect", "200"]);
    expect(apps(running)).toBe(2);
    expect(twice.exitCode).not.toBe(0);
    expect(twice.stdout).toMatch(
      /OktaOidcApp "sign-in": Okta has an app "Sign-in alone" more than once now: .* This stack has 0oa\w+, and knows nothing of 0oa\w+ \(https:\/\/acme-admin\.okta\.com\/admin\/app\/oidc_client\/instance\/0oa\w+\/#tab-general\)\. Run: npm run recover -- --stack test/,
    );
    // The state knows the second, and the next run goes on with it.
    expectSuccess(await running.stack.up());
    const { clientId } = await running.stack.outputs();
    const [orphan, known] = running.sandbox.okta.store.apps.filter(({ label }) => label === "Sign-in alone");
    expect(known?.id).toBe(clientId);
    expect(orphan?.status).toBe("ACTIVE");
  });

  it("is left behind when the connection is reset after it was made, and the next run makes no other", async () => {
    const running = await start("oidc-only");
    // A rate limit that does not say how long it lasts is an error at once.
    first(running, { type: "rate-limited", headers: false, retryAfter: 1 });
    const limited = await running.stack.up();
    expect(limited.exitCode).not.toBe(0);
    expect(limited.stdout).toContain("X-Rate-Limit-Reset header is missing or invalid");
    expect(apps(running)).toBe(0);

    first(running, { type: "cut", at: "after-effect", reset: true });
    const broken = await running.stack.up();
    expect(broken.exitCode).not.toBe(0);
    expect(broken.stdout).toMatch(/failed to create OAuth application: .*(connection reset by peer|ECONNRESET)/);
    expect(creations(running)).toEqual(["200 cut after-effect, reset"]);
    expect(apps(running)).toBe(1);

    const refusal =
      /OktaOidcApp "sign-in": Okta has an app "Sign-in alone" already, of which this stack knows nothing: 0oa\w+ \(https:[^)]*\)\. No other was made\. .* npm run recover -- --stack test\. .* npm run adopt -- --stack test/;
    for (const run of [await running.stack.preview(), await running.stack.up()]) {
      expect(run.exitCode).not.toBe(0);
      expect(run.stdout + run.stderr).toMatch(refusal);
    }
    expect(apps(running)).toBe(1);
  });

  it("is replaced where its predecessor of the same name is still there", async () => {
    const running = await start("oidc-only");
    expectSuccess(await running.stack.up());
    const { resources = [] } = (await running.stack.state()).deployment;
    const app = resources.find(({ type }) => type === "okta:app/oAuth:OAuth");

    expectSuccess(await running.stack.up("--replace", app?.urn ?? ""));

    expect(apps(running)).toBe(1);
    expect((await running.stack.outputs()).clientId).not.toBe(app?.id);
  });
});

it("tells that a login method at Cloudflare was made twice when the answer is lost", async () => {
  const { sandbox, stack } = await start("cloudflare-only");
  const { faults, log, store } = sandbox.cloudflare;
  faults.add({ match: { method: "POST", nth: 1 }, effect: { type: "cut", at: "after-effect" } });
  faults.add({ match: { method: "POST", nth: 2 }, effect: { type: "server-error", status: 503 } });

  const twice = await stack.up();

  expect(calls(log, "POST", /identity_providers$/)).toEqual(["200 cut after-effect", "503 server-error 503", "200"]);
  const made = store.identityProviders.filter(({ name }) => name === "Okta by hand");
  expect(made).toHaveLength(2);
  expect(twice.exitCode).not.toBe(0);
  expect(twice.stdout).toContain(`Cloudflare has a login method "Okta by hand" more than once now`);
  expect(twice.stdout).toContain(`This stack has ${made[1]?.id}, and knows nothing of ${made[0]?.id}`);
  expectSuccess(await stack.up());
  expect((await stack.outputs()).identityProviderId).toBe(made[1]?.id);
});
