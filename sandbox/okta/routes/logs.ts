import { Hono } from "hono";
import type { LogEvent } from "../entities";
import { validationFailed } from "../errors";
import type { Okta, OktaEnv } from "../http";
import { paginate } from "../paging";
import { parseExpression } from "../search";
import { logEventResponse } from "../system-log";

/** Without `since`, Okta answers the last seven days. */
const DEFAULT_SPAN = 7 * 86_400_000;

/** The System Log. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
export function logRoutes({ store }: Okta): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();
  routes.get("/api/v1/logs", (context) => {
    const { filter, q, sortOrder } = context.req.query();
    const since = time("since", context.req.query("since")) ?? Date.now() - DEFAULT_SPAN;
    const until = time("until", context.req.query("until")) ?? Number.POSITIVE_INFINITY;
    const wanted = filter === undefined || filter === "" ? () => true : parseExpression(filter, FILTER_RULES);
    const events = store.logEvents.filter((event) => {
      const published = Date.parse(event.published);
      return published >= since && published < until && wanted(event) && contains(event, q);
    });
    const ordered = sortOrder === "DESCENDING" ? events.toReversed() : events;
    const page = paginate(context, store.origin, ordered, {
      defaultLimit: 100,
      maxLimit: 1_000,
      repeat: ["since", "until", "filter", "q", "sortOrder"],
    });
    return context.json(page.map((event) => logEventResponse(store, event)));
  });
  return routes;
}

function time(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === "") {
    return undefined;
  }
  const value = Date.parse(text);
  if (Number.isNaN(value)) {
    throw validationFailed(name, `${name}: The value must be an ISO 8601 date.`);
  }
  return value;
}

function contains(event: LogEvent, q: string | undefined): boolean {
  const text = JSON.stringify(event).toLowerCase();
  return q === undefined || q.split(/\s+/).every((word) => text.includes(word.toLowerCase()));
}

const ATTRIBUTES: Readonly<Record<string, ((event: LogEvent) => unknown) | undefined>> = {
  eventType: (event) => event.eventType,
  uuid: (event) => event.id,
  published: (event) => event.published,
  displayMessage: (event) => event.displayMessage,
  "outcome.result": (event) => event.result,
  "outcome.reason": (event) => event.reason,
  "actor.id": (event) => event.actorId,
  "actor.alternateId": (event) => event.actorLogin,
  "target.id": (event) => event.targets.map(({ id }) => id),
  "target.type": (event) => event.targets.map(({ type }) => type),
  "target.displayName": (event) => event.targets.map(({ displayName }) => displayName),
};

const FILTER_RULES = {
  attribute: (name: string) => ATTRIBUTES[name] !== undefined,
  lookup: (event: LogEvent, name: string) => ATTRIBUTES[name]?.(event),
  ignoreCase: false,
};
