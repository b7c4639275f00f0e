import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SANDBOX_TENANTS } from "../../sandbox";
import { changes, type Printed } from "../support/engine";
import { foreignObjects } from "../support/foreign-objects";
import { type GuideChoices, type GuideSetUp, setUpByGuide } from "../support/guide-set-up";
import { Scenario } from "../support/scenario";

// Proves on the real engine that a set-up made by hand is taken over without a change at either vendor, and that the
// preview after it shows exactly what was announced.

const SETTINGS = "okta-cloudflare-access:settings";

let scenario: Scenario;

afterEach(() => scenario.close());

/** A sandbox with what the guide says, and a stack that knows the tenants only. */
async function clickedTogether(...setUps: readonly GuideChoices[]): Promise<[GuideSetUp, ...GuideSetUp[]]> {
  scenario = await Scenario.start({ config: { [SETTINGS]: undefined } });
  const made: GuideSetUp[] = [];
  for (const choices of setUps) {
    made.push(await setUpByGuide(scenario.okta, scenario.cloudflare, choices));
  }
  await scenario.sandbox.okta.provisioning.settled();
  return made as [GuideSetUp, ...GuideSetUp[]];
}

const stackFile = () => join(scenario.stack.directory, "Pulumi.test.yaml");
const settings = () => parse(readFileSync(stackFile(), "utf8")).config[SETTINGS];

function adopt(...args: string[]): Promise<Printed> {
  const importFile = join(scenario.stack.directory, "import.json");
  const { accountId } = SANDBOX_TENANTS.cloudflare;
  return scenario.stack.command("adopt", "--account-id", accountId, "--import-file", importFile, ...args);
}

/** Imports, and sees that neither vendor noticed. */
async function adoptAll(...args: string[]): Promise<string> {
  const before = await foreignObjects(scenario);
  const run = await adopt("--import", ...args);
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
  expect(await foreignObjects(scenario)).toEqual(before);
  return run.stdout;
}

/** The changes of a preview, and that `pulumi up` makes them and leaves nothing to do. */
async function deploy(): Promise<void> {
  const up = await scenario.stack.up();
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  expect(changes(await scenario.stack.preview("--refresh"))).toEqual([]);
}

const UPDATES_OF_EVERY_OIDC_SET_UP = [
  "update access-cloudflare-identity-provider",
  "update access-oidc-app",
  "update access-scim-app",
];

describe("adopt", () => {
  test("takes over what the guide says, and announces exactly what the next deployment changes", async () => {
    const [setUp] = await clickedTogether({ signInGroups: ["Workforce"], pushedGroups: ["Engineering", "Finance"] });
    const app = `/apps/${setUp.signInAppId}`;
    const policy = (await scenario.okta.send("POST", "/policies", {
      type: "ACCESS_POLICY",
      name: "Phishing-resistant",
      description: "Security keys only",
    })) as { id: string };
    await scenario.okta.send("PUT", `${app}/policies/${policy.id}`);
    const report = await adoptAll();

    expect(report).toContain("The SCIM secret:");
    expect(report).toContain("config.clientSecret: not readable -> the one that Okta has");
    expect(changes(await scenario.stack.preview())).toEqual([
      ...UPDATES_OF_EVERY_OIDC_SET_UP,
      "update access-scim-push-engineering",
      "update access-scim-push-finance",
    ]);
    await deploy();
    expect(JSON.stringify(await scenario.okta.get(app))).toContain(`/policies/${policy.id}`);
    const { secrets } = setUp;
    expect(await scenario.stack.outputs({ showSecrets: true })).toMatchObject({
      clientSecret: secrets["client secret"],
    });
  });

  test("takes over other labels, people assigned by name and switches, and announces that a redirect URI goes", async () => {
    await clickedTogether({
      signInLabel: "Zero Trust",
      scimLabel: "Zero Trust provisioning",
      loginMethod: "Company login",
      moreRedirectUris: ["https://acme.example/callback"],
      pkce: true,
      claims: ["department", "locale"],
      signInGroups: ["Engineering", "Finance"],
      signInUsers: ["viktor.petrov@acme.example"],
      provisionedGroups: ["Workforce"],
      scim: { identity_update_behavior: "automatic", seat_deprovision: true },
    });
    const report = await adoptAll();

    expect(report).toContain(
      'redirectUris: ["https://acme.example/callback","https://acme.cloudflareaccess.com/cdn-cgi/access/callback"] -> ["https://acme.cloudflareaccess.com/cdn-cgi/access/callback"]',
    );
    expect(report).toContain("pkceRequired: false -> true");
    expect(settings()).toMatchObject({
      oidc: { appLabel: "Zero Trust", assignedUsers: ["viktor.petrov@acme.example"] },
      identityProvider: { name: "Company login", pkce: true, claims: ["department", "locale"] },
      scim: { appLabel: "Zero Trust provisioning", removeSeats: true, groupMembershipChange: "automatic" },
    });
    expect(changes(await scenario.stack.preview())).toEqual(UPDATES_OF_EVERY_OIDC_SET_UP);
  });

  test("takes over ten of more than a hundred groups, one of them named like another", async () => {
    scenario = await Scenario.start({ config: { [SETTINGS]: undefined } });
    const names = Array.from({ length: 110 }, (_, index) => `Team ${String(index).padStart(3, "0")}`);
    for (const name of names) {
      await scenario.okta.send("POST", "/groups", { profile: { name } });
    }
    const pushed = names.slice(5, 10);
    const choices = { signInGroups: names.slice(0, 5), provisionedGroups: ["Workforce"], pushedGroups: pushed };
    const setUp = await setUpByGuide(scenario.okta, scenario.cloudflare, choices);
    // What the push made of "Team 005" in the SCIM app came back as a group of the same name.
    const twin = await imported("Team 005");
    await scenario.okta.send("PUT", `/apps/${setUp.signInAppId}/groups/${twin}`, {});
    await scenario.sandbox.okta.provisioning.settled();
    await adoptAll();

    const { groups, oidc, scim } = settings();
    expect(groups["team-005"]).toEqual({ existing: { name: "Team 005" } });
    expect(groups["team-005-2"]).toEqual({ existing: { id: twin } });
    expect(oidc.assignedGroups).toEqual(["team-000", "team-001", "team-002", "team-003", "team-004", "team-005-2"]);
    expect(scim.pushGroups).toEqual(["team-005", "team-006", "team-007", "team-008", "team-009"]);
    expect(changes(await scenario.stack.preview())).toEqual([
      ...UPDATES_OF_EVERY_OIDC_SET_UP,
      ...scim.pushGroups.map((key: string) => `update access-scim-push-${key}`),
    ]);
  });

  test("takes over claims and access policy of a custom authorization server", async () => {
    const [setUp] = await clickedTogether({
      authorizationServer: true,
      claims: ["department"],
      signInGroups: ["Workforce"],
    });
    const report = await adoptAll();

    expect(settings().authorizationServer).toEqual({
      existing: { id: setUp.authorizationServerId },
      groupsScope: "existing",
      claims: { department: { name: "department", expression: "user.department" } },
      policyName: "Cloudflare",
      accessTokenLifetimeMinutes: 60,
    });
    expect(report).toContain("name: Everybody -> Log in");
    expect(changes(await scenario.stack.preview())).toEqual([
      "update access-authorization-server-policy",
      "update access-authorization-server-policy-rule",
      ...UPDATES_OF_EVERY_OIDC_SET_UP,
    ]);
  });

  test("takes over sign-in with SAML", async () => {
    await clickedTogether({ protocol: "saml", signInGroups: ["Workforce"], pushedGroups: ["Finance"] });
    await adoptAll();

    expect(settings()).toMatchObject({
      protocol: "saml",
      saml: { assignedGroups: ["workforce"], signRequests: false },
    });
    expect(changes(await scenario.stack.preview())).toEqual([
      "update access-cloudflare-identity-provider",
      "update access-saml-app",
      "update access-scim-app",
      "update access-scim-push-finance",
    ]);
    await deploy();
  });

  test("lists what could be meant and the option that chooses, and takes what is chosen", async () => {
    const choices = { signInGroups: ["Workforce"], scim: false } as const;
    const [first, second] = await clickedTogether(
      { ...choices, signInLabel: "One", loginMethod: "Okta" },
      { ...choices, signInLabel: "Other", loginMethod: "Okta for partners" },
    );
    const before = readFileSync(stackFile(), "utf8");
    const asked = await adopt();

    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain("--login-method: 2 could be meant");
    expect(asked.stderr).toContain(`${first.identityProviderId}  "Okta", okta, SCIM off`);
    expect(asked.stderr).toContain(`${second?.identityProviderId}  "Okta for partners", okta, SCIM off`);
    expect(readFileSync(stackFile(), "utf8")).toBe(before);

    const chosen = await adopt("--login-method", "Okta for partners");
    expect(chosen.exitCode, chosen.stderr).toBe(0);
    expect(chosen.stdout).toContain("npm run adopt -- --stack test --import");
    expect(settings()).toMatchObject({ oidc: { appLabel: "Other" }, scim: { enabled: false } });

    const again = await adopt("--login-method", "Okta");
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain("The stack file: has settings already, which say something else");
  });

  test("says that there is nothing to adopt, and writes nothing", async () => {
    await clickedTogether();
    const before = readFileSync(stackFile(), "utf8");
    const run = await adopt("--import");

    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("no login method leads to https://acme.okta.com. There is nothing to adopt");
    expect(readFileSync(stackFile(), "utf8")).toBe(before);
  });
});

/** The id of a group that came from an app. */
async function imported(name: string): Promise<string> {
  const search = encodeURIComponent(`profile.name eq "${name}" and type eq "APP_GROUP"`);
  const [found] = await scenario.okta.get<{ id: string }[]>(`/groups?search=${search}`);
  return String(found?.id);
}
