// L2: a custom authorization server on the real engine: created, unchanged, changed in place, adopted, deployed with OAuth
// credentials, destroyed; and what people get who sign in through it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SettingsInput } from "../../config/settings";
import { withChanges } from "../support/changed-settings";
import { changes, type Run } from "../support/engine";
import { ORGANIZATION, SignIn } from "../support/okta-sign-in";
import { rightsOf } from "../support/rights";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const SERVER = "access-authorization-server";
const DEPARTMENT = { name: "department", expression: "user.department" };
const CREATED: NonNullable<SettingsInput["authorizationServer"]> = {
  create: { name: "Access", description: "For Access" },
  claims: { department: DEPARTMENT, admins: { name: "access_groups", groups: "access-.*" } },
};

const settings = (authorizationServer: SettingsInput["authorizationServer"] = CREATED) =>
  withChanges(plainSettings(), { authorizationServer, "identityProvider.claims": undefined });

interface LoginMethod {
  readonly type: string;
  readonly config: { readonly authorization_server_id?: string; readonly claims?: string[] };
}

interface Claim {
  readonly id: string;
  readonly name: string;
  readonly system: boolean;
  readonly value: string;
}

const succeeded = (run: Run): Run => {
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  return run;
};

async function expectNothingToDo({ stack }: Scenario): Promise<void> {
  for (const preview of [await stack.preview(), await stack.preview("--refresh")]) {
    expect(changes(succeeded(preview))).toEqual([]);
  }
}

async function loginMethod({ cloudflare }: Scenario): Promise<LoginMethod["config"]> {
  const { result } = await cloudflare.get<{ result: LoginMethod[] }>("/access/identity_providers");
  return (result.find(({ type }) => type === "okta") as LoginMethod).config;
}

const ourClaims = async ({ okta }: Scenario, server: string) =>
  (await okta.get<Claim[]>(`/authorizationServers/${server}/claims`)).filter(({ system }) => !system);

/** The claims of the ID token of an engineer who signs in as Cloudflare lets people sign in. */
async function idToken({ sandbox, stack }: Scenario, server: string): Promise<Record<string, unknown>> {
  const { clientId, clientSecret } = await stack.outputs({ showSecrets: true });
  const signIn = SignIn.at(sandbox.okta, { clientId: String(clientId), clientSecret: String(clientSecret) });
  return (await signIn.tokens({ configuration: await signIn.relyingParty(`${ORGANIZATION}/oauth2/${server}`) })).claims;
}

describe("a custom authorization server", () => {
  let scenario: Scenario;
  let server: string;
  beforeAll(async () => {
    scenario = await Scenario.start({ settings: settings() });
    succeeded(await scenario.stack.up());
    server = (await loginMethod(scenario)).authorization_server_id ?? "";
  });
  afterAll(() => scenario?.close());

  it("is what the login method is told of, with exactly the claims that it was given", async () => {
    expect(await scenario.okta.get(`/authorizationServers/${server}`)).toMatchObject({
      name: "Access",
      description: "For Access",
      audiences: ["https://acme.cloudflareaccess.com"],
      issuerMode: "ORG_URL",
      status: "ACTIVE",
    });
    expect((await loginMethod(scenario)).claims).toEqual(["department", "access_groups"].sort());
    expect((await ourClaims(scenario, server)).map(({ name }) => name).sort()).toEqual([
      "access_groups",
      "department",
      "groups",
    ]);
  });

  it("lets the OIDC app alone use it, for what Cloudflare asks for", async () => {
    const [policy, ...otherPolicies] = await scenario.okta.get<{ id: string }[]>(
      `/authorizationServers/${server}/policies`,
    );
    const { clientId } = await scenario.stack.outputs();
    expect(otherPolicies).toEqual([]);
    expect(policy).toMatchObject({ name: "Cloudflare Access", conditions: { clients: { include: [clientId] } } });
    expect(await scenario.okta.get(`/authorizationServers/${server}/policies/${policy?.id}/rules`)).toMatchObject([
      {
        conditions: {
          grantTypes: { include: ["authorization_code"] },
          scopes: { include: expect.arrayContaining(["openid", "profile", "email", "groups"]) },
        },
        actions: { token: { accessTokenLifetimeMinutes: 60 } },
      },
    ]);
  });

  it("signs people in with the claims, and with their groups by way of the claim", async () => {
    expect(await idToken(scenario, server)).toMatchObject({
      iss: `${ORGANIZATION}/oauth2/${server}`,
      department: "Engineering",
      groups: expect.arrayContaining(["Engineering"]),
    });
  });

  it("leaves nothing to do the second time, and nothing that drifted", () => expectNothingToDo(scenario));

  it("is changed in place: a claim, the groups claim, one more claim", async () => {
    scenario.configure(
      withChanges(settings(), {
        "authorizationServer.claims.department.expression": "user.costCenter",
        "authorizationServer.claims.login": { name: "login", expression: "user.login", scopes: ["profile"] },
        "authorizationServer.accessTokenLifetimeMinutes": 15,
        "oidc.groupsClaim": { regex: "Engineering|access-.*" },
      }),
    );
    expect(changes(succeeded(await scenario.stack.up()))).toEqual([
      `create ${SERVER}-claim-login`,
      `update ${SERVER}-claim-department`,
      `update ${SERVER}-claim-groups`,
      `update ${SERVER}-policy-rule`,
      "update access-cloudflare-identity-provider",
    ]);
    await expectNothingToDo(scenario);
    const claims = await idToken(scenario, server);
    expect(claims).toMatchObject({ groups: ["Engineering"], login: "lena.vogel@acme.example" });
  });

  it("goes with everything in it", async () => {
    succeeded(await scenario.stack.destroy());
    const left = await scenario.okta.get<{ id: string }[]>("/authorizationServers");
    expect(left.map(({ id }) => id)).not.toContain(server);
  });
});

describe("an authorization server that exists", () => {
  let scenario: Scenario;
  let server: string;
  let before: unknown;
  const read = () => scenario.okta.get(`/authorizationServers/${server}`);
  beforeAll(async () => {
    scenario = await Scenario.start();
    const { okta } = scenario;
    const made = (await okta.send("POST", "/authorizationServers", {
      name: "Company",
      description: "Everyone's",
      audiences: ["api://company"],
    })) as { id: string };
    server = made.id;
    before = await read();
    scenario.configure(
      settings({ existing: { id: server }, groupsScope: "create", claims: { department: DEPARTMENT } }),
    );
  });
  afterAll(() => scenario?.close());

  it("is adopted: it gets scope, claims and policy, and stays as it is itself", async () => {
    const run = succeeded(await scenario.stack.up());
    expect(run.steps.filter(({ type }) => type === "okta:auth/server:Server").map(({ op }) => op)).toEqual(["read"]);
    expect(await loginMethod(scenario)).toMatchObject({ authorization_server_id: server, claims: ["department"] });
    expect(await idToken(scenario, server)).toMatchObject({ department: "Engineering" });
    await expectNothingToDo(scenario);
    expect(await read()).toEqual(before);
  });

  it("is left for one that the stack creates, and keeps nothing of the stack", async () => {
    scenario.configure(settings({ create: { name: "Access" }, claims: { department: DEPARTMENT } }));
    const moved = changes(succeeded(await scenario.stack.up()));
    expect(moved).toEqual(
      expect.arrayContaining([
        `create ${SERVER}-server`,
        ...["claim-department", "claim-groups", "policy", "policy-rule", "scope-groups"].map(
          (part) => `replace ${SERVER}-${part}`,
        ),
        "update access-cloudflare-identity-provider",
      ]),
    );
    const created = (await loginMethod(scenario)).authorization_server_id ?? "";
    expect(created).not.toBe(server);
    expect(await idToken(scenario, created)).toMatchObject({ department: "Engineering" });
    expect(await read()).toEqual(before);
    expect(await ourClaims(scenario, server)).toEqual([]);
    expect(await scenario.okta.get(`/authorizationServers/${server}/policies`)).toEqual([]);
    await expectNothingToDo(scenario);
  });

  it("stays when the stack goes", async () => {
    succeeded(await scenario.stack.destroy());
    expect(await read()).toEqual(before);
    expect(await ourClaims(scenario, server)).toEqual([]);
  });

  it("stops the preview when it lacks the groups scope and is not to get it", async () => {
    scenario.configure(settings({ existing: { id: server } }));
    const preview = await scenario.stack.preview();
    expect(preview.exitCode).not.toBe(0);
    expect(preview.stdout + preview.stderr).toContain(`the authorization server "${server}" has no scope "groups"`);
    expect(changes(preview)).not.toContain(`create ${SERVER}-policy`);
  });

  it("stops the preview when it does not exist", async () => {
    scenario.configure(settings({ existing: { id: "aus0000000000000none" } }));
    const preview = await scenario.stack.preview();
    expect(preview.exitCode).not.toBe(0);
    expect(preview.stdout + preview.stderr).toContain("aus0000000000000none");
  });
});

describe("OAuth credentials", () => {
  let scenario: Scenario | undefined;
  afterAll(() => scenario?.close());

  it("are enough for a groups claim, on a custom authorization server", async () => {
    const running = await Scenario.start({ settings: settings() });
    scenario = running;
    const { clientId, privateKey, privateKeyId } = await running.sandbox.okta.serviceApp();
    running.configure(settings(), {
      "okta:apiToken": undefined,
      "okta:clientId": clientId,
      "okta:privateKeyId": privateKeyId,
      "okta:scopes": rightsOf("OAuth 2.0 service app with a private key").map(({ name }) => name),
    });
    await running.stack.setSecret("okta:privateKey", privateKey);

    succeeded(await running.stack.up());
    const server = (await loginMethod(running)).authorization_server_id ?? "";
    expect(await idToken(running, server)).toMatchObject({ groups: expect.arrayContaining(["Engineering"]) });
    expect(changes(succeeded(await running.stack.preview("--refresh")))).toEqual([]);
    succeeded(await running.stack.destroy());
  });
});
