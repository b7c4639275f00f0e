/** How long a value may be in a message. */
const MAX_SHOWN = 200;

/**
 * A value for a message. Only for properties that are no secret: a policy gets secrets in plain text and cannot tell
 * them from others.
 */
export function show(value: unknown): string {
  if (value === undefined || value === null) {
    return "not set";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "empty" : shorten(value.map(show).join(", "));
  }
  if (typeof value === "object") {
    return "an object";
  }
  return shorten(typeof value === "string" ? `"${value}"` : String(value));
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** The elements of a list; of anything else, none. */
export function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.map((element: unknown) => element) : [];
}

/** Whether a value is a list with at least one element. */
export function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

/** Whether a value is a text with at least one character. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** A property of an object, by name; of anything else, undefined. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Hours, minutes and seconds of a Cloudflare duration such as `24h` or `1h30m`, in minutes; undefined for another text. */
export function minutesOf(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(value)) {
    return undefined;
  }
  const minutes = { ns: 1 / 60e9, us: 1 / 60e6, µs: 1 / 60e6, ms: 1 / 60e3, s: 1 / 60, m: 1, h: 60 };
  const parts = value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * minutes[unit as keyof typeof minutes], 0);
}
