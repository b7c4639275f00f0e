import { html } from "hono/html";
import { live } from "../../shared/live";
import { FEW_ROWS, longTable } from "../../shared/long-table";
import type { Html } from "../../shared/pages";
import type { Hire } from "../administration";
import { provisioningOf } from "../app-model";
import type { App, AuthorizationServer, PushMapping } from "../entities";
import type { Okta } from "../http";
import { connectionOf } from "../provisioning";
import { eventTable } from "./events";
import { fireForm, hireForm, moveForm } from "./people-forms";
import { tasksSection } from "./provisioning";
import { appLink, type Notice, noticeArea, oktaPage, statusBadge } from "./site";

/** What the dashboard shows besides what exists. */
export interface DashboardView {
  /** Address of the request: for the pages of a list. */
  readonly url: string;
  readonly notice?: Notice;
  /** What was typed into the form for a new account, and refused. */
  readonly draft?: Hire;
}

/** What exists in this Okta and what happens, at a glance; with buttons to make it happen. */
export function dashboardPage(okta: Okta, view: DashboardView): Html {
  const { store } = okta;
  const content = html`${noticeArea(view.notice)}
    ${cards(okta)}
    <h2>Joiner, mover, leaver</h2>
    <div class="panels">
      ${hireForm(store, "dashboard", view.draft)} ${moveForm(store, "dashboard")} ${fireForm(store, "dashboard")}
    </div>
    <h2>What just happened</h2>
    ${eventTable(store.logEvents.all().slice(-10).reverse(), "Nothing yet. Hire somebody, or sign in to an application.")}
    <h2 id="pushes">Pushed groups</h2>
    ${pushes(okta, view.url)}
    ${tasksSection(okta)}
    <h2>Applications</h2>
    ${applications(okta, view.url)}
    <h2 id="servers">Authorization servers</h2>
    ${servers(okta, view.url)}`;
  return oktaPage(
    "Dashboard",
    html`<p>${store.org().companyName} · <code>${new URL(store.origin).host}</code></p>
      ${view.notice?.ok === false ? content : live(store.database.version, content)}`,
  );
}

function cards({ store, settings }: Okta): Html {
  const mode = settings().scimConnection;
  const cards: [number, string, string][] = [
    [store.users.filter((user) => user.status === "ACTIVE").length, "active person", "/admin/users"],
    [store.groups.filter((group) => group.type === "OKTA_GROUP").length, "group", "/admin/groups"],
    [store.apps.size, "application", "/admin/apps"],
    [store.pushMappings.size, "pushed group", "#pushes"],
    [store.servers.size, "authorization server", "#servers"],
  ];
  return html`<div class="cards">
      ${cards.map(([count, label, href]) => html`<a class="card" href="${href}"><b>${count}</b>${plural(count, label)}</a>`)}
    </div>
    ${
      mode === "api"
        ? ""
        : html`<p class="notice">This Okta answers UNKNOWN when a SCIM connection is set by API: a person enters it on the
          app's Provisioning tab.</p>`
    }`;
}

function applications({ store, settings }: Okta, url: string): Html {
  const mode = settings().scimConnection;
  return longTable<App>(url, {
    name: "applications",
    perPage: FEW_ROWS,
    columns: [
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
    rows: store.apps.all(),
    empty: "No applications.",
    key: ({ id }) => `app-${id}`,
  });
}

function pushes(okta: Okta, url: string): Html {
  const { store } = okta;
  return longTable<PushMapping>(url, {
    name: "pushed-groups",
    perPage: FEW_ROWS,
    columns: [
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
      { heading: "Members in the app", cell: (mapping) => store.pushedGroups.get(mapping.id)?.members.length ?? "—" },
      { heading: "Status", cell: (mapping) => html`${statusBadge(mapping.status)} ${mapping.errorSummary ?? ""}` },
    ],
    rows: store.pushMappings.all(),
    empty: "No group is pushed to an application.",
    key: ({ id }) => `push-${id}`,
  });
}

function servers({ store }: Okta, url: string): Html {
  return longTable<AuthorizationServer>(url, {
    name: "authorization-servers",
    perPage: FEW_ROWS,
    columns: [
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
    rows: store.servers.all(),
    empty: "No authorization servers.",
    key: ({ id }) => `server-${id}`,
  });
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
