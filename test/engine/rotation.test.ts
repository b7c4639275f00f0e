// L2: both secrets are made anew by the program as it is, on the real engine and the sandbox: both sides have the same
// secret afterwards, whatever a run died of, nothing that was provisioned is lost, and nobody's login fails.
import { afterEach, describe, expect, it, vi } from "vitest";
import { secretHash } from "../../sandbox/cloudflare/scim/secret";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { AccessBrowser } from "../support/access-browser";
import { type Changes, withChanges } from "../support/changed-settings";
import { control } from "../support/control";
import { changes, type Run } from "../support/engine";
import { findLeaks } from "../support/leaks";
import { LENA } from "../support/okta-sign-in";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const REFRESH = "/client/v4/accounts/*/access/identity_providers/*/refresh_scim_secret";
const LOGIN_METHOD = "/client/v4/accounts/*/access/identity_providers/*";
const CONNECTION = "/api/v1/apps/*/connections/default";

/** Each test runs the engine about ten times. */
const TIME_LIMIT_MS = 600_000;

let scenario: Scenario;
afterEach(() => scenario?.close());

const succeeded = (run: Run): Run => {
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  return run;
};
const failed = (run: Run, words: string): Run => {
  expect(run.exitCode).not.toBe(0);
  expect(run.stdout + run.stderr).toContain(words);
  return run;
};
const configure = (changed: Changes) => scenario.configure(withChanges(plainSettings(), changed));
const deploy = async (changed: Changes): Promise<Run> => {
  configure(changed);
  return scenario.stack.up();
};
const expectQuiet = async () => {
  succeeded(await scenario.stack.preview("--refresh", "--expect-no-changes"));
};
const loginMethod = () => scenario.sandbox.cloudflare.store.identityProviders.find(({ type }) => type === "okta");

describe("the SCIM secret", () => {
  const rotated = (rotation: string | undefined): Changes => ({ "scim.secretRotation": rotation });
  /** What Okta sends, and whether Cloudflare takes it. */
  const sides = () => {
    const { connections } = scenario.sandbox.okta.store;
    const token = connections.all().find(({ baseUrl }) => baseUrl.includes("/populations/"))?.token ?? "";
    return { token, same: loginMethod()?.scimSecretHash === secretHash(token) };
  };
  const hire = async (name: string): Promise<string> => {
    const email = `${name}@acme.example`;
    const groups = await scenario.okta.get<{ id: string; profile: { name: string } }[]>("/groups?q=Engineering");
    await scenario.okta.send("POST", "/users?activate=true", {
      profile: { login: email, email, firstName: name, lastName: "Example" },
      groupIds: groups.filter(({ profile }) => profile.name === "Engineering").map(({ id }) => id),
    });
    await scenario.sandbox.okta.provisioning.settled();
    return email;
  };
  const arrived = () =>
    scenario.sandbox.cloudflare.store.scimUsers.filter((user) => user.active).map(({ userName }) => userName);

  it(
    "goes to Okta in the run that makes it; a run that dies anywhere on the way is completed by the next",
    async () => {
      scenario = await Scenario.start({ settings: withChanges(plainSettings(), {}) });
      const { okta, cloudflare } = scenario.sandbox;
      succeeded(await scenario.stack.up());
      const first = sides().token;

      // Its first appearance: what a person asks for with it is a new secret.
      expect(changes(succeeded(await deploy(rotated("2026-12-01"))))).toEqual([
        "create access-scim-secret",
        "create okta-cloudflare-access",
        "update access-scim-connection",
      ]);
      const second = sides();
      expect(second).toEqual({ token: expect.not.stringMatching(first) as string, same: true });

      // Before the call has its effect.
      cloudflare.faults.add({ match: { path: REFRESH }, effect: { type: "permission-removed" } });
      failed(await deploy(rotated("2")), "refresh_scim_secret: 403");
      expect(sides()).toEqual(second);

      // After its effect, before the answer: asked again, as nobody has the secret that was lost.
      cloudflare.faults.clear();
      cloudflare.faults.add({ match: { path: REFRESH, times: 1 }, effect: { type: "cut", at: "after-effect" } });
      // After the resource, before the connection.
      okta.faults.add({ match: { method: "POST", path: CONNECTION }, effect: { type: "permission-removed" } });
      failed(await deploy(rotated("2")), "403 Forbidden");
      expect(cloudflare.faults.list()).toMatchObject([{ matched: 2, struck: 1 }]);
      expect(sides()).toEqual({ token: second.token, same: false });
      okta.faults.clear();
      expect(changes(succeeded(await scenario.stack.up()))).toEqual(["update access-scim-connection"]);
      expect(sides().same).toBe(true);
      expect(await hire("after")).toSatisfy((email: string) => arrived().includes(email));

      // What happens to somebody who is hired between the two steps.
      okta.faults.add({
        match: { method: "POST", path: CONNECTION },
        effect: { type: "slow", milliseconds: 3_000 },
      });
      const before = loginMethod()?.scimSecretHash;
      const running = deploy(rotated("3"));
      await vi.waitUntil(() => loginMethod()?.scimSecretHash !== before, { timeout: 60_000, interval: 20 });
      const between = await hire("between");
      expect(okta.provisioning.tasks()).toMatchObject([{ error: expect.stringContaining("Unauthorized") as string }]);
      succeeded(await running);
      expect(sides().same).toBe(true);
      okta.provisioning.retry();
      await okta.provisioning.settled();
      expect(okta.provisioning.tasks()).toEqual([]);
      expect(arrived()).toContain(between);

      // Without the setting the first secret would go back to Okta.
      const third = sides();
      configure(rotated(undefined));
      failed(await scenario.stack.preview(), "Put okta-cloudflare-access:settings.scim.secretRotation back");
      failed(await scenario.stack.up(), "so Okta was left as it is");
      expect(sides()).toEqual(third);
      configure(rotated("3"));
      await expectQuiet();

      // The one command that mends a secret.
      const command = await scenario.stack.command("rotate", "scim-secret", "--", "--yes", "--skip-preview");
      expect(command.exitCode, command.stdout + command.stderr).toBe(0);
      const fourth = sides();
      expect(fourth).toEqual({ token: expect.not.stringMatching(third.token) as string, same: true });

      const secrets = { first, second: second.token, third: third.token, fourth: fourth.token };
      expect(findLeaks(scenario.stack.directory, secrets)).toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});

describe("the client secret", () => {
  const rotated = (rotation: string | undefined, others: Changes = {}): Changes => ({
    "oidc.clientSecretRotation": rotation,
    "oidc.clientSecretOverlap": 1,
    "access.policies.lena": {
      name: "Lena",
      decision: "allow",
      include: [{ email: LENA }],
    },
    "access.applications.wiki": {
      name: "Wiki",
      domain: "wiki.acme.example",
      policies: ["lena"],
      redirectToOkta: true,
    },
    ...others,
  });
  /** Of the OIDC app, oldest first. */
  const secrets = () => {
    const { store } = scenario.sandbox.okta;
    const app = store.apps.find(({ label }) => label.startsWith("Cloudflare Access") && !label.includes("SCIM"));
    return store.clientSecrets
      .filter(({ appId }) => appId === app?.id)
      .map(({ client_secret: value, status }) => ({ value, status }));
  };
  const used = () => loginMethod()?.secretConfig.client_secret;
  const wiki = () => `http://wiki.acme.example.localhost:${new URL(scenario.sandbox.cloudflare.url).port}/`;
  const signIn = async (browser = new AccessBrowser(), page = browser.open(wiki())) =>
    browser.submit(await page, { username: LENA, password: SANDBOX_PASSWORD });
  /** Logs in again and again until it is told to stop; answers what failed and how many did not. */
  const loginsUntil = async (stop: Promise<unknown>) => {
    const result = { failed: [] as string[], worked: 0 };
    let stopped = false;
    void stop.finally(() => {
      stopped = true;
    });
    while (!stopped) {
      const { status, text } = await signIn();
      if (status === 200 && text.includes(LENA)) {
        result.worked += 1;
      } else {
        result.failed.push(`${status} ${text.slice(0, 500)}`);
      }
    }
    return result;
  };

  it(
    "is exchanged while people log in, and not one login fails; a run that dies on the way is completed",
    async () => {
      scenario = await Scenario.start({ settings: withChanges(plainSettings(), rotated(undefined)) });
      const { okta, cloudflare } = scenario.sandbox;
      succeeded(await deploy(rotated(undefined)));
      const [first] = secrets();
      expect(used()).toBe(first?.value);

      // Begun before, finished after.
      const slow = new AccessBrowser();
      const page = await slow.open(wiki());
      const running = deploy(rotated("1"));
      const logins = await loginsUntil(running);
      expect(changes(succeeded(await running))).toEqual([
        "create access-client-secret",
        "create access-client-secret-retirement",
        "update access-cloudflare-identity-provider",
        "update access-oidc-app",
      ]);
      expect(logins.failed).toEqual([]);
      expect(logins.worked).toBeGreaterThan(2);
      expect((await signIn(slow, Promise.resolve(page))).text).toContain(LENA);
      const second = used();
      expect(secrets()).toEqual([{ value: second, status: "ACTIVE" }]);
      expect(second).not.toBe(first?.value);
      await expectQuiet();

      // The app is updated, and the old secret stays away. A new one is made and the answer lost; then Cloudflare refuses it.
      // Whoever logs in still can.
      const next = rotated("2", { "oidc.appLabel": "Cloudflare Access 2" });
      const made = { method: "POST", path: "/api/v1/apps/*/credentials/secrets", times: 1 } as const;
      okta.faults.add({ match: made, effect: { type: "cut", at: "after-effect" } });
      cloudflare.faults.add({ match: { method: "PUT", path: LOGIN_METHOD }, effect: { type: "permission-removed" } });
      failed(await deploy(next), "403");
      expect(secrets()).toMatchObject([{ value: second, status: "ACTIVE" }, { status: "ACTIVE" }]);
      expect(used()).toBe(second);
      expect((await signIn()).text).toContain(LENA);
      cloudflare.faults.clear();

      // Cloudflare has it, and the old one cannot be ended.
      const off = { method: "POST", path: "/api/v1/apps/*/credentials/secrets/*/lifecycle/deactivate" } as const;
      okta.faults.add({ match: off, effect: { type: "permission-removed" } });
      failed(await scenario.stack.up(), "lifecycle/deactivate: 403");
      expect(secrets()).toHaveLength(2);
      expect((await signIn()).text).toContain(LENA);
      okta.faults.clear();
      expect(changes(succeeded(await scenario.stack.up()))).toEqual(["update access-client-secret-retirement"]);
      const third = used();
      expect(secrets()).toEqual([{ value: third, status: "ACTIVE" }]);
      expect((await signIn()).text).toContain(LENA);

      // Without the setting nobody would know the secret.
      configure(rotated(undefined, { "oidc.appLabel": "Cloudflare Access 2" }));
      failed(await scenario.stack.up(), "Put okta-cloudflare-access:settings.oidc.clientSecretRotation back");
      expect([secrets(), used()]).toEqual([[{ value: third, status: "ACTIVE" }], third]);
      configure(next);
      await expectQuiet();
      const gone = { first: first?.value ?? "", second: String(second), third: String(third) };
      expect(findLeaks(scenario.stack.directory, gone)).toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});

describe("rotation settings that are there from the first deployment", () => {
  const REQUESTS = ["refresh_scim_secret", "/credentials/secrets/"];

  it(
    "make nothing anew; where a person sets up the connection, they are told of every new secret",
    async () => {
      const settings = (rotation: string, others: Changes = {}): Changes => ({
        "scim.secretRotation": rotation,
        "scim.connection": "console",
        "oidc.clientSecretRotation": "1",
        "oidc.clientSecretOverlap": 0,
        ...others,
      });
      scenario = await Scenario.start({ settings: {}, scimConnection: "unknown" });
      const { okta, cloudflare } = scenario.sandbox;
      const made = () =>
        [...okta.log.all(), ...cloudflare.log.all()].filter(({ path }) => REQUESTS.some((part) => path.includes(part)));
      const outputs = async () => (await scenario.stack.outputs({ showSecrets: true })) as Record<string, unknown>;

      succeeded(await deploy(settings("1")));
      expect(made()).toEqual([]);
      const { scimSecret, nextSteps } = await outputs();
      expect(secretHash(String(scimSecret))).toBe(loginMethod()?.scimSecretHash);
      const entered = "pulumi config set --plaintext --path okta-cloudflare-access:settings.scim.secretRotationEntered";
      expect((nextSteps as string[]).at(-1)).toBe(`Run: ${entered} "1"`);

      /** What a person does on the Provisioning page of the app. */
      const byHand = async (token: unknown) => {
        const scimApp = okta.store.apps.find(({ name }) => name === "scim2headerauth")?.id ?? "";
        const response = await control(okta, "POST", `/apps/${scimApp}/provisioning`, {
          enabled: true,
          baseUrl: loginMethod()?.scimBaseUrl,
          token,
        });
        expect(response.status, await response.text()).toBeLessThan(300);
      };
      await byHand(scimSecret);

      const done = { "scim.consoleDone": true, "scim.secretRotationEntered": "1" };
      succeeded(await deploy(settings("2", done)));
      const then = await outputs();
      expect(then.scimSecret).not.toBe(scimSecret);
      expect(secretHash(String(then.scimSecret))).toBe(loginMethod()?.scimSecretHash);
      expect(then.nextSteps).toEqual([
        expect.stringMatching(/^Cloudflare has a new SCIM secret and refuses the old one\. Open https:.*"Edit"\.$/),
        "API Token: what this command shows: pulumi stack output scimSecret --show-secrets",
        expect.stringContaining("Test API Credentials"),
        expect.stringContaining("Retry Selected"),
        `Run: ${entered} "2"`,
        "Run: pulumi up. This list is then empty.",
      ]);
      expect(JSON.stringify(then.nextSteps)).not.toContain(then.scimSecret);
      await byHand(then.scimSecret);
      okta.provisioning.retry();
      await okta.provisioning.settled();
      expect(okta.provisioning.tasks()).toEqual([]);

      // As it is handed to a person, word for word.
      const words = `${entered} "2"`.split(" ").map((word) => word.replace(/^"(.*)"$/, "$1"));
      succeeded(await scenario.stack.pulumi(words.slice(1)));
      succeeded(await scenario.stack.up());
      expect((await outputs()).nextSteps).toEqual([]);

      succeeded(await deploy(settings("2", { ...done, "scim.secretRotationEntered": 2 })));
      expect((await outputs()).nextSteps).toEqual([]);
      await expectQuiet();
    },
    TIME_LIMIT_MS,
  );
});
