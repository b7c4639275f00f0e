import { html } from "hono/html";
import { type Html, table } from "../../shared/pages";
import { isOidcClient } from "../app-model";
import { catalogueEntry } from "../catalogue";
import { type CredentialsTest, type ProvisioningState, provisioningState } from "../console";
import type { App, JsonObject } from "../entities";
import type { Okta } from "../http";
import { assignedPeople } from "../routes/assignments";
import { nameOfGroup } from "./dashboard";
import { appPath, oktaPage, statusBadge } from "./site";

/** What a page says after a button was pressed. */
export type Notice = CredentialsTest;

/** What was typed and not saved: shown again, except the token. */
export interface Draft {
  readonly enabled: boolean;
  readonly baseUrl: string;
}

/** The page of one application, with the tabs of Okta's console as sections. */
export function appPage(okta: Okta, app: App, notice?: Notice, draft?: Draft): Html {
  const state = provisioningState(okta, app);
  const kind = app.custom
    ? isOidcClient(app)
      ? "OpenID Connect web client"
      : "Custom SAML app"
    : (catalogueEntry(app.name)?.title ?? app.name);
  return oktaPage(
    app.label,
    html`<p>${kind} ${statusBadge(app.status)}</p>
      <nav class="tabs" aria-label="Sections of this application">
        <a href="#tab-general">General</a> · <a href="#tab-signon">Sign On</a> ·
        <a href="#tab-user-management">Provisioning</a> · <a href="#tab-assignments">Assignments</a> ·
        <a href="#tab-group-push">Push Groups</a>
      </nav>
      ${general(okta, app)} ${signOn(okta, app)} ${provisioning(okta, app, state, notice, draft)}
      ${assignments(okta, app)} ${groupPush(okta, app)}`,
  );
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
      ["Created", app.created],
      ["Last updated", app.lastUpdated],
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

function provisioning({ settings }: Okta, app: App, state: ProvisioningState, notice?: Notice, draft?: Draft): Html {
  if (!state.supported) {
    return html`<h2 id="tab-user-management">Provisioning</h2>
      <p class="empty">This application has no provisioning.</p>`;
  }
  const shown = draft ?? { enabled: state.enabled, baseUrl: state.baseUrl };
  const byHand = settings().scimConnection === "unknown" && state.configuredBy === "nobody";
  return html`<h2 id="tab-user-management">Provisioning</h2>
    <p>Connection ${statusBadge(state.enabled ? "ENABLED" : byHand ? "UNKNOWN" : "DISABLED")}
      ${state.configuredBy === "nobody" ? "nobody has configured it" : `configured by ${state.configuredBy === "api" ? "API" : "hand"}`}</p>
    ${
      notice === undefined
        ? ""
        : html`<p class="notice ${notice.ok ? "good" : "bad"}" role="status">${notice.message}</p>`
    }
    <h3>Integration</h3>
    <form method="post" action="${appPath(app)}/integration#tab-user-management">
      <label class="check">
        <input type="checkbox" name="enabled" ${shown.enabled ? "checked" : ""} /> Enable API integration
      </label>
      <label>Base URL <input type="url" name="baseUrl" value="${shown.baseUrl}" required /></label>
      <label>API Token
        <input type="password" name="token" autocomplete="off" placeholder="${state.hasToken ? "saved; leave empty to keep it" : ""}" />
      </label>
      <div class="buttons">
        <button name="action" value="test">Test API Credentials</button>
        <button name="action" value="save">Save</button>
      </div>
    </form>
    ${toApp(app, state)}`;
}

function toApp(app: App, state: ProvisioningState): Html {
  if (!state.enabled) {
    return html`<h3>Provisioning to App</h3>
      <p class="empty">Enable the API integration first.</p>`;
  }
  const box = (name: keyof ProvisioningState["toApp"], label: string): Html =>
    html`<label class="check"><input type="checkbox" name="${name}" ${state.toApp[name] ? "checked" : ""} /> ${label}</label>`;
  return html`<h3>Provisioning to App</h3>
    <form method="post" action="${appPath(app)}/to-app#tab-user-management">
      ${box("createUsers", "Create Users")} ${box("updateUserAttributes", "Update User Attributes")}
      ${box("deactivateUsers", "Deactivate Users")}
      <button>Save</button>
    </form>`;
}

function assignments(okta: Okta, app: App): Html {
  const { store } = okta;
  return html`<h2 id="tab-assignments">Assignments</h2>
    ${table(
      [
        { heading: "Group", cell: (assignment) => nameOfGroup(okta, assignment.groupId) },
        { heading: "Members", cell: (assignment) => store.members(assignment.groupId).length },
        { heading: "Priority", cell: (assignment) => assignment.priority },
      ],
      store.appGroups.filter((assignment) => assignment.appId === app.id),
      "No group is assigned.",
    )}
    <h3>People</h3>
    ${table(
      [
        { heading: "Person", cell: (person) => person.login },
        { heading: "Username in the app", cell: (person) => person.userName },
        { heading: "Assigned", cell: (person) => (person.scope === "GROUP" ? "through a group" : "directly") },
      ],
      assignedPeople(okta, app),
      "Nobody is assigned.",
    )}`;
}

function groupPush(okta: Okta, app: App): Html {
  return html`<h2 id="tab-group-push">Push Groups</h2>
    ${table(
      [
        { heading: "Group in Okta", cell: (mapping) => nameOfGroup(okta, mapping.sourceGroupId) },
        { heading: "Group in the app", cell: (mapping) => nameOfGroup(okta, mapping.targetGroupId) },
        { heading: "Status", cell: (mapping) => statusBadge(mapping.status) },
        { heading: "Last change", cell: (mapping) => mapping.lastUpdated },
      ],
      okta.store.pushMappings.filter((mapping) => mapping.appId === app.id),
      "No group is pushed.",
    )}`;
}
