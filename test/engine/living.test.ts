// L2: what happens to a stack in years: things are renamed, and somebody deletes or breaks them by hand. For each there is
// a way out, the one of docs/troubleshooting.md, and the verification tells what is wrong before and that it works after.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Changes, withChanges } from "../support/changed-settings";
import { changes, type Printed, type Run } from "../support/engine";
import { foreignObjects } from "../support/foreign-objects";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

interface Finding {
  readonly id: string;
  readonly status: string;
  readonly summary: string;
  readonly details?: readonly string[];
  readonly advice?: readonly string[];
}

/** A login method, a rule on a group that exists, two pushed groups; everybody of two groups is provisioned. */
const SETTINGS = withChanges(plainSettings(), {
  groups: {
    "access-engineering": { create: { name: "access-engineering" } },
    sales: { existing: { name: "Sales" } },
    finance: { existing: { name: "Finance" } },
  },
  "oidc.assignedGroups": ["finance"],
  "scim.assignedGroups": ["finance"],
  "scim.pushGroups": ["access-engineering", "sales"],
  "access.policies.sales": { name: "Sales", decision: "allow", include: [{ oktaGroup: "sales" }] },
  "access.applications.crm": { name: "CRM", domain: "crm.acme.example", policies: ["sales"] },
});

/** A stack, and what people do to it. */
class Stack {
  outputs: Record<string, unknown> = {};

  private constructor(
    readonly scenario: Scenario,
    /** What was in both services before there was a stack. */
    readonly foreign: unknown,
  ) {}

  static async deployed(changed: Changes = {}): Promise<Stack> {
    const scenario = await Scenario.start({ settings: withChanges(SETTINGS, changed) });
    const stack = new Stack(scenario, await foreignObjects(scenario));
    await stack.up();
    return stack;
  }

  configure(changed: Changes, config: Record<string, unknown> = {}): void {
    this.scenario.configure(withChanges(SETTINGS, changed), config);
  }

  /** Deploys, and waits until Okta has sent what follows from it. */
  async up(...args: string[]): Promise<Run> {
    const run = succeeded(await this.scenario.stack.up(...args));
    await this.scenario.sandbox.settled();
    this.outputs = await this.scenario.stack.outputs();
    return run;
  }

  async failing(...args: string[]): Promise<string> {
    const run = await this.scenario.stack.up(...args);
    expect(run.exitCode, printed(run)).not.toBe(0);
    return printed(run);
  }

  /** What the verification finds wrong, by check. */
  async troubles(): Promise<Record<string, Finding>> {
    const run = await this.scenario.stack.command("verify", "--json");
    expect([0, 1], printed(run)).toContain(run.exitCode);
    const { findings } = JSON.parse(run.stdout) as { findings: readonly Finding[] };
    return Object.fromEntries(
      findings.filter(({ status }) => ["fail", "unknown"].includes(status)).map((finding) => [finding.id, finding]),
    );
  }

  async forget(...args: string[]): Promise<string> {
    return succeeded(await this.scenario.stack.command("forget", ...args)).stdout;
  }

  async urn(name: string): Promise<string> {
    const { deployment } = await this.scenario.stack.state();
    const found = deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
    expect(found, name).toBeDefined();
    return String(found?.urn);
  }

  async renameGroup(key: string, name: string): Promise<void> {
    const path = `/groups/${(this.outputs.groupIds as Record<string, string>)[key]}`;
    const { profile } = await this.scenario.okta.get<{ profile: object }>(path);
    await this.scenario.okta.send("PUT", path, { profile: { ...profile, name } });
    await this.scenario.sandbox.settled();
  }

  async groupName(key: string): Promise<unknown> {
    const path = `/groups/${(this.outputs.groupIds as Record<string, string>)[key]}`;
    return (await this.scenario.okta.get<{ profile: Record<string, unknown> }>(path)).profile.name;
  }

  async deleteApp(output: "oidcAppId" | "scimAppId"): Promise<void> {
    const path = `/apps/${String(this.outputs[output])}`;
    await this.scenario.okta.send("POST", `${path}/lifecycle/deactivate`);
    await this.scenario.okta.send("DELETE", path);
  }
}

const printed = (run: Printed): string => run.stdout + run.stderr;

function succeeded<T extends Printed>(run: T): T {
  expect(run.exitCode, printed(run)).toBe(0);
  return run;
}

describe("a stack in which things get other names", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.deployed();
  });
  afterAll(() => stack?.scenario.close());

  it("goes on as it was when it is renamed itself", async () => {
    succeeded(await stack.scenario.stack.rename("renamed"));

    const preview = await stack.scenario.stack.preview("--expect-no-changes");

    expect(preview.exitCode, printed(preview)).toBe(0);
    expect(changes(preview)).toEqual([]);
  });

  it("stops before anything changes when a group that it found has another name, and follows the settings", async () => {
    await stack.renameGroup("sales", "Account Management");

    const { "stray-groups": stray, ...others } = await stack.troubles();
    expect(stray?.details).toEqual(['"Sales": Okta has no group "Sales"']);
    expect(others).toEqual({});
    expect(printed(await stack.scenario.stack.preview())).toContain('no group in Okta is named "Sales"');

    stack.configure({ "groups.sales": { existing: { name: "Account Management" } } });
    expect(changes(await stack.up())).toEqual(["update access-zero-trust-policy-sales-access-policy"]);
    expect(await stack.troubles()).toEqual({});
  });

  it("puts back the name of a group that it made, or takes the new one from the settings", async () => {
    const named = { "groups.sales": { existing: { name: "Account Management" } } };
    await stack.renameGroup("access-engineering", "eng");
    expect(changes(await stack.up("--refresh"))).toEqual(["update access-groups-access-engineering"]);
    expect(await stack.groupName("access-engineering")).toBe("access-engineering");

    await stack.renameGroup("access-engineering", "eng");
    stack.configure({ ...named, "groups.access-engineering": { create: { name: "eng" } } });
    await stack.up("--refresh");

    expect(await stack.groupName("access-engineering")).toBe("eng");
    expect(await stack.troubles()).toEqual({});
  });

  it("tells that the team has another domain, and takes it from the settings", async () => {
    const { cloudflare, sandbox } = stack.scenario;
    const domain = "acme-international.cloudflareaccess.com";
    const { result } = await cloudflare.get<{ result: object }>("/access/organizations");
    await cloudflare.send("PUT", "/access/organizations", { ...result, auth_domain: domain });

    const { "redirect-uri": team } = await stack.troubles();
    expect(team?.details).toEqual([`team domain: declared acme.cloudflareaccess.com, found ${domain}`]);

    stack.configure(
      {
        team: domain,
        "groups.sales": { existing: { name: "Account Management" } },
        "groups.access-engineering": { create: { name: "eng" } },
      },
      // The SCIM endpoint keeps the name that it has.
      {
        "okta-cloudflare-access:connectTo": {
          [domain]: sandbox.cloudflare.url,
          "acme.cloudflareaccess.com": sandbox.cloudflare.url,
        },
      },
    );
    expect(changes(await stack.up("--refresh"))).toContain("update access-oidc-app");
    const after = await stack.troubles();
    expect(Object.keys(after).filter((id) => ["redirect-uri", "login-request", "sign-in-app"].includes(id))).toEqual(
      [],
    );
  });
});

describe("a stack in which somebody breaks things by hand", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.deployed({
      authorizationServer: { create: {} },
      "identityProvider.claims": undefined,
    });
  });
  afterAll(() => stack?.scenario.close());

  it("has its SCIM connection back when that alone is refreshed: a refresh stops at what needs the connection", async () => {
    const connection = `/apps/${String(stack.outputs.scimAppId)}/connections/default`;
    await stack.scenario.okta.send("POST", `${connection}/lifecycle/deactivate`);

    const { "scim-connection": broken } = await stack.troubles();
    expect(broken?.details).toEqual(["status: expected ENABLED, found DISABLED"]);
    expect(broken?.advice?.join(" ")).toContain("pulumi up --refresh --target '**-scim-connection'");
    expect(await stack.failing("--refresh")).toMatch(/Error reading app features|failed to get app features/);

    await stack.up("--refresh", "--target", "**-scim-connection");
    expect(await stack.troubles()).toEqual({});
  });

  it("has its authorization server back after `pulumi up --refresh`", async () => {
    const { okta } = stack.scenario;
    const servers = await okta.get<{ id: string; name: string }[]>("/authorizationServers");
    const path = `/authorizationServers/${servers.find(({ name }) => name === "Cloudflare Access")?.id}`;
    await okta.send("POST", `${path}/lifecycle/deactivate`);
    await okta.send("DELETE", path);

    const { "authorization-server": gone } = await stack.troubles();
    expect(gone?.summary).toMatch(/^there is no authorization server \S+ in Okta$/);

    await stack.up("--refresh");
    expect(await stack.troubles()).toEqual({});
  });

  it("has its login method back after `pulumi up --refresh`, with a SCIM app that knows nobody yet", async () => {
    const { cloudflare } = stack.scenario;
    const id = String(stack.outputs.identityProviderId);
    await cloudflare.send("DELETE", `/access/identity_providers/${id}`);

    const troubles = await stack.troubles();
    expect(troubles["login-method"]?.summary).toBe(`there is no login method ${id} in the account`);
    expect(troubles["scim-service"]?.summary).toContain("404");

    await stack.up("--refresh", "--replace", await stack.urn("access-scim-app"));
    expect(stack.outputs.identityProviderId).not.toBe(id);
    expect(await stack.troubles()).toEqual({});
  });

  it("stops at apps that are gone, and makes them anew when the state has forgotten them", async () => {
    await stack.deleteApp("oidcAppId");
    await stack.deleteApp("scimAppId");

    const troubles = await stack.troubles();
    expect(troubles["sign-in-app"]?.summary).toBe(`there is no app ${String(stack.outputs.oidcAppId)} in Okta`);
    expect(troubles["scim-app"]?.summary).toBe(`there is no app ${String(stack.outputs.scimAppId)} in Okta`);
    for (const id of ["sign-in-app", "scim-app"]) {
      expect(troubles[id]?.advice?.join(" ")).toContain("npm run forget");
    }
    expect(troubles["scim-connection"]?.advice?.join(" ")).not.toContain("console");
    const failed = await stack.failing("--refresh");
    expect(failed).toMatch(/failed to get OAuth application: 404 Not Found/);
    expect(failed).toMatch(/(failed to get|Could not read) app connection.*: 404 Not Found/);

    const listed = await stack.forget();
    expect(listed).toContain(`  access-oidc-app (${String(stack.outputs.oidcAppId)})`);
    expect(listed).toContain("Nothing was changed.");
    expect(await stack.forget("--yes")).toContain("The state has forgotten them. Run: pulumi up");
    await stack.up();

    expect(await stack.forget()).toContain("Okta has every app and push group that the state knows.");
    expect(await stack.troubles()).toEqual({});
  });

  it("lets go of a push group in error once it is unlinked in Okta", async () => {
    const { okta, sandbox } = stack.scenario;
    const mappings = `/apps/${String(stack.outputs.scimAppId)}/group-push/mappings`;
    const groupId = (stack.outputs.groupIds as Record<string, string>).sales;
    const find = async () =>
      (await okta.get<{ id: string; sourceGroupId: string; status: string }[]>(mappings)).find(
        ({ sourceGroupId }) => sourceGroupId === groupId,
      );
    sandbox.cloudflare.faults.add({
      match: { method: "PATCH", path: "/populations/**" },
      effect: { type: "credential-refused" },
    });
    await stack.renameGroup("sales", "Account Management");
    expect(await find()).toMatchObject({ status: "ERROR" });
    stack.configure({
      authorizationServer: { create: {} },
      "identityProvider.claims": undefined,
      "scim.pushGroups": ["access-engineering"],
      "access.policies.sales.include": [{ oktaGroup: "access-engineering" }],
      "groups.sales": { existing: { name: "Account Management" } },
    });

    expect((await stack.troubles())["push-groups"]?.details?.join(" ")).toMatch(
      /"Sales": ERROR|"Account Management": ERROR/,
    );
    expect(await stack.failing("--refresh")).toMatch(/group push mapping (in disallowed status|is in status ERROR)/i);

    sandbox.cloudflare.faults.clear();
    sandbox.okta.store.pushMappings.delete(String((await find())?.id));
    expect(await stack.forget("--yes")).toContain("access-scim-push-sales");
    await stack.up("--refresh");
    expect(Object.keys(await stack.troubles())).toEqual([]);
  });

  it("is destroyed, and what is not its own stays as it was", async () => {
    await stack.renameGroup("sales", "Sales");

    succeeded(await stack.scenario.stack.destroy());

    expect(await foreignObjects(stack.scenario)).toEqual(stack.foreign);
  });
});
