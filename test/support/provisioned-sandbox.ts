import { type Sandbox, startSandbox } from "../../sandbox";
import type { Json as CloudflareJson } from "../../sandbox/cloudflare/entities";
import type { RunningOkta } from "../../sandbox/okta/index";
import { OktaApi } from "./okta-api";
import { type ScimLoginMethod, scimLoginMethod } from "./scim-client";

/** Somebody as Cloudflare knows them by SCIM. */
export interface PushedPerson {
  readonly active: boolean;
  readonly displayName: string;
}

/** How to make a {@link ProvisionedSandbox}. */
export interface ProvisionedOptions {
  /** `scim_config` of the login method. */
  readonly scim?: CloudflareJson;
  /** What Okta is told as the SCIM secret. Defaults to the right one. */
  readonly token?: string;
  readonly features?: Partial<Record<"create" | "update" | "deactivate", boolean>>;
  /** Both services, running. Defaults to new ones. */
  readonly sandbox?: Sandbox;
}

/** Both services over HTTP: an app in Okta whose provisioning leads to a login method of Cloudflare. */
export class ProvisionedSandbox {
  readonly api: OktaApi;

  private constructor(
    readonly sandbox: Sandbox,
    readonly login: ScimLoginMethod,
    readonly appId: string,
  ) {
    this.api = new OktaApi({}, sandbox.okta);
  }

  static async start(options: ProvisionedOptions = {}): Promise<ProvisionedSandbox> {
    const sandbox = options.sandbox ?? (await startSandbox({ oktaPort: 0, cloudflarePort: 0 }));
    const login = await scimLoginMethod(sandbox.cloudflare, options.scim);
    const api = new OktaApi({}, sandbox.okta);
    const app = await api.must("POST", "/api/v1/apps", {
      name: "scim2headerauth",
      label: "Cloudflare Access SCIM",
      signOnMode: "SAML_2_0",
    });
    const running = new ProvisionedSandbox(sandbox, login, String(app.id));
    await running.connect(options.token ?? login.secret);
    await running.setFeatures(options.features ?? {});
    return running;
  }

  get okta(): RunningOkta {
    return this.sandbox.okta;
  }

  /** Path of the app. */
  get app(): string {
    return `/api/v1/apps/${this.appId}`;
  }

  /** Sets the connection by API and turns it on. */
  async connect(token: string): Promise<void> {
    await this.api.must("POST", `${this.app}/connections/default?activate=true`, {
      baseUrl: this.login.baseUrl,
      profile: { authScheme: "TOKEN", token },
    });
  }

  /** Sets what is provisioned: everything that is not said is on. */
  async setFeatures({ create = true, update = true, deactivate = true }: ProvisionedOptions["features"] & object) {
    const status = (on: boolean) => ({ status: on ? "ENABLED" : "DISABLED" });
    await this.api.must("PUT", `${this.app}/features/USER_PROVISIONING`, {
      create: { lifecycleCreate: status(create) },
      update: { profile: status(update), lifecycleDeactivate: status(deactivate) },
    });
  }

  /** Hires somebody: `name@acme.example`. */
  async hire(name: string, groupIds: readonly string[] = []): Promise<string> {
    const email = `${name}@acme.example`;
    const user = await this.api.must("POST", "/api/v1/users?activate=true", {
      profile: { login: email, email, firstName: name, lastName: "Example" },
      credentials: { password: { value: "Correct-Horse-1" } },
      groupIds,
    });
    return String(user.id);
  }

  async group(name: string): Promise<string> {
    return String((await this.api.group(name)).id);
  }

  async assign(userId: string): Promise<void> {
    await this.api.must("POST", `${this.app}/users`, { id: userId });
  }

  async unassign(userId: string): Promise<void> {
    await this.api.must("DELETE", `${this.app}/users/${userId}`);
  }

  async put(groupId: string, userId: string): Promise<void> {
    await this.api.must("PUT", `/api/v1/groups/${groupId}/users/${userId}`);
  }

  async takeOut(groupId: string, userId: string): Promise<void> {
    await this.api.must("DELETE", `/api/v1/groups/${groupId}/users/${userId}`);
  }

  /** Pushes a group under a name, its own by default. */
  async push(groupId: string, name?: string): Promise<string> {
    const { profile } = await this.api.must("GET", `/api/v1/groups/${groupId}`);
    const targetGroupName = name ?? (profile as { name: string }).name;
    const mapping = await this.api.must("POST", `${this.app}/group-push/mappings`, {
      sourceGroupId: groupId,
      targetGroupName,
    });
    return String(mapping.id);
  }

  /** Ends a push, as the provider does it. */
  async unpush(mappingId: string, deleteTargetGroup: boolean): Promise<void> {
    const path = `${this.app}/group-push/mappings/${mappingId}`;
    await this.api.must("PATCH", path, { status: "INACTIVE" });
    await this.api.must("DELETE", `${path}?deleteTargetGroup=${deleteTargetGroup}`);
  }

  settled(): Promise<void> {
    return this.okta.provisioning.settled();
  }

  /** People at Cloudflare by user name, in the order of their names. */
  people(): Record<string, PushedPerson> {
    const users = this.sandbox.cloudflare.store.scimUsers.filter(({ idpId }) => idpId === this.login.id);
    return Object.fromEntries(
      users
        .map((user) => [user.userName, { active: user.active, displayName: user.displayName }] as const)
        .sort(([left], [right]) => left.localeCompare(right)),
    );
  }

  /** Groups at Cloudflare with the user names of their members, both in the order of their names. */
  groups(): (readonly [string, readonly string[]])[] {
    const { scimGroups, scimUsers } = this.sandbox.cloudflare.store;
    return scimGroups
      .filter(({ idpId }) => idpId === this.login.id)
      .map((group) => [group.displayName, group.members.map((id) => scimUsers.get(id)?.userName ?? id).sort()] as const)
      .sort(([left], [right]) => left.localeCompare(right));
  }

  /** The SCIM requests that arrived, as `METHOD /path` without ids, in order. */
  requests(): string[] {
    return this.sandbox.cloudflare.log
      .all()
      .filter(({ path }) => path.startsWith("/populations/"))
      .map(({ method, path }) => {
        const below = path.replace(/^.*\/scim\/v2/, "").replace(/\/[0-9a-f-]{36}/, "/{id}");
        return `${method} ${decodeURIComponent(below).replace(/&startIndex=1&count=100$/, "")}`;
      });
  }

  /** Closes both services. */
  close(): Promise<void> {
    return this.sandbox.close();
  }
}
