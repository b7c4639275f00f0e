import { html } from "hono/html";
import { type Html, table } from "../../shared/pages";
import { provisioningOf } from "../app-model";
import type { Okta } from "../http";
import { connectionOf } from "../provisioning";
import { tasksSection } from "./provisioning";
import { appLink, oktaPage, statusBadge } from "./site";

/** What exists in this Okta, at a glance. */
export function dashboardPage(okta: Okta): Html {
  const { store, settings } = okta;
  const apps = store.apps.all();
  const people = store.users.all();
  const groups = store.groups.filter((group) => group.type === "OKTA_GROUP");
  const pushes = store.pushMappings.all();
  const mode = settings().scimConnection;
  const cards: [number, string, string][] = [
    [apps.length, "application", "/admin/apps"],
    [people.filter((user) => user.status === "ACTIVE").length, "active person", "/admin/users"],
    [groups.length, "group", "/admin/groups"],
    [pushes.length, "pushed group", "#pushes"],
    [store.servers.size, "authorization server", "#servers"],
  ];
  return oktaPage(
    "Dashboard",
    html`<p>${store.org().companyName} · <code>${new URL(store.origin).host}</code></p>
      <div class="cards">
        ${cards.map(([count, label, href]) => html`<a class="card" href="${href}"><b>${count}</b>${plural(count, label)}</a>`)}
      </div>
      <p class="notice ${mode === "api" ? "good" : ""}">
        ${
          mode === "api"
            ? "SCIM connections can be set by API in this Okta."
            : "This Okta answers UNKNOWN when a SCIM connection is set by API: a person enters it on the app's Provisioning tab."
        }
      </p>
      ${tasksSection(okta)}
      <h2>Applications</h2>
      ${table(
        [
          { heading: "Application", cell: appLink },
          { heading: "Sign-on", cell: (app) => app.signOnMode ?? "none" },
          { heading: "Status", cell: (app) => statusBadge(app.status) },
          { heading: "Groups", cell: (app) => store.appGroups.filter((each) => each.appId === app.id).length },
          { heading: "People", cell: (app) => store.appUsers.filter((each) => each.appId === app.id).length },
          {
            heading: "Provisioning",
            cell: (app) =>
              provisioningOf(app) === "scim"
                ? statusBadge(connectionOf(store, app, settings())?.status ?? (mode === "api" ? "not set" : "UNKNOWN"))
                : "—",
          },
        ],
        apps,
        "No applications.",
      )}
      <h2 id="pushes">Pushed groups</h2>
      ${table(
        [
          { heading: "Group", cell: (mapping) => nameOfGroup(okta, mapping.sourceGroupId) },
          { heading: "As", cell: (mapping) => nameOfGroup(okta, mapping.targetGroupId) },
          {
            heading: "To",
            cell: (mapping) => {
              const app = store.apps.get(mapping.appId);
              return app === undefined ? mapping.appId : appLink(app);
            },
          },
          { heading: "Members", cell: (mapping) => store.members(mapping.sourceGroupId).length },
          { heading: "Status", cell: (mapping) => statusBadge(mapping.status) },
        ],
        pushes,
        "No group is pushed to an application.",
      )}
      <h2 id="servers">Authorization servers</h2>
      ${table(
        [
          { heading: "Name", cell: (server) => server.name },
          { heading: "Audience", cell: (server) => server.audiences.join(", ") },
          {
            heading: "Own claims",
            cell: (server) =>
              store.claims
                .filter((claim) => claim.serverId === server.id && !claim.system)
                .map((claim) => claim.name)
                .join(", ") || "—",
          },
          { heading: "Status", cell: (server) => statusBadge(server.status) },
        ],
        store.servers.all(),
        "No authorization servers.",
      )}`,
  );
}

/** The name of a group, or its id when it is gone. */
export function nameOfGroup({ store }: Okta, id: string): string {
  return String(store.groups.get(id)?.profile.name ?? id);
}

function plural(count: number, noun: string): string {
  if (count === 1) {
    return noun;
  }
  return noun.endsWith("person") ? noun.replace("person", "people") : `${noun}s`;
}
