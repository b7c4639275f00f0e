import { html } from "hono/html";
import { badge, type Html, moment, table } from "../../shared/pages";
import type { LogEvent } from "../entities";

/** Entries of the System Log. */
export function eventTable(events: readonly LogEvent[], empty: string): Html {
  return table<LogEvent>(
    [
      { heading: "Time", cell: (event) => moment(event.published) },
      {
        heading: "Event",
        cell: (event) => html`${event.displayMessage}<small><code>${breakable(event.eventType)}</code></small>`,
      },
      { heading: "Actor", cell: (event) => event.actorLogin },
      { heading: "Target", cell: (event) => event.targets.map(({ displayName }) => displayName).join(", ") },
      { heading: "Result", cell: outcome },
    ],
    events,
    empty,
    ({ id }) => `event-${id}`,
  );
}

/** A dotted name that goes on in the next line at a dot, where it has to. */
function breakable(name: string): Html {
  return html`${name.split(".").map((part, index) => (index === 0 ? part : html`.<wbr />${part}`))}`;
}

/** How it ended, and why. */
function outcome({ result, reason }: LogEvent): Html {
  return html`${badge(result, result === "SUCCESS" || result === "ALLOW" ? "good" : "bad")} ${reason ?? ""}`;
}
