import { html } from "hono/html";
import { type Html, table } from "../../shared/pages";
import type { Okta } from "../http";
import { loginOf } from "../store";
import { appLink, oktaPage, statusBadge } from "./site";

/** All applications. */
export function appsPage({ store }: Okta): Html {
  return oktaPage(
    "Applications",
    table(
      [
        { heading: "Label", cell: appLink },
        { heading: "Name", cell: (app) => html`<code>${app.name}</code>` },
        { heading: "Sign-on", cell: (app) => app.signOnMode ?? "none" },
        { heading: "Status", cell: (app) => statusBadge(app.status) },
        { heading: "Id", cell: (app) => html`<code>${app.id}</code>` },
      ],
      store.apps.all(),
      "No applications.",
    ),
  );
}

/** All people. */
export function usersPage({ store }: Okta): Html {
  return oktaPage(
    "People",
    table(
      [
        { heading: "Name", cell: (user) => `${user.profile.firstName} ${user.profile.lastName}` },
        { heading: "Username", cell: loginOf },
        { heading: "Title", cell: (user) => String(user.profile.title ?? "") },
        { heading: "Department", cell: (user) => String(user.profile.department ?? "") },
        {
          heading: "Groups",
          cell: (user) =>
            store
              .groupsOf(user.id)
              .filter((group) => group.type === "OKTA_GROUP")
              .map((group) => String(group.profile.name))
              .join(", "),
        },
        { heading: "Status", cell: (user) => statusBadge(user.status) },
      ],
      store.users.all(),
      "Nobody.",
    ),
  );
}

/** All groups. */
export function groupsPage({ store }: Okta): Html {
  const appsOf = (groupId: string): string =>
    store.appGroups
      .filter((assignment) => assignment.groupId === groupId)
      .map((assignment) => store.apps.get(assignment.appId)?.label ?? assignment.appId)
      .join(", ");
  return oktaPage(
    "Groups",
    table(
      [
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
        { heading: "Assigned to", cell: (group) => appsOf(group.id) || "—" },
      ],
      store.groups.all(),
      "No groups.",
    ),
  );
}
