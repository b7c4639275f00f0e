import { html } from "hono/html";
import { live } from "../../shared/live";
import { FEW_ROWS, longTable } from "../../shared/long-table";
import { type Html, moment } from "../../shared/pages";
import { isOidcClient } from "../app-model";
import { catalogueEntry } from "../catalogue";
import { type ProvisioningState, provisioningState } from "../console";
import type { App, AppGroup, JsonObject, PushMapping } from "../entities";
import type { Okta } from "../http";
import { type AssignedPerson, assignedPeople } from "../routes/assignments";
import { nameOfGroup } from "./dashboard";
import { provisioningLog, provisioningStatus, provisionUserForm } from "./provisioning";
import { appPath, type Notice, noticeArea, oktaPage, statusBadge } from "./site";

/** What was typed and not saved: shown again, except the token. */
export interface Draft {
  readonly enabled: boolean;
  readonly baseUrl: string;
}

/** What an app's page shows besides the state of the app. */
export interface AppView {
  /** Address of the request: for the pages of a list. */
  readonly url: string;
  readonly notice?: Notice;
  readonly draft?: Draft;
  /** True: the form is open, after "Configure API Integration" or "Edit". A draft opens it too. */
  readonly configure?: boolean;
}

/** The page of one application, with the tabs of Okta's console as sections. */
export function appPage(okta: Okta, app: App, view: AppView): Html {
  const state = provisioningState(okta, app);
  const kind = app.custom
    ? isOidcClient(app)
      ? "OpenID Connect web client"
      : "Custom SAML app"
    : (catalogueEntry(app.name)?.title ?? app.name);
  const content = html`<p>${kind} ${statusBadge(app.status)}</p>
      <nav aria-label="Sections of this application">
        <a href="#tab-general">General</a> · <a href="#tab-signon">Sign On</a> ·
        <a href="#tab-user-management">Provisioning</a> · <a href="#tab-assignments">Assignments</a> ·
        <a href="#tab-group-push">Push Groups</a>
      </nav>
      ${general(okta, app)} ${signOn(okta, app)} ${provisioning(okta, app, state, view)}
      ${assignments(okta, app, state, view.url)} ${groupPush(okta, app, view.url)}`;
  return oktaPage(app.label, live(okta.store.database.version, content));
}

function facts(rows: readonly (readonly [string, Html | string])[]): Html {
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function general({ store }: Okta, app: App): Html {
  return html`<h2 id="tab-general">General</h2>
    ${facts([
      ["Label", app.label],
      ["Id", html`<code>${app.id}</code>`],
      ["Name", html`<code>${app.name}</code>`],
      ["Created", moment(app.created)],
      ["Last updated", moment(app.lastUpdated)],
      ["Access policy", store.policies.get(app.accessPolicyId)?.name ?? app.accessPolicyId],
    ])}`;
}

function signOn({ store }: Okta, app: App): Html {
  const client = app.credentials.oauthClient as JsonObject | undefined;
  const settings = app.settings.oauthClient as JsonObject | undefined;
  const template = (app.credentials.userNameTemplate as JsonObject | undefined)?.template;
  const { idToken } = app;
  const list = (name: string): string => ((settings?.[name] ?? []) as readonly string[]).join(", ");
  const claim =
    idToken.name === undefined
      ? "none"
      : `${idToken.name}: ${idToken.groupFilterType ?? idToken.valueType ?? ""} ${idToken.value ?? ""}`;
  const keys = store.appKeys.filter((key) => key.appId === app.id);
  return html`<h2 id="tab-signon">Sign On</h2>
    ${facts(
      client === undefined
        ? [
            ["Sign-on mode", app.signOnMode ?? "none"],
            ["Application username", String(template)],
            ["Signing keys", keys.length === 0 ? "none" : html`${keys.map((key) => html`<code>${key.kid}</code> `)}`],
          ]
        : [
            ["Client id", html`<code>${String(client.client_id)}</code>`],
            ["Client secret", "kept, not shown"],
            ["Client authentication", String(client.token_endpoint_auth_method)],
            ["PKCE", client.pkce_required === true ? "required" : "not required"],
            ["Sign-in redirect URIs", list("redirect_uris")],
            ["Grant types", list("grant_types")],
            ["Groups claim", claim],
            ["Application username", String(template)],
          ],
    )}`;
}

function provisioning(okta: Okta, app: App, state: ProvisioningState, view: AppView): Html {
  if (!state.supported) {
    return html`<h2 id="tab-user-management">Provisioning</h2>
      <p class="empty">This application has no provisioning.</p>`;
  }
  const { notice } = view;
  const byHand = okta.settings().scimConnection === "unknown" && state.configuredBy === "nobody";
  const open = view.configure === true || view.draft !== undefined;
  return html`<h2 id="tab-user-management">Provisioning</h2>
    ${noticeArea(notice)}
    <h3 id="tab-user-management/api-credentials">Integration</h3>
    <p>Connection ${statusBadge(state.enabled ? "ENABLED" : byHand ? "UNKNOWN" : "DISABLED")}
      ${howConfigured(state, byHand)}</p>
    <div id="integration-area" data-keep>${open ? integrationForm(app, state, view.draft) : integration(app, state)}</div>
    ${toApp(app, state)} ${provisioningLog(okta, app)}`;
}

function howConfigured({ configuredBy }: ProvisioningState, byHand: boolean): string {
  if (configuredBy === "nobody") {
    return byHand ? "this API does not take it: a person enters it here" : "nobody has configured it";
  }
  return `configured by ${configuredBy === "api" ? "API" : "hand"}`;
}

function integration(app: App, state: ProvisioningState): Html {
  const configured = state.configuredBy !== "nobody";
  return html`${
    configured
      ? facts([
          ["Enable API integration", state.enabled ? "on" : "off"],
          ["Base URL", html`<code>${state.baseUrl}</code>`],
          ["API Token", "kept, not shown"],
        ])
      : ""
  }
    <form action="${appPath(app)}#tab-user-management">
      <p><button name="configure">${configured ? "Edit" : "Configure API Integration"}</button></p>
    </form>`;
}

function integrationForm(app: App, state: ProvisioningState, draft?: Draft): Html {
  const shown = draft ?? { enabled: state.enabled, baseUrl: state.baseUrl };
  return html`<form id="integration" class="panel" method="post" novalidate
      action="${appPath(app)}/integration#tab-user-management">
      <label class="check">
        <input type="checkbox" name="enabled" ${shown.enabled ? "checked" : ""} /> Enable API integration
      </label>
      <label class="credential">Base URL <input type="url" name="baseUrl" value="${shown.baseUrl}" /></label>
      <label class="credential">API Token
        <input type="password" name="token" autocomplete="off" aria-describedby="token-hint" />
      </label>
      <small id="token-hint" class="credential">${
        state.hasToken
          ? "A token is kept. Leave this empty to go on with it."
          : "Cloudflare calls it SCIM secret. No page shows it again."
      }</small>
      <div class="buttons">
        <button name="action" value="test" class="credential second">Test API Credentials</button>
        <button name="action" value="save">Save</button>
      </div>
    </form>
    <style>#integration:has([name=enabled]:not(:checked)) .credential{display:none}</style>
    <script src="${TEST_SCRIPT_PATH}" defer></script>`;
}

/** Where the script of the form is found. */
export const TEST_SCRIPT_PATH = "/admin/test-credentials.js";

/** Tests what is typed and leaves it in the form. Without JavaScript the form is sent, and the token has to be typed again. */
export const TEST_SCRIPT = `
const form = document.querySelector("#integration");
form.addEventListener("submit", async (event) => {
  if (event.submitter.value !== "test") return;
  event.preventDefault();
  const say = (text, tone) => {
    const notice = Object.assign(document.createElement("p"), { textContent: text, className: "notice " + tone });
    document.querySelector("#notice").replaceChildren(notice);
  };
  say("Testing …", "");
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(form, event.submitter)),
    });
    const { ok, message } = await answer.json();
    say(message, ok ? "good" : "bad");
  } catch (error) {
    say("This sandbox does not answer (" + error.message + "). Start it again.", "bad");
  }
});
`;

function toApp(app: App, state: ProvisioningState): Html {
  if (!state.enabled) {
    return html`<h3>Provisioning to App</h3>
      <p class="empty">Enable the API integration first.</p>`;
  }
  const box = (name: keyof ProvisioningState["toApp"], label: string): Html =>
    html`<label class="check"><input type="checkbox" name="${name}" ${state.toApp[name] ? "checked" : ""} /> ${label}</label>`;
  return html`<h3>Provisioning to App</h3>
    <form class="panel" id="to-app" method="post" action="${appPath(app)}/to-app#tab-user-management">
      ${box("createUsers", "Create Users")} ${box("updateUserAttributes", "Update User Attributes")}
      ${box("deactivateUsers", "Deactivate Users")}
      <button>Save</button>
    </form>`;
}

function assignments(okta: Okta, app: App, state: ProvisioningState, url: string): Html {
  const { store } = okta;
  return html`<h2 id="tab-assignments">Assignments</h2>
    ${state.supported ? provisionUserForm(okta, app, state.enabled && state.toApp.createUsers) : ""}
    <h3>Groups</h3>
    ${longTable<AppGroup>(url, {
      name: "groups",
      perPage: FEW_ROWS,
      columns: [
        { heading: "Group", cell: (assignment) => nameOfGroup(okta, assignment.groupId) },
        { heading: "Members", cell: (assignment) => store.members(assignment.groupId).length },
        { heading: "Priority", cell: (assignment) => assignment.priority },
      ],
      rows: store.appGroups.filter((assignment) => assignment.appId === app.id),
      empty: "No group is assigned.",
      key: ({ groupId }) => `assigned-${groupId}`,
    })}
    <h3>People</h3>
    ${longTable<AssignedPerson>(url, {
      name: "people",
      columns: [
        { heading: "Person", cell: (person) => person.login },
        { heading: "Username in the app", cell: (person) => person.userName },
        { heading: "Assigned", cell: (person) => (person.scope === "GROUP" ? "through a group" : "directly") },
        ...(state.supported
          ? [{ heading: "Provisioning", cell: (person: { id: string }) => provisioningStatus(okta, person.id) }]
          : []),
      ],
      rows: assignedPeople(okta, app),
      empty: "Nobody is assigned.",
      key: ({ id }) => `assigned-${id.split("/")[1]}`,
      words: ({ login, userName }) => `${login} ${userName}`,
    })}`;
}

function groupPush(okta: Okta, app: App, url: string): Html {
  return html`<h2 id="tab-group-push">Push Groups</h2>
    ${longTable<PushMapping>(url, {
      name: "pushes",
      perPage: FEW_ROWS,
      columns: [
        { heading: "Group in Okta", cell: (mapping) => nameOfGroup(okta, mapping.sourceGroupId) },
        { heading: "Group in the app", cell: (mapping) => nameOfGroup(okta, mapping.targetGroupId) },
        { heading: "Status", cell: (mapping) => html`${statusBadge(mapping.status)} ${mapping.errorSummary ?? ""}` },
        { heading: "Last change", cell: (mapping) => moment(mapping.lastUpdated) },
      ],
      rows: okta.store.pushMappings.filter((mapping) => mapping.appId === app.id),
      empty: "No group is pushed.",
      key: ({ id }) => `push-${id}`,
    })}`;
}
