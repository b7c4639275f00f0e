// L2: the least rights. With the rights that docs/ci.md lists, everything deploys, shows no drift and is destroyed; with
// one of them taken away, the deployment stops where the table says, with the words that it gives.
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { REPOSITORY, type Run } from "../support/engine";
import { findLeaks } from "../support/leaks";
import { type Right, rightsOf } from "../support/rights";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

const ROLES = rightsOf("API token");
const SCOPES = rightsOf("OAuth 2.0 service app with a private key");
const PERMISSIONS = rightsOf("Rights in Cloudflare");

/** The program of this repository, and one for the objects that its settings do not need. */
const PROGRAMS = { access: REPOSITORY, objects: join(REPOSITORY, "test/engine/programs/access-objects") } as const;
type Program = keyof typeof PROGRAMS;

/** The rights that only the second program needs. */
const FOR_OBJECTS = [
  "API_ACCESS_MANAGEMENT_ADMIN",
  "okta.authorizationServers.manage",
  "Access: Apps and Policies Write",
];
const programOf = ({ name }: Right): Program => (FOR_OBJECTS.includes(name) ? "objects" : "access");

type Credential = "API token" | "service app";

describe("the rights of docs/ci.md", () => {
  let scenario: Scenario | undefined;
  afterEach(async () => {
    await scenario?.close();
    scenario = undefined;
  });

  /** Starts a stack whose credentials have every right of the tables but one. */
  async function start(program: Program, credential: Credential, without?: Right): Promise<Scenario> {
    const settings = sandboxSettings();
    settings.oidc.assignedUsers = ["viktor.petrov@acme.example"];
    const running = await Scenario.start({ program: PROGRAMS[program], settings });
    scenario = running;
    const { okta, cloudflare } = running.sandbox;
    const rest = (rights: readonly Right[]): string[] =>
      rights.map(({ name }) => name).filter((name) => name !== without?.name);
    okta.changeSettings({
      apiTokenRoles: rest(ROLES),
      serviceAppRoles: rest(ROLES),
      serviceAppScopes: rest(SCOPES),
    });
    cloudflare.store.changeSettings({ tokenPermissions: rest(PERMISSIONS) });
    if (credential === "service app") {
      await useServiceApp(running, settings);
    }
    return running;
  }

  /** With a service app the groups claim needs a custom authorization server: here Okta's default one. */
  async function useServiceApp(running: Scenario, settings: ReturnType<typeof sandboxSettings>): Promise<void> {
    const { clientId, privateKey, privateKeyId } = await running.sandbox.okta.serviceApp();
    const [server] = running.sandbox.okta.store.servers.all();
    settings.authorizationServer = { existing: { id: server?.id ?? "" }, groupsScope: "create" };
    running.configure(settings, {
      "okta:apiToken": undefined,
      "okta:clientId": clientId,
      "okta:privateKeyId": privateKeyId,
      "okta:scopes": SCOPES.map(({ name }) => name),
    });
    await running.stack.setSecret("okta:privateKey", privateKey);
  }

  const succeeded = (run: Run): void => expect(run.exitCode, run.stdout + run.stderr).toBe(0);

  it.each<[Program, Credential]>([
    ["access", "API token"],
    ["access", "service app"],
    ["objects", "service app"],
  ])("are enough for %s with a credential of the kind: %s", async (program, credential) => {
    const { stack, sandbox } = await start(program, credential);
    succeeded(await stack.up());
    succeeded(await stack.preview("--refresh", "--expect-no-changes"));
    const [, , , line = ""] = (await sandbox.okta.serviceApp()).privateKey.split("\n");
    expect(findLeaks(stack.directory, { "a line of the private key": line })).toEqual([]);
    succeeded(await stack.destroy());
  });

  it.each<[string, Credential, Right]>([
    ...ROLES.map((right): [string, Credential, Right] => [right.name, "API token", right]),
    ...SCOPES.map((right): [string, Credential, Right] => [right.name, "service app", right]),
    ...PERMISSIONS.map((right): [string, Credential, Right] => [right.name, "API token", right]),
  ])("without %s are not", async (_name, credential, right) => {
    const { stack } = await start(programOf(right), credential, right);
    // Several apps are made at once: whichever is refused first would otherwise keep the others from being tried.
    const run = await stack.up("--continue-on-error");
    expect(run.exitCode).not.toBe(0);
    const said = run.diagnostics.map(({ message }) => message).join("\n");
    expect(said).toContain(right.words);
    if (right.stopsAt.includes(":")) {
      expect(run.stdout).toContain(`${right.stopsAt} (`);
    }
  });

  it("are not needed to look: a reader sees drift, and changes nothing", async () => {
    const running = await start("access", "API token");
    const { stack, sandbox } = running;
    succeeded(await stack.up());
    sandbox.okta.changeSettings({ apiTokenRoles: ["READ_ONLY_ADMIN"] });
    sandbox.cloudflare.store.changeSettings({
      tokenPermissions: [
        "Access: Organizations, Identity Providers, and Groups Read",
        "Access: Apps and Policies Read",
      ],
    });
    succeeded(await stack.preview("--refresh", "--expect-no-changes"));

    const app = sandbox.okta.store.apps.find(({ label }) => label === "Cloudflare Access");
    sandbox.okta.store.appGroups.delete(`${app?.id}/00gWorkforce00000000`);
    const drift = await stack.preview("--refresh", "--expect-no-changes");
    // The workflow tells drift from a failure by this code.
    expect(drift.exitCode, drift.stdout + drift.stderr).toBe(7);

    const destroyed = await stack.destroy();
    expect(destroyed.exitCode).not.toBe(0);
    expect(sandbox.okta.store.apps.get(app?.id ?? "")).toEqual(app);

    // Another token is a change of the providers that have it, and of nothing else. This one works nowhere, so that what
    // the preview looks up fails besides.
    await stack.setSecret("cloudflare:apiToken", `${sandbox.cloudflare.tenant.apiToken.slice(0, -1)}1`);
    const preview = await stack.preview();
    const changed = preview.steps.filter(({ op }) => op !== "same" && op !== "read").map(({ op, type }) => [op, type]);
    expect(changed.sort()).toEqual([
      ["update", "pulumi:providers:cloudflare"],
      ["update", "pulumi:providers:okta-cloudflare-access"],
    ]);
  });
});
