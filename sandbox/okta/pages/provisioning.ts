import { html } from "hono/html";
import { badge, type Html, moment, table } from "../../shared/pages";
import type { App, LogEvent, ProvisionedUser } from "../entities";
import type { Okta } from "../http";
import { type Task, tasks } from "../provisioning/observe";
import { appLink, appPath } from "./site";

/** So many entries of a log are shown. */
const SHOWN = 50;

/** What failed at all apps, with a button for each app to try again: "Tasks" on Okta's dashboard. */
export function tasksSection(okta: Okta): Html {
  const all = tasks(okta);
  const apps = new Map(all.map((task) => [task.app.id, task.app]));
  return html`<h2 id="tasks">Tasks</h2>
    ${taskTable(all, true)}
    ${[...apps.values()].map((app) => retryForm(app, `Retry all of ${app.label}`))}`;
}

/** What failed at one app, and what provisioning did there: what "View Logs" leads to. */
export function provisioningLog(okta: Okta, app: App): Html {
  const failed = tasks(okta, app.id);
  const events = okta.store.logEvents.filter(
    ({ eventType, targets }) =>
      eventType.startsWith("application.provision.") && targets.some(({ id }) => id === app.id),
  );
  return html`${failed.length === 0 ? "" : html`<h3>Tasks</h3>${taskTable(failed, false)} ${retryForm(app, "Retry all")}`}
    <h3 id="view-logs">Provisioning log</h3>
    ${events.length > SHOWN ? html`<p>The last ${SHOWN} of ${events.length}.</p>` : ""}
    ${table<LogEvent>(
      [
        { heading: "Time", cell: (event) => moment(event.published) },
        { heading: "Event", cell: (event) => html`${event.displayMessage}<br /><code>${event.eventType}</code>` },
        {
          heading: "Target",
          cell: (event) =>
            event.targets
              .filter(({ id }) => id !== app.id)
              .map(({ displayName }) => displayName)
              .join(", "),
        },
        {
          heading: "Result",
          cell: (event) =>
            html`${badge(event.result, event.result === "SUCCESS" ? "good" : "bad")} ${event.reason ?? ""}`,
        },
      ],
      events.slice(-SHOWN).reverse(),
      "Nothing was sent yet.",
      ({ id }) => `event-${id}`,
    )}`;
}

/** How far a person's account at an app is. */
export function provisioningStatus({ store }: Okta, appUserId: string): Html {
  const known = store.provisionedUsers.get(appUserId);
  if (known === undefined) {
    return html`—`;
  }
  return known.error === null ? badge(...WORDS[known.status]) : html`${badge("failed", "bad")} ${known.error}`;
}

const WORDS: Readonly<Record<ProvisionedUser["status"], readonly [string, "good" | "plain"]>> = {
  pending: ["being created", "plain"],
  provisioned: ["provisioned", "good"],
  leaving: ["being deactivated", "plain"],
  unprovisioned: ["not provisioned", "plain"],
};

/** The button for people who were assigned while Create Users was off. */
export function provisionUserForm({ store }: Okta, app: App, creates: boolean): Html {
  const waiting = store.provisionedUsers.filter(({ appId, status }) => appId === app.id && status === "unprovisioned");
  if (waiting.length === 0) {
    return html``;
  }
  const people = waiting.length === 1 ? "1 person was" : `${waiting.length} people were`;
  return html`<form class="panel" id="provision-users" method="post" action="${appPath(app)}/provision-users#tab-assignments">
      <p>${people} assigned before Create Users was on.</p>
      ${creates ? html`<button>Provision User</button>` : html`<p>Turn on Create Users to provision them.</p>`}
    </form>`;
}

function taskTable(rows: readonly Task[], withApp: boolean): Html {
  return html`${rows.length > SHOWN ? html`<p>The first ${SHOWN} of ${rows.length}.</p>` : ""}${table<Task>(
    [
      ...(withApp ? [{ heading: "Application", cell: (task: Task) => appLink(task.app) }] : []),
      { heading: "For", cell: (task) => `${task.kind} ${task.name}` },
      { heading: "Failed", cell: (task) => moment(task.failedAt) },
      { heading: "Error", cell: (task) => task.error },
    ],
    rows.slice(0, SHOWN),
    "Nothing has failed.",
    ({ id }) => `task-${id.replace("/", "-")}`,
  )}`;
}

function retryForm(app: App, label: string): Html {
  return html`<form id="retry-${app.id}" method="post" action="${appPath(app)}/retry#tab-user-management">
      <p><button>${label}</button></p>
    </form>`;
}
