import { asList, asObject, type Json, textAt } from "../api/json";
import type { Subject } from "./subject";

/**
 * Who did something to an app, and when, as Okta's System Log tells it: ` by Ada Lovelace at 2026-11-24 09:12 UTC`. Empty
 * where the log does not say.
 *
 * @param target Id of what it was done with, a group or a person.
 */
export async function whoDidIt(subject: Subject, eventType: string, appId: string, target: string): Promise<string> {
  const events = await subject
    .events(`eventType eq "${eventType}" and target.id eq "${appId}"`)
    // Who may not read the log sees what changed all the same.
    .catch(() => []);
  const event = events.find(({ target: targets }) => asList(targets).some(({ id }) => id === target));
  return event === undefined ? "" : ` by ${actorOf(event)} at ${momentOf(event)}`;
}

/** Who did what an entry of the System Log tells. */
export function actorOf(event: Json): string {
  return textAt(event, "actor", "displayName") ?? textAt(event, "actor", "alternateId") ?? "somebody";
}

/** When it happened, to the minute. */
export function momentOf({ published }: Json): string {
  return `${String(published).slice(0, 16).replace("T", " ")} UTC`;
}

/** What it happened to, in words. */
export function targetsOf(event: Json): string {
  return asList(event.target)
    .map((target) => String(asObject(target).displayName ?? asObject(target).id))
    .join(", ");
}
