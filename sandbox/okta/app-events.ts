import type { MiddlewareHandler } from "hono";
import type { LogEvent } from "./entities";
import type { Okta, OktaEnv } from "./http";
import type { OktaStore } from "./store";
import { loginOf } from "./store";
import { record } from "./system-log";

/** What a call about an app writes into the System Log. https://developer.okta.com/docs/reference/api/event-types/ */
const EVENTS: readonly {
  readonly method: string;
  /** Below `/api/v1/apps/{id}`. */
  readonly below: RegExp;
  readonly eventType: string;
  readonly displayMessage: string;
}[] = [
  { method: "PUT", below: /^$/, eventType: "application.lifecycle.update", displayMessage: "Update application" },
  {
    method: "POST",
    below: /^\/lifecycle\/activate$/,
    eventType: "application.lifecycle.activate",
    displayMessage: "Activate application",
  },
  {
    method: "POST",
    below: /^\/lifecycle\/deactivate$/,
    eventType: "application.lifecycle.deactivate",
    displayMessage: "Deactivate application",
  },
  {
    method: "PUT",
    below: /^\/groups\/([^/]+)$/,
    eventType: "group.application_assignment.add",
    displayMessage: "Add assigned application to group",
  },
  {
    method: "DELETE",
    below: /^\/groups\/([^/]+)$/,
    eventType: "group.application_assignment.remove",
    displayMessage: "Remove assigned application from group",
  },
  {
    method: "POST",
    below: /^\/users$/,
    eventType: "application.user_membership.add",
    displayMessage: "Add user to application membership",
  },
  {
    method: "DELETE",
    below: /^\/users\/([^/]+)$/,
    eventType: "application.user_membership.remove",
    displayMessage: "Remove user from application membership",
  },
];

/** Writes down what administrators do to apps that exist: their settings and whom they are assigned to. */
export function recordingAppChanges({ store }: Okta): MiddlewareHandler<OktaEnv> {
  return async (context, next) => {
    const { method, path } = context.req;
    const [, appId = "", below = ""] = /^\/api\/v1\/apps\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const event = EVENTS.find((one) => one.method === method && one.below.test(below));
    const app = store.apps.get(appId);
    if (event === undefined || app === undefined) {
      return next();
    }
    const id =
      event.below.exec(below)?.[1] ?? (below === "/users" ? idIn(await context.req.raw.clone().text()) : undefined);
    await next();
    if (context.res.status < 400) {
      record(store, {
        eventType: event.eventType,
        displayMessage: event.displayMessage,
        result: "SUCCESS",
        actor: store.users.get(store.org().tokenOwnerId) ?? "unknown",
        app,
        targets: id === undefined ? [] : targets(store, id),
      });
    }
  };
}

function targets(store: OktaStore, id: string): LogEvent["targets"] {
  const group = store.groups.get(id);
  const user = store.users.get(id);
  return [
    ...(group === undefined ? [] : [{ id, type: "UserGroup", displayName: String(group.profile.name) }]),
    ...(user === undefined ? [] : [{ id, type: "AppUser", displayName: loginOf(user) }]),
  ];
}

function idIn(body: string): string | undefined {
  try {
    const { id } = JSON.parse(body) as { id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    // The call itself says what is wrong with it.
    return undefined;
  }
}
