// L2: the real engine, the program as it is, the sandbox. Proves what is deployed, that nothing drifts, that a change
// touches what it is about and no more, and that nothing is left behind. Which plugins run is up to the toolchain.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_TENANTS } from "../../sandbox";
import { changes } from "../support/engine";
import { foreignObjects } from "../support/foreign-objects";
import { findLeaks, sizeBelow } from "../support/leaks";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

/** The one that the sandbox's Cloudflare comes with. */
const ONE_TIME_PIN = "b084adf6-64de-4f16-8359-e31115fdcfe1";

interface OktaApp {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly status: string;
  readonly credentials: {
    readonly oauthClient?: Record<string, unknown>;
    readonly userNameTemplate: { template: string };
  };
  readonly settings: { readonly oauthClient?: Record<string, unknown> };
}

interface IdentityProvider {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly config: Record<string, unknown>;
  readonly scim_config: Record<string, unknown>;
}

describe("the sandbox stack, from nothing to nothing", () => {
  let scenario: Scenario;
  let foreignBefore: unknown;

  beforeAll(async () => {
    scenario = await Scenario.start();
    foreignBefore = await foreignObjects(scenario);
  });
  afterAll(() => scenario?.close());

  const apps = async () => scenario.okta.get<OktaApp[]>("/apps?limit=200");
  const app = async (label: string) => {
    const found = (await apps()).find((candidate) => candidate.label === label);
    expect(found, `the Okta app "${label}"`).toBeDefined();
    return found as OktaApp;
  };
  const groupNames = async (path: string) => {
    const groups = await scenario.okta.get<{ id: string; profile: { name: string } }[]>("/groups?limit=200");
    const items = await scenario.okta.get<{ id?: string; sourceGroupId?: string }[]>(path);
    return items.map((item) => groups.find(({ id }) => id === (item.sourceGroupId ?? item.id))?.profile.name).sort();
  };
  const loginMethod = async () => {
    const { result } = await scenario.cloudflare.get<{ result: IdentityProvider[] }>("/access/identity_providers");
    return result.filter(({ type }) => type === "okta");
  };

  it("deploys everything in one go", async () => {
    const run = await scenario.stack.up();

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(changes(run)).toEqual(
      [
        "access",
        "access-cloudflare",
        "access-cloudflare-identity-provider",
        "access-groups",
        "access-groups-access-engineering",
        "access-groups-access-finance",
        "access-lockout-guard",
        "access-oidc",
        "access-oidc-app",
        "access-oidc-group-workforce",
        "access-scim",
        "access-scim-app",
        "access-scim-connection",
        "access-scim-group-workforce",
        "access-scim-provisioning",
        "access-scim-push-access-engineering",
        "access-scim-push-access-finance",
        "access-scim-push-contractors",
        "access-scim-push-engineering",
        "access-scim-push-finance",
        "access-zero-trust",
        "access-zero-trust-application-engineering",
        "access-zero-trust-application-engineering-access-application",
        "access-zero-trust-application-finance",
        "access-zero-trust-application-finance-access-application",
        "access-zero-trust-group-staff",
        "access-zero-trust-group-staff-access-group",
        "access-zero-trust-policy-block-contractors",
        "access-zero-trust-policy-block-contractors-access-policy",
        "access-zero-trust-policy-break-glass",
        "access-zero-trust-policy-break-glass-access-policy",
        "access-zero-trust-policy-engineering",
        "access-zero-trust-policy-engineering-access-policy",
        "access-zero-trust-policy-finance",
        "access-zero-trust-policy-finance-access-policy",
        "cloudflare",
        "okta",
        "okta-cloudflare-access",
        "okta-cloudflare-access-test",
      ].map((name) => `create ${name}`),
    );
  });

  it("has made the OIDC app that the guide clicks together", async () => {
    const oidc = await app("Cloudflare Access");

    expect(oidc).toMatchObject({
      name: "oidc_client",
      status: "ACTIVE",
      credentials: { oauthClient: { pkce_required: true, token_endpoint_auth_method: "client_secret_basic" } },
      settings: {
        oauthClient: {
          application_type: "web",
          grant_types: ["authorization_code"],
          response_types: ["code"],
          redirect_uris: ["https://acme.cloudflareaccess.com/cdn-cgi/access/callback"],
        },
      },
    });
    expect(await scenario.okta.get(`/internal/apps/${oidc.id}/settings/oauth/idToken`)).toMatchObject({
      name: "groups",
      value: ".*",
      groupFilterType: "REGEX",
    });
    expect(await groupNames(`/apps/${oidc.id}/groups`)).toEqual(["Workforce"]);
  });

  it("has made the login method, with the app's client id and SCIM on", async () => {
    const oidc = await app("Cloudflare Access");

    expect(await loginMethod()).toMatchObject([
      {
        name: "Okta",
        config: {
          client_id: oidc.credentials.oauthClient?.client_id,
          okta_account: "https://acme.okta.com",
          pkce_enabled: true,
          claims: ["department"],
        },
        scim_config: {
          enabled: true,
          user_deprovision: true,
          seat_deprovision: false,
          identity_update_behavior: "reauth",
        },
      },
    ]);
  });

  it("has made the SCIM app, connected to the login method's endpoint, with assignments and push groups", async () => {
    const scim = await app("Cloudflare Access SCIM");
    const [login] = await loginMethod();

    expect(scim).toMatchObject({ name: "scim2headerauth", status: "ACTIVE" });
    expect(scim.credentials.userNameTemplate.template).toBe("${source.email}");
    expect(await scenario.okta.get(`/apps/${scim.id}/connections/default`)).toMatchObject({
      status: "ENABLED",
      baseUrl: login?.scim_config.scim_base_url,
      profile: { authScheme: "TOKEN" },
    });
    expect(await scenario.okta.get(`/apps/${scim.id}/features/USER_PROVISIONING`)).toMatchObject({
      status: "ENABLED",
      capabilities: {
        create: { lifecycleCreate: { status: "ENABLED" } },
        update: { profile: { status: "ENABLED" }, lifecycleDeactivate: { status: "ENABLED" } },
      },
    });
    expect(await groupNames(`/apps/${scim.id}/groups`)).toEqual(["Workforce"]);
    expect(await groupNames(`/apps/${scim.id}/group-push/mappings`)).toEqual([
      "Contractors",
      "Engineering",
      "Finance",
      "access-engineering",
      "access-finance",
    ]);
  });

  it("answers ids, links and secrets as outputs, the secrets encrypted", async () => {
    const oidc = await app("Cloudflare Access");
    const scim = await app("Cloudflare Access SCIM");
    const [login] = await loginMethod();
    const outputs = await scenario.stack.outputs();

    expect(outputs).toMatchObject({
      identityProviderId: login?.id,
      oidcAppId: oidc.id,
      clientId: oidc.credentials.oauthClient?.client_id,
      clientSecret: "[secret]",
      redirectUri: "https://acme.cloudflareaccess.com/cdn-cgi/access/callback",
      scimAppId: scim.id,
      scimBaseUrl: login?.scim_config.scim_base_url,
      scimSecret: "[secret]",
      links: {
        oktaOidcAppAssignments: `https://acme-admin.okta.com/admin/app/oidc_client/instance/${oidc.id}/#tab-assignments`,
        oktaScimAppProvisioning: `https://acme-admin.okta.com/admin/app/scim2headerauth/instance/${scim.id}/#tab-user-management/api-credentials`,
        oktaScimAppPushGroups: `https://acme-admin.okta.com/admin/app/scim2headerauth/instance/${scim.id}/#tab-group-push`,
        cloudflareLoginMethods: `https://one.dash.cloudflare.com/${SANDBOX_TENANTS.cloudflare.accountId}/integrations/identity-providers`,
        appLauncher: "https://acme.cloudflareaccess.com",
      },
      nextSteps: [],
    });
    expect(Object.keys(outputs.groupIds as object).sort()).toEqual([
      "access-engineering",
      "access-finance",
      "contractors",
      "engineering",
      "finance",
      "workforce",
    ]);
    const { result } = await scenario.cloudflare.get<{ result: { domain: string; aud: string }[] }>("/access/apps");
    const audience = (domain: string) => result.find((application) => application.domain === domain)?.aud;
    expect(outputs.applicationAudiences).toEqual({
      engineering: audience("engineering.acme.example"),
      finance: audience("finance.acme.example"),
    });
  });

  it("has made the applications, with their policies in order, on the login method and the pushed groups", async () => {
    const { result } = await scenario.cloudflare.get<{ result: { name: string; allowed_idps: string[] }[] }>(
      "/access/apps",
    );
    const [login] = await loginMethod();
    const applications = result
      .filter(({ name }) => name !== "Legacy wiki")
      .map((application) => ({ ...application, allowed_idps: [...application.allowed_idps].sort() }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));

    expect(applications).toMatchObject([
      {
        name: "Engineering wiki",
        type: "self_hosted",
        allowed_idps: [login?.id],
        auto_redirect_to_identity: true,
        session_duration: "24h",
        policies: [
          {
            name: "Engineering",
            decision: "allow",
            include: expect.arrayContaining([
              { okta: { name: "Engineering", identity_provider_id: login?.id } },
              { okta: { name: "access-engineering", identity_provider_id: login?.id } },
            ]),
            require: [{ email_domain: { domain: "acme.example" } }],
          },
        ],
      },
      {
        name: "Ledger",
        // A set: sent in whatever order.
        allowed_idps: [login?.id, ONE_TIME_PIN].sort(),
        session_duration: "8h",
        policies: [
          { name: "No contractors", decision: "deny", precedence: 1 },
          { name: "Finance", session_duration: "8h", precedence: 2 },
          { name: "Head of IT when Okta fails", require: [{ login_method: { id: ONE_TIME_PIN } }], precedence: 3 },
        ],
      },
    ]);
  });

  it("changes nothing when it is run again", async () => {
    const run = await scenario.stack.up("--expect-no-changes");

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(changes(run)).toEqual([]);
  });

  it("sees no drift when the preview asks both APIs", async () => {
    const run = await scenario.stack.preview("--refresh", "--expect-no-changes");

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(changes(run)).toEqual([]);
  });

  it("adds exactly its own resources for a group in the middle of the map", async () => {
    const settings = sandboxSettings();
    const { engineering, ...others } = settings.groups;
    settings.groups = {
      engineering: engineering as (typeof settings.groups)[string],
      "access-sales": { create: { name: "access-sales" } },
      ...others,
    };
    settings.scim.pushGroups = ["access-sales", ...(settings.scim.pushGroups ?? [])];
    scenario.configure(settings);

    const preview = await scenario.stack.preview();
    const run = await scenario.stack.up();

    const expected = ["create access-groups-access-sales", "create access-scim-push-access-sales"];
    expect(changes(preview)).toEqual(expected);
    expect(changes(run)).toEqual(expected);
  });

  it("updates labels, a group's name, the regular expression, claims and SCIM settings in place", async () => {
    const settings = sandboxSettings();
    settings.oidc.appLabel = "Cloudflare Access (new)";
    settings.oidc.groupsClaim = { regex: "^(?:access-.*|[A-Z].*)" };
    settings.identityProvider.claims = ["department", "title"];
    settings.identityProvider.name = "Okta (new)";
    Object.assign(settings.scim, {
      appLabel: "Cloudflare Access SCIM (new)",
      removeSeats: true,
      groupMembershipChange: "automatic",
      updateUsers: false,
    });
    settings.groups["access-sales"] = { create: { name: "access-sales" } };
    settings.groups["access-finance"] = { create: { name: "access-accounting" } };
    settings.scim.pushGroups = ["access-sales", ...(settings.scim.pushGroups ?? [])];
    scenario.configure(settings);

    const preview = await scenario.stack.preview();
    const run = await scenario.stack.up();

    const expected = [
      "update access-cloudflare-identity-provider",
      "update access-groups-access-finance",
      "update access-oidc-app",
      "update access-scim-app",
      "update access-scim-provisioning",
      // Its rule names the group by the name that changes.
      "update access-zero-trust-policy-finance-access-policy",
    ];
    expect(changes(preview)).toEqual(expected);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(changes(run)).toEqual(expected);
    const oidc = await app("Cloudflare Access (new)");
    expect(await scenario.okta.get(`/internal/apps/${oidc.id}/settings/oauth/idToken`)).toMatchObject({
      value: "^(?:access-.*|[A-Z].*)",
    });
    const [login] = await loginMethod();
    expect(login).toMatchObject({
      name: "Okta (new)",
      config: { claims: ["department", "title"] },
      scim_config: { seat_deprovision: true, identity_update_behavior: "automatic" },
    });
  });

  it("still has nothing to change and no drift after the update", async () => {
    const run = await scenario.stack.preview("--refresh", "--expect-no-changes");

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  });

  it("still finds a group by its name after that group was pushed, which makes a namesake in Okta", async () => {
    const settings = sandboxSettings();
    settings.groups = { ...settings.groups, support: { existing: { name: "Support" } } };
    settings.oidc.appLabel = "Cloudflare Access (new)";
    settings.scim.pushGroups = [...(settings.scim.pushGroups ?? []), "support"];
    scenario.configure(settings);
    const pushed = await scenario.stack.up();
    expect(pushed.exitCode, pushed.stdout + pushed.stderr).toBe(0);
    const namesakes = await scenario.okta.get<unknown[]>("/groups?q=Support");
    expect(namesakes).toHaveLength(2);

    const run = await scenario.stack.preview("--refresh", "--expect-no-changes");

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  });

  it("assigns people by login to both apps, and finds a group by its id", async () => {
    const people =
      await scenario.okta.get<{ id: string; status: string; profile: { login: string } }[]>("/users?limit=200");
    const person = people.find(({ status }) => status === "ACTIVE");
    const [sales] = await scenario.okta.get<{ id: string }[]>("/groups?q=Sales");
    expect(person).toBeDefined();
    const settings = sandboxSettings();
    settings.oidc.appLabel = "Cloudflare Access (new)";
    settings.oidc.assignedUsers = [person?.profile.login.toUpperCase() ?? ""];
    settings.groups = { ...settings.groups, sales: { existing: { id: sales?.id ?? "" } } };
    settings.scim.assignedGroups = ["sales", "workforce"];
    settings.scim.assignedUsers = [person?.profile.login ?? ""];
    scenario.configure(settings);

    const run = await scenario.stack.up();
    const unchanged = await scenario.stack.preview("--refresh", "--expect-no-changes");

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(unchanged.exitCode, unchanged.stdout + unchanged.stderr).toBe(0);
    for (const label of ["Cloudflare Access (new)", "Cloudflare Access SCIM"]) {
      const { id } = await app(label);
      expect(await scenario.okta.get(`/apps/${id}/users/${person?.id}`)).toMatchObject({
        scope: "USER",
        credentials: { userName: person?.profile.login },
      });
    }
    expect(await groupNames(`/apps/${(await app("Cloudflare Access SCIM")).id}/groups`)).toContain("Sales");
  });

  it("leaves what somebody else assigned to our app alone", async () => {
    const oidc = await app("Cloudflare Access (new)");
    const groups = await scenario.okta.get<{ id: string; profile: { name: string } }[]>("/groups?limit=200");
    const foreign = groups.find(({ profile }) => profile.name === "Support");
    expect(foreign).toBeDefined();
    await scenario.okta.send("PUT", `/apps/${oidc.id}/groups/${foreign?.id}`, {});

    const run = await scenario.stack.up("--refresh", "--expect-no-changes");

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await groupNames(`/apps/${oidc.id}/groups`)).toContain("Support");
  });

  it("destroys what it made, without noise, and touches nothing foreign", async () => {
    const secrets = await secretsOf(scenario);
    const run = await scenario.stack.destroy();

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(run.diagnostics.filter(({ message }) => /not deleted|cannot be deleted/i.test(message))).toEqual([]);
    expect(await foreignObjects(scenario)).toEqual(foreignBefore);
    expect((await apps()).filter(({ label }) => label.startsWith("Cloudflare Access"))).toEqual([]);
    expect(await loginMethod()).toEqual([]);
    expect(scenario.sandbox.okta.log.unknownRoutes).toBe(0);
    expect(scenario.sandbox.cloudflare.log.unknownRoutes).toBe(0);

    // Every byte of all runs above: state, its history, events, what was printed, the config.
    const seen = sizeBelow(scenario.stack.directory);
    expect(seen.files).toBeGreaterThan(20);
    expect(findLeaks(scenario.stack.directory, secrets)).toEqual([]);
  });
});

async function secretsOf(scenario: Scenario): Promise<Record<string, string>> {
  const outputs = await scenario.stack.outputs({ showSecrets: true });
  return {
    "Okta API token": SANDBOX_TENANTS.okta.apiToken,
    "Cloudflare API token": SANDBOX_TENANTS.cloudflare.apiToken,
    "OIDC client secret": String(outputs.clientSecret),
    "SCIM secret": String(outputs.scimSecret),
  };
}
