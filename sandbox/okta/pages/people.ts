import { html } from "hono/html";
import { live } from "../../shared/live";
import { longTable, someOf } from "../../shared/long-table";
import { badge, type Html, moment, table } from "../../shared/pages";
import { departmentOf, type Hire, nameOf } from "../administration";
import { provisioningOf } from "../app-model";
import type { AppUser, User } from "../entities";
import type { Okta } from "../http";
import { loginOf } from "../store";
import { eventTable } from "./events";
import { fireForm, groupsForm, hireForm, moveForm, personButton } from "./people-forms";
import { provisioningStatus } from "./provisioning";
import { appLink, type Notice, noticeArea, oktaPage, personLink, statusBadge } from "./site";

/** What a page about people shows besides them. */
export interface PeopleView {
  /** Address of the request: for the pages of a list. */
  readonly url: string;
  readonly notice?: Notice;
  /** What was typed and refused. */
  readonly draft?: Hire;
}

/** All people, with what can be done with them. */
export function usersPage(okta: Okta, view: PeopleView): Html {
  const { store } = okta;
  const groups = (user: User): string[] =>
    store
      .groupsOf(user.id)
      .filter(({ type }) => type === "OKTA_GROUP")
      .map((group) => String(group.profile.name));
  const content = html`${noticeArea(view.notice)}
    <details class="panel" id="hire-panel"${view.draft === undefined ? "" : html` open`}>
      <summary>Hire somebody</summary>
      ${hireForm(store, "people", view.draft)}
    </details>
    ${longTable<User>(view.url, {
      name: "people",
      columns: [
        {
          heading: "Name",
          cell: (user) => html`${personLink(user)}<small>${String(user.profile.title ?? "")}</small>`,
        },
        { heading: "Username", cell: loginOf },
        { heading: "Department", cell: departmentOf },
        { heading: "Groups", cell: (user) => someOf(groups(user), 8) },
        { heading: "Provisioning", cell: (user) => provisioningOfPerson(okta, user) },
        { heading: "Status", cell: (user) => statusBadge(user.status) },
        { heading: "Actions", cell: rowActions },
      ],
      rows: store.users.all(),
      empty: "Nobody.",
      key: ({ id }) => `person-${id}`,
      words: (user) => `${nameOf(user)} ${loginOf(user)} ${departmentOf(user)} ${user.status}`,
    })}`;
  return oktaPage("People", followed(okta, view, content));
}

/** One person: profile, applications, sessions, and what can be done with them. */
export function personPage(okta: Okta, user: User, view: PeopleView): Html {
  const { store } = okta;
  const sessions = store.oidc.filter(({ kind, payload }) => kind === "Session" && payload.accountId === user.id);
  const events = store.logEvents.filter(
    ({ actorId, targets }) => actorId === user.id || targets.some(({ id }) => id === user.id),
  );
  const content = html`${noticeArea(view.notice)}
    <dl>
      <dt>Status</dt><dd>${statusBadge(user.status)}</dd>
      <dt>Username</dt><dd>${loginOf(user)}</dd>
      <dt>Title</dt><dd>${String(user.profile.title ?? "—")}</dd>
      <dt>Department</dt><dd>${departmentOf(user) || "—"}</dd>
      <dt>Sessions at Okta</dt><dd>${sessions.length}</dd>
      <dt>Last changed</dt><dd>${moment(user.lastUpdated)}</dd>
    </dl>
    ${user.status === "DEPROVISIONED" ? formerActions(user) : actions(okta, user)}
    <h2>Applications</h2>
    ${table<AppUser>(
      [
        {
          heading: "Application",
          cell: ({ appId }) => {
            const app = store.apps.get(appId);
            return app === undefined ? appId : appLink(app);
          },
        },
        { heading: "Username in the app", cell: ({ userName }) => userName },
        { heading: "Assigned", cell: ({ scope }) => (scope === "GROUP" ? "through a group" : "directly") },
        { heading: "Provisioning", cell: ({ id }) => provisioningStatus(okta, id) },
      ],
      store.appUsers.filter(({ userId }) => userId === user.id),
      "No application is assigned.",
      ({ appId }) => `app-${appId}`,
    )}
    <h2>System Log</h2>
    ${eventTable(events.slice(-20).reverse(), "Nothing happened yet.")}`;
  return oktaPage(nameOf(user), followed(okta, view, content));
}

function actions({ store }: Okta, user: User): Html {
  return html`<h2>Actions</h2>
    <div class="panels">
      ${moveForm(store, "person", user)} ${fireForm(store, "person", user)} ${groupsForm(store, user)}
    </div>`;
}

function formerActions(user: User): Html {
  return html`<h2>Actions</h2>
    <div class="buttons">
      ${personButton(user, "reactivate", "Reactivate", "person", "")}
      ${personButton(user, "delete", "Delete", "people", "danger")}
    </div>`;
}

function rowActions(user: User): Html {
  return user.status === "DEPROVISIONED"
    ? personButton(user, "reactivate", "Reactivate", "people", "second")
    : personButton(user, "fire", "Fire", "people", "second");
}

/** How far a person's accounts at the apps with provisioning are. */
function provisioningOfPerson(okta: Okta, user: User): Html {
  const { store } = okta;
  const apps = store.apps.filter((app) => provisioningOf(app) === "scim");
  const known = apps.filter((app) => store.provisionedUsers.get(`${app.id}/${user.id}`) !== undefined);
  return known.length === 0
    ? badge("none", "plain")
    : html`${known.map((app) => provisioningStatus(okta, `${app.id}/${user.id}`))}`;
}

/** A page that says what was refused stays as it is: fetched anew it would be another one. */
function followed({ store }: Okta, { notice }: PeopleView, content: Html): Html {
  return notice?.ok === false ? content : live(store.database.version, content);
}
