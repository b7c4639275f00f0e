// L2: people whose login is not their e-mail address: what arrives in Cloudflare by SCIM is what sign-in says, whether
// they are assigned by a group or by name.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { withChanges } from "../support/changed-settings";
import { SignIn } from "../support/okta-sign-in";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const BY_GROUP = { login: "w10017@corp.acme.example", email: "noor.haddad@acme.example" };
const BY_NAME = { login: "w10018@corp.acme.example", email: "jonas.berg@acme.example" };

interface App {
  readonly id: string;
  readonly label: string;
}

describe("people whose login is not their e-mail address", () => {
  let scenario: Scenario;
  let warnings: readonly string[];
  const userNames = async (label: string) => {
    const app = (await scenario.okta.get<App[]>("/apps?limit=200")).find((candidate) => candidate.label === label);
    const assigned = await scenario.okta.get<{ credentials: { userName: string } }[]>(
      `/apps/${app?.id}/users?limit=500`,
    );
    return assigned.map(({ credentials }) => credentials.userName);
  };

  beforeAll(async () => {
    scenario = await Scenario.start();
    const create = async ({ login, email }: typeof BY_NAME, groupIds: readonly string[]) =>
      scenario.okta.send("POST", "/users?activate=true", {
        profile: { firstName: "First", lastName: "Last", login, email },
        credentials: { password: { value: SANDBOX_PASSWORD } },
        groupIds,
      });
    const groups = await scenario.okta.get<{ id: string; profile: { name: string } }[]>("/groups?limit=200");
    const engineering = groups.find(({ profile }) => profile.name === "Engineering")?.id as string;
    await create(BY_GROUP, [engineering]);
    await create(BY_NAME, []);
    scenario.configure(
      withChanges(plainSettings(), {
        "oidc.assignedUsers": [BY_NAME.login],
        "scim.assignedUsers": [BY_NAME.login],
      }),
    );
    const run = await scenario.stack.up();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    warnings = run.diagnostics.map(({ message }) => message);
  });
  afterAll(() => scenario?.close());

  it("are provisioned by the address", async () => {
    const names = await userNames("Cloudflare Access SCIM");
    expect(names).toEqual(expect.arrayContaining([BY_GROUP.email, BY_NAME.email]));
    expect(names).not.toContain(BY_GROUP.login);
    expect(names).not.toContain(BY_NAME.login);
  });

  it.each([
    ["by a group", BY_GROUP],
    ["by name", BY_NAME],
  ])("sign in under the same address when they are assigned %s", async (_how, { login, email }) => {
    const { clientId, clientSecret } = await scenario.stack.outputs({ showSecrets: true });
    const signIn = SignIn.at(scenario.sandbox.okta, {
      clientId: String(clientId),
      clientSecret: String(clientSecret),
    });
    const { claims } = await signIn.tokens({ login });
    expect(claims).toMatchObject({ email, preferred_username: login });
  });

  it("are worth no warning", () => {
    expect(warnings.filter((message) => message.includes("e-mail address"))).toEqual([]);
  });
});
