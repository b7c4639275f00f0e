import { html } from "hono/html";
import { live } from "../../shared/live";
import { longTable, someOf } from "../../shared/long-table";
import type { Html } from "../../shared/pages";
import type { App, Group } from "../entities";
import type { Okta } from "../http";
import { appLink, oktaPage, statusBadge } from "./site";

/** All applications. */
export function appsPage({ store }: Okta, url: string): Html {
  const content = longTable<App>(url, {
    name: "applications",
    columns: [
      { heading: "Label", cell: appLink },
      { heading: "Name", cell: (app) => html`<code>${app.name}</code>` },
      { heading: "Sign-on", cell: (app) => app.signOnMode ?? "none" },
      { heading: "Status", cell: (app) => statusBadge(app.status) },
      { heading: "Id", cell: (app) => html`<code>${app.id}</code>` },
    ],
    rows: store.apps.all(),
    empty: "No applications.",
    key: ({ id }) => `app-${id}`,
    words: ({ label }) => label,
  });
  return oktaPage("Applications", live(store.database.version, content));
}

/** All groups. */
export function groupsPage({ store }: Okta, url: string): Html {
  const appsOf = (groupId: string): string[] =>
    store.appGroups
      .filter((assignment) => assignment.groupId === groupId)
      .map((assignment) => store.apps.get(assignment.appId)?.label ?? assignment.appId);
  const content = longTable<Group>(url, {
    name: "groups",
    columns: [
      { heading: "Name", cell: (group) => String(group.profile.name) },
      { heading: "Description", cell: (group) => String(group.profile.description ?? "") },
      {
        heading: "Kind",
        cell: (group) => {
          const app = group.sourceAppId === null ? undefined : store.apps.get(group.sourceAppId);
          return app === undefined ? group.type : html`${group.type} of ${appLink(app)}`;
        },
      },
      { heading: "Members", cell: (group) => store.members(group.id).length },
      { heading: "Assigned to", cell: (group) => someOf(appsOf(group.id), 8) || "—" },
    ],
    rows: store.groups.all(),
    empty: "No groups.",
    key: ({ id }) => `group-${id}`,
    words: ({ profile }) => `${profile.name} ${profile.description ?? ""}`,
  });
  return oktaPage("Groups", live(store.database.version, content));
}
