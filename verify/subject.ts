import { accessPath, identityProviderPath } from "../api/access-paths";
import type { CloudflareApi } from "../api/cloudflare-api";
import type { Http, HttpAnswer } from "../api/http";
import { asObject, type Json, textAt } from "../api/json";
import { type OktaApi, OktaApiError } from "../api/okta-api";
import type { Deployed } from "../lib/deployed";

/** What a verification looks at, and with what. */
export interface SubjectOptions {
  readonly deployed: Deployed;
  /** OAuth 2.0 client secret of the OIDC app. */
  readonly clientSecret?: string | undefined;
  /** "SCIM Secret". */
  readonly scimSecret?: string | undefined;
  readonly okta: OktaApi;
  readonly cloudflare: CloudflareApi;
  readonly http: Http;
  /** When what is looked at was deployed: what the logs have from before is not about it. */
  readonly since: Date;
}

/** Groups of the organization that are read at most: a page is 200. */
const GROUPS_AT_MOST = 5_000;

/** Log entries that are read at most. */
const EVENTS_AT_MOST = 100;

/** Some of Okta's groups. */
export interface OktaGroupList {
  /** Name by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether these are all groups of the organization. */
  readonly complete: boolean;
}

/**
 * What is deployed, and everything that the checks ask the two APIs, each question once: several checks look at the same
 * answers.
 */
export class Subject {
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly options: SubjectOptions) {}

  get deployed(): Deployed {
    return this.options.deployed;
  }

  get clientSecret(): string | undefined {
    return this.options.clientSecret;
  }

  get scimSecret(): string | undefined {
    return this.options.scimSecret;
  }

  get http(): Http {
    return this.options.http;
  }

  get since(): Date {
    return this.options.since;
  }

  /** The login method in Cloudflare; undefined when it is gone. */
  loginMethod(): Promise<Json | undefined> {
    const { accountId, loginMethod } = this.deployed;
    return this.once("login method", () =>
      this.options.cloudflare.find(identityProviderPath(accountId, loginMethod.id)),
    );
  }

  /** The Zero Trust organization. */
  organization(): Promise<Json | undefined> {
    return this.once("organization", () =>
      this.options.cloudflare.find(`${accessPath(this.deployed.accountId)}/organizations`),
    );
  }

  /** A list of the account's Access objects: `apps`, `policies`, `groups`. */
  accessObjects(kind: "apps" | "policies" | "groups" | "identity_providers"): Promise<Json[]> {
    return this.once(`access ${kind}`, () =>
      this.options.cloudflare.list(`${accessPath(this.deployed.accountId)}/${kind}`),
    );
  }

  /** What has arrived in Cloudflare by SCIM. */
  scimResources(kind: "users" | "groups"): Promise<Json[]> {
    const { accountId, loginMethod } = this.deployed;
    return this.once(`scim ${kind}`, () =>
      this.options.cloudflare.list(`${identityProviderPath(accountId, loginMethod.id)}/scim/${kind}`),
    );
  }

  /** SCIM requests since the deployment that Cloudflare refused. */
  failedScimUpdates(): Promise<Json[]> {
    const { accountId, loginMethod } = this.deployed;
    return this.once("scim updates", () =>
      this.options.cloudflare.list(`${accessPath(accountId)}/logs/scim/updates`, {
        idp_id: loginMethod.id,
        status: "FAILURE",
        since: this.since.toISOString(),
      }),
    );
  }

  /** An app in Okta; undefined when it is gone. */
  app(id: string): Promise<Json | undefined> {
    return this.oktaObject(`/api/v1/apps/${id}`);
  }

  /** One object of Okta's API; undefined when it is gone. */
  oktaObject(path: string): Promise<Json | undefined> {
    return this.once(path, () => this.options.okta.find(path));
  }

  /** A list of Okta's API. */
  oktaList(path: string): Promise<Json[]> {
    return this.once(path, () => this.options.okta.list(path));
  }

  /** Groups and people that an app is assigned to. */
  async assignments(appId: string): Promise<{ readonly groups: readonly Json[]; readonly users: readonly Json[] }> {
    const [groups, users] = await Promise.all([
      this.oktaList(`/api/v1/apps/${appId}/groups?limit=200`),
      this.assignedUsers(appId),
    ]);
    return { groups, users };
  }

  /** People whom an app is assigned to, by themselves or by a group, each with their account. */
  assignedUsers(appId: string): Promise<Json[]> {
    return this.oktaList(`/api/v1/apps/${appId}/users?limit=500&expand=user`);
  }

  /** The group push mappings of an app. */
  pushMappings(appId: string): Promise<Json[]> {
    return this.oktaList(`/api/v1/apps/${appId}/group-push/mappings?limit=1000`);
  }

  /** Every group of the organization, or the first thousands of them. */
  oktaGroups(): Promise<OktaGroupList> {
    return this.once("groups", async () => {
      const found = await this.options.okta.list("/api/v1/groups?limit=200", GROUPS_AT_MOST);
      const names = new Map(found.map((group) => [String(group.id), textAt(group, "profile", "name") ?? ""]));
      return { names, complete: found.length < GROUPS_AT_MOST };
    });
  }

  /** Name of a group in Okta; undefined when it is gone. */
  async groupName(id: string): Promise<string | undefined> {
    const { names, complete } = await this.oktaGroups();
    return (
      names.get(id) ?? (complete ? undefined : textAt(await this.oktaObject(`/api/v1/groups/${id}`), "profile", "name"))
    );
  }

  /** Entries of Okta's System Log since the deployment, newest first. */
  events(filter: string): Promise<Json[]> {
    const query = new URLSearchParams({
      since: this.since.toISOString(),
      filter,
      sortOrder: "DESCENDING",
      limit: String(EVENTS_AT_MOST),
    });
    const path = `/api/v1/logs?${query.toString()}`;
    return this.once(path, () => this.options.okta.list(path, EVENTS_AT_MOST));
  }

  /** The document at `<issuer>/.well-known/openid-configuration`. */
  discovery(issuer: string): Promise<HttpAnswer> {
    const url = `${issuer}/.well-known/openid-configuration`;
    return this.once(url, () => this.http.send({ method: "GET", url }));
  }

  /** The groups claim filter of an app; "refused" when the credential may not read it: it needs an API token. */
  groupsClaimFilter(appId: string): Promise<Json | "refused"> {
    return this.once(`id token ${appId}`, async () => {
      try {
        return asObject(await this.options.okta.find(`/api/v1/internal/apps/${appId}/settings/oauth/idToken`));
      } catch (error) {
        if (error instanceof OktaApiError && [401, 403].includes(error.status)) {
          return "refused";
        }
        throw error;
      }
    });
  }

  private once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const asked = this.answers.get(question) ?? ask();
    this.answers.set(question, asked);
    return asked as Promise<T>;
  }
}
