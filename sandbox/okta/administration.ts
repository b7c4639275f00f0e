import type { Group, User } from "./entities";
import type { OktaStore } from "./store";
import { loginOf } from "./store";

/** What the management API answered to a call. */
export interface ApiAnswer {
  readonly ok: boolean;
  /** The body; undefined when there was none. */
  readonly body: unknown;
}

/** Calls the management API of this Okta with an administrator's token. */
export type AdminCall = (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;

/**
 * Calls the management API in this process, with the API token of the sandbox. The request log tells these calls from
 * others by their user agent.
 *
 * @param app Of the local Okta.
 */
export function adminCall(
  app: { request(path: string, init: RequestInit): Response | Promise<Response> },
  apiToken: string,
): AdminCall {
  return async (method, path, body) => {
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `SSWS ${apiToken}`,
        accept: "application/json",
        "content-type": "application/json",
        "user-agent": "Okta Admin Console",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { ok: response.ok, body: text === "" ? undefined : JSON.parse(text) };
  };
}

/** How something that an administrator did ended. */
export type Outcome =
  | { readonly ok: true; readonly userId: string }
  /** What Okta says against it, in its own words. */
  | { readonly ok: false; readonly problem: string };

/** Somebody to be hired. */
export interface Hire {
  readonly firstName: string;
  readonly lastName: string;
  /** `first.last@` and the domain of the others when empty. */
  readonly login: string;
  readonly password: string;
  /** None when empty. */
  readonly department: string;
  /** Ids of groups, besides the one that is called as the department. */
  readonly groupIds: readonly string[];
}

/**
 * What an administrator does with people in the Admin Console. Every step is a call of the management API, so that
 * System Log, sessions, assignments and provisioning follow as they do for any other caller.
 */
export class Administration {
  constructor(
    private readonly store: OktaStore,
    private readonly call: AdminCall,
  ) {}

  /** Creates an active account, in the group of its department too. */
  async hire(hire: Hire): Promise<Outcome> {
    const { firstName, lastName, department } = hire;
    const login = hire.login === "" ? suggestedLogin(this.store, firstName, lastName) : hire.login;
    const own = departmentGroup(this.store, department);
    return outcome(
      await this.call("POST", "/api/v1/users?activate=true", {
        profile: {
          firstName,
          lastName,
          login,
          email: login,
          ...(department === "" ? {} : { department }),
        },
        credentials: { password: { value: hire.password } },
        groupIds: [...new Set([...(own === undefined ? [] : [own.id]), ...hire.groupIds])],
      }),
    );
  }

  /** Changes somebody's department, and with it the group that is called as the department. */
  async move(user: User, department: string): Promise<Outcome> {
    const before = departmentGroup(this.store, departmentOf(user));
    const after = departmentGroup(this.store, department);
    const changed = outcome(await this.call("POST", `/api/v1/users/${user.id}`, { profile: { department } }));
    return changed.ok && before?.id !== after?.id
      ? this.changeGroups(user, after === undefined ? [] : [after], before === undefined ? [] : [before])
      : changed;
  }

  /**
   * Puts somebody into the chosen groups and takes them out of the others.
   *
   * @param listed Ids of the groups that there were to choose from; no other one is touched.
   */
  setGroups(user: User, listed: readonly string[], chosen: readonly string[]): Promise<Outcome> {
    const groups = this.store.groups.filter(({ id }) => listed.includes(id));
    return this.changeGroups(
      user,
      groups.filter(({ id }) => chosen.includes(id)),
      groups.filter(({ id }) => !chosen.includes(id)),
    );
  }

  /** Deactivates an account: what a fired person gets. */
  async deactivate(user: User): Promise<Outcome> {
    return outcome(await this.call("POST", `/api/v1/users/${user.id}/lifecycle/deactivate`), user.id);
  }

  /** Activates an account that was deactivated. */
  async reactivate(user: User): Promise<Outcome> {
    return outcome(await this.call("POST", `/api/v1/users/${user.id}/lifecycle/activate?sendEmail=false`), user.id);
  }

  /** Deletes an account that was deactivated. */
  async delete(user: User): Promise<Outcome> {
    if (user.status !== "DEPROVISIONED") {
      return { ok: false, problem: "The account is active. Deactivate it first." };
    }
    return outcome(await this.call("DELETE", `/api/v1/users/${user.id}`), user.id);
  }

  private async changeGroups(user: User, into: readonly Group[], outOf: readonly Group[]): Promise<Outcome> {
    const calls = [
      ...into.filter((group) => !this.store.isMember(group, user.id)).map((group) => ["PUT", group] as const),
      ...outOf.filter((group) => this.store.isMember(group, user.id)).map((group) => ["DELETE", group] as const),
    ];
    for (const [method, group] of calls) {
      const changed = outcome(await this.call(method, `/api/v1/groups/${group.id}/users/${user.id}`), user.id);
      if (!changed.ok) {
        return changed;
      }
    }
    return { ok: true, userId: user.id };
  }
}

/** The department of a person; empty when they have none. */
export function departmentOf(user: User): string {
  return String(user.profile.department ?? "");
}

/** First and last name. */
export function nameOf({ profile }: User): string {
  return `${profile.firstName} ${profile.lastName}`;
}

/** The departments that people are in, by the alphabet. */
export function departments(store: OktaStore): string[] {
  const names = new Set(store.users.all().map(departmentOf));
  names.delete("");
  return [...names].sort((left, right) => left.localeCompare(right));
}

/** The group of a department: the one with its name. */
function departmentGroup(store: OktaStore, department: string): Group | undefined {
  return store.groups.find(({ type, profile }) => type === "OKTA_GROUP" && profile.name === department);
}

/** People who can be hired by one press: the first of them who is not there yet. They do not exist. */
const CANDIDATES = [
  ["Noor", "Rahimi"],
  ["Emil", "Lund"],
  ["Ximena", "Rojas"],
  ["Taro", "Ishikawa"],
  ["Fatou", "Diallo"],
  ["Piotr", "Zielinski"],
  ["Maeve", "Gallagher"],
  ["Luca", "Moretti"],
  ["Anika", "Sharma"],
  ["Bram", "de Wit"],
] as const;

/** A name to begin with for somebody new. */
export function candidate(store: OktaStore): { readonly firstName: string; readonly lastName: string } {
  const [firstName, lastName] = CANDIDATES.find(
    ([first, last]) => store.user(suggestedLogin(store, first, last)) === undefined,
  ) ?? ["", ""];
  return { firstName, lastName };
}

/** `first.last@` and the domain of the administrator. */
function suggestedLogin(store: OktaStore, firstName: string, lastName: string): string {
  const word = (text: string): string =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "");
  const owner = store.users.get(store.org().tokenOwnerId);
  const domain = owner === undefined ? `${store.org().subdomain}.example` : loginOf(owner).split("@")[1];
  return `${word(firstName)}.${word(lastName)}@${domain}`;
}

function outcome({ ok, body }: ApiAnswer, userId?: string): Outcome {
  const { id, errorSummary, errorCauses } = (body ?? {}) as {
    readonly id?: string;
    readonly errorSummary?: string;
    readonly errorCauses?: readonly { readonly errorSummary: string }[];
  };
  if (ok) {
    return { ok: true, userId: userId ?? id ?? "" };
  }
  const said = [errorSummary ?? "Okta did not say why.", ...(errorCauses ?? []).map((cause) => cause.errorSummary)];
  return { ok: false, problem: said.join(" ") };
}
