import { html } from "hono/html";
import { FEW_ROWS, longTable, someOf } from "../../shared/long-table";
import { badge, type Html, moment, table } from "../../shared/pages";
import type { AccessRequest, AccessUser, ScimGroup, ScimUpdate } from "../entities";
import { isGood, type Session, seconds } from "../sessions";
import type { Store } from "../store";
import { code, links } from "./site";
import { providerName } from "./words";

/** So many names of a group's members are shown. */
const NAMED = 12;

/** The people that Access knows: their seats, and who is logged in. */
export function usersPage(store: Store, url: string): Html {
  const sessions = countBy(goodSessions(store), ({ userId }) => userId);
  const scim = new Map(store.scimUsers.all().map((user) => [user.userName.toLowerCase(), user.active]));
  return longTable<AccessUser>(url, {
    name: "users",
    columns: [
      {
        heading: "Name",
        cell: (user) => html`<a href="${links(store.tenant).user(user.id)}">${user.name || user.email}</a>`,
      },
      { heading: "Email", cell: (user) => user.email },
      { heading: "Access seat", cell: (user) => seat(user.access_seat) },
      { heading: "Gateway seat", cell: (user) => seat(user.gateway_seat) },
      { heading: "Active sessions", cell: (user) => sessionCount(sessions.get(user.id) ?? 0) },
      { heading: "SCIM", cell: (user) => scimState(scim.get(user.email.toLowerCase())) },
      {
        heading: "Last login",
        cell: (user) => (user.last_successful_login === null ? "never" : moment(user.last_successful_login)),
      },
    ],
    rows: store.users.all(),
    empty: "Nobody has logged in yet.",
    key: ({ id }) => `user-${id}`,
    words: ({ name, email }) => `${name} ${email}`,
  });
}

/** One person: seats, sessions, what SCIM told of them, and how they logged in. */
export function userPage(store: Store, user: AccessUser, url: string): Html {
  const sameAddress = (address: string): boolean => address.toLowerCase() === user.email.toLowerCase();
  const pushed = store.scimUsers.filter(({ userName }) => sameAddress(userName));
  const groups = store.scimGroups.filter(({ members }) => pushed.some(({ id }) => members.includes(id)));
  const registry = store.registryIdentities.get(user.id);
  return html`<p><a href="${links(store.tenant).users}">All users</a></p>
    <dl>
      <dt>Email</dt><dd>${user.email}</dd>
      <dt>Access seat</dt><dd>${seat(user.access_seat)}</dd>
      <dt>Gateway seat</dt><dd>${seat(user.gateway_seat)}</dd>
      <dt>Last login</dt><dd>${user.last_successful_login === null ? "never" : moment(user.last_successful_login)}</dd>
      <dt>By SCIM</dt><dd>${pushed.length === 0 ? "not pushed" : html`${pushed.map(({ active, idpId }) => html`${scimState(active)} ${providerName(store, idpId)} `)}`}</dd>
      <dt>Groups by SCIM</dt><dd>${
        someOf(
          groups.map(({ displayName }) => displayName),
          50,
        ) || "none"
      }</dd>
      <dt>User Registry</dt><dd>${registry === undefined ? "as at the login" : someOf(registry.groups, 50) || "no group"}</dd>
    </dl>
    <h2>Active sessions</h2>
    ${sessionTable(
      store,
      goodSessions(store).filter(({ userId }) => userId === user.id),
      url,
    )}
    <h2>Access authentication logs</h2>
    ${loginTable(
      store.accessRequests
        .filter(({ user_email }) => sameAddress(user_email))
        .slice(-20)
        .reverse(),
    )}`;
}

/** Sessions that are good at this moment, the newest first. */
export function goodSessions(store: Store): Session[] {
  return store.sessions.filter(isGood).reverse();
}

/** Who is logged in, and where. */
export function sessionTable(store: Store, sessions: readonly Session[], url: string): Html {
  const applications = ({ tokens }: Session): string[] =>
    Object.values(tokens)
      .filter(({ exp }) => exp > seconds())
      .map(({ appId }) => String(store.applications.get(appId)?.fields.name ?? appId));
  return longTable<Session>(url, {
    name: "sessions",
    perPage: FEW_ROWS,
    columns: [
      {
        heading: "Person",
        cell: ({ userId, identity }) => html`<a href="${links(store.tenant).user(userId)}">${identity.email}</a>`,
      },
      { heading: "Applications", cell: (session) => applications(session).join(", ") || "none yet" },
      { heading: "Groups at the login", cell: ({ identity }) => someOf(identity.groups, NAMED) || "none" },
      { heading: "Login method", cell: ({ identity }) => providerName(store, identity.idp.id) },
      { heading: "Since", cell: ({ iat }) => moment(new Date(iat * 1000).toISOString()) },
    ],
    rows: sessions,
    empty: "Nobody is logged in.",
    key: ({ id }) => `session-${id}`,
  });
}

/** Groups that arrived by SCIM, with their members. */
export function scimGroupTable(store: Store, groups: readonly ScimGroup[], url: string): Html {
  const nameOf = (id: string): string => store.scimUsers.get(id)?.displayName ?? id;
  return longTable<ScimGroup>(url, {
    name: "scim-groups",
    perPage: FEW_ROWS,
    columns: [
      { heading: "Group", cell: (group) => group.displayName },
      { heading: "Members", cell: (group) => group.members.length },
      { heading: "Who", cell: ({ members }) => someOf(members, NAMED, nameOf) || "nobody" },
      { heading: "External id", cell: (group) => code(group.externalId) },
      { heading: "Last change", cell: (group) => moment(group.lastModified) },
    ],
    rows: groups,
    empty: "No group has been pushed yet.",
    key: ({ id }) => `scim-group-${id}`,
    words: ({ displayName }) => displayName,
  });
}

/** What identity providers asked for by SCIM, and what became of it. */
export function scimUpdateTable(updates: readonly ScimUpdate[]): Html {
  return table<ScimUpdate>(
    [
      { heading: "Time", cell: (update) => moment(update.logged_at) },
      { heading: "Action", cell: (update) => update.request_method },
      { heading: "Resource type", cell: (update) => update.resource_type },
      { heading: "User or group", cell: (update) => update.resource_user_email ?? update.resource_group_name ?? "" },
      {
        heading: "Outcome",
        cell: (update) =>
          update.status === "SUCCESS"
            ? badge("SUCCESS", "good")
            : html`${badge("FAILURE", "bad")} ${update.error_description ?? ""}`,
      },
    ],
    updates,
    "No SCIM request has arrived yet.",
    ({ id }) => `update-${id}`,
  );
}

/** Who tried to get into an application, and whether they got in. */
export function loginTable(requests: readonly AccessRequest[]): Html {
  return table<AccessRequest>(
    [
      { heading: "Time", cell: (request) => moment(request.created_at) },
      { heading: "Person", cell: (request) => request.user_email },
      { heading: "Application", cell: (request) => code(request.app_domain) },
      { heading: "Login method", cell: (request) => request.connection },
      { heading: "Decision", cell: ({ allowed }) => (allowed ? badge("allowed", "good") : badge("blocked", "bad")) },
    ],
    requests,
    "Nobody has tried to log in to an application yet.",
    ({ id }) => `login-${id}`,
  );
}

function seat(taken: boolean): Html {
  return taken ? badge("taken", "good") : badge("none", "plain");
}

function sessionCount(count: number): Html {
  return count === 0 ? badge("none", "plain") : badge(String(count), "good");
}

function scimState(active: boolean | undefined): Html {
  return active === undefined
    ? badge("not pushed", "plain")
    : active
      ? badge("active", "good")
      : badge("deactivated", "bad");
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  }
  return counts;
}
