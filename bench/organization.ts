import type { Json, MeasuredSandbox } from "./measured-sandbox";

/** How many groups people are spread over. */
const TEAMS = 100;

/** How many more groups there are, so that a list of 200 is full. */
const OTHERS = 99;

/** An organization for the benchmark: one group with everybody in it, a hundred that share them out, some empty ones. */
export class Organization {
  private app = "";
  private hired = 0;
  private changed = 0;

  private constructor(
    private readonly sandbox: MeasuredSandbox,
    /** Id of the group that everybody is in. */
    private readonly staff: string,
    /** Ids of the groups that people are spread over. */
    readonly teams: readonly string[],
  ) {}

  /** Creates the groups. */
  static async create(sandbox: MeasuredSandbox): Promise<Organization> {
    const ids: string[] = [];
    for (let number = 0; number < 1 + TEAMS + OTHERS; number += 1) {
      const { id } = await sandbox.okta("POST", "/api/v1/groups", { profile: { name: `bench-${number}` } });
      ids.push(String(id));
    }
    const [staff = "", ...others] = ids;
    return new Organization(sandbox, staff, others.slice(0, TEAMS));
  }

  /** Hires somebody into two groups. */
  async hire(): Promise<void> {
    const number = this.hired++;
    const email = loginOf(number);
    await this.sandbox.okta("POST", "/api/v1/users?activate=true", {
      profile: { login: email, email, firstName: `Person ${number}`, lastName: "Example", department: "Benchmark" },
      groupIds: [this.staff, this.teams[number % TEAMS]],
    });
  }

  /** Gives somebody another title. */
  async rename(): Promise<void> {
    const title = `Title ${this.changed}`;
    await this.sandbox.okta("POST", `/api/v1/users/${loginOf(this.changed++)}`, { profile: { title } });
  }

  /** Deactivates somebody. */
  async fire(): Promise<void> {
    await this.sandbox.okta("POST", `/api/v1/users/${loginOf(this.changed++)}/lifecycle/deactivate`);
  }

  /** Makes a login method with SCIM on, and an app whose provisioning leads there. */
  async connect(): Promise<void> {
    const { result } = await this.sandbox.cloudflare("POST", "/access/identity_providers", {
      name: "Okta",
      type: "okta",
      config: { client_id: "0oa1", client_secret: "not-a-secret", okta_account: "https://acme.okta.com" },
      scim_config: {
        enabled: true,
        user_deprovision: true,
        seat_deprovision: true,
        identity_update_behavior: "automatic",
      },
    });
    const { scim_config: scim } = result as { scim_config: { scim_base_url: string; secret: string } };
    const app: Json = { name: "scim2headerauth", label: "Benchmark SCIM", signOnMode: "SAML_2_0" };
    this.app = `/api/v1/apps/${(await this.sandbox.okta("POST", "/api/v1/apps", app)).id}`;
    await this.sandbox.okta("POST", `${this.app}/connections/default?activate=true`, {
      baseUrl: scim.scim_base_url,
      profile: { authScheme: "TOKEN", token: scim.secret },
    });
    const on = { status: "ENABLED" };
    await this.sandbox.okta("PUT", `${this.app}/features/USER_PROVISIONING`, {
      create: { lifecycleCreate: on },
      update: { profile: on, lifecycleDeactivate: on },
    });
  }

  /** Assigns everybody to the app, by their group. */
  async assignAll(): Promise<void> {
    await this.sandbox.okta("PUT", `${this.app}/groups/${this.staff}`, {});
  }

  /** Pushes the group of everybody and the hundred. */
  async pushAll(): Promise<void> {
    for (const [number, sourceGroupId] of [this.staff, ...this.teams].entries()) {
      const mapping = { sourceGroupId, targetGroupName: `pushed-${number}` };
      await this.sandbox.okta("POST", `${this.app}/group-push/mappings`, mapping);
    }
  }
}

function loginOf(number: number): string {
  return `person-${number}@acme.example`;
}
