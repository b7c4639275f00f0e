/** One recorded exchange, as the contract folders hold them. */
export interface Exchange {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string | readonly string[]>>;
  readonly responseBody: unknown;
  readonly source: string;
}

/** What a server under test answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON value, text, or null when empty. */
  readonly body: unknown;
}

/** A place where the recording and the answer disagree. */
export interface Difference {
  /** Dotted path into the answer: `body._links.self.href`, `headers.link`, `status`. */
  readonly path: string;
  /** `missing`: recorded, not answered. `extra`: answered, not recorded. */
  readonly kind: "missing" | "extra" | "value";
  readonly recorded: unknown;
  readonly actual: unknown;
}

/** A difference that is no mistake, with the reason. */
export interface Tolerance {
  readonly path: RegExp;
  readonly kind?: Difference["kind"];
  readonly reason: string;
}

/** How values of a service are made comparable. */
export interface Normaliser {
  /** Rewrites a string of the recording: ids that are known become ours, what changes from run to run a placeholder. */
  readonly recorded: (text: string) => string;
  /** Rewrites a string of the answer in the same way. */
  readonly actual: (text: string) => string;
  /** Keys whose values only need to be of the same type, such as certificates. */
  readonly opaque: ReadonlySet<string>;
}

/** Headers that are compared when the recording has them. */
const COMPARED_HEADERS = ["content-type", "link", "location"];
/** Headers of which only the presence is compared. */
const PRESENT_HEADERS = ["date", "etag", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"];

/** Every difference between a recorded exchange and an answer that no tolerance covers. */
export function compareExchange(
  exchange: Exchange,
  answer: Answer,
  normaliser: Normaliser,
  tolerances: readonly Tolerance[] = [],
): Difference[] {
  const differences: Difference[] = [];
  if (exchange.status !== answer.status) {
    // The bodies of two different outcomes have nothing in common: one line says more than fifty.
    return [
      {
        path: "status",
        kind: "value",
        recorded: exchange.status,
        actual: { status: answer.status, body: answer.body },
      },
    ];
  }
  compareHeaders(exchange, answer, normaliser, differences);
  compareValues("body", exchange.responseBody, answer.body, normaliser, differences);
  return differences.filter(
    (difference) =>
      !tolerances.some(
        (tolerance) =>
          tolerance.path.test(difference.path) && (tolerance.kind === undefined || tolerance.kind === difference.kind),
      ),
  );
}

function compareHeaders(exchange: Exchange, answer: Answer, normaliser: Normaliser, differences: Difference[]): void {
  for (const name of COMPARED_HEADERS) {
    const recorded = exchange.responseHeaders[name];
    const actual = answer.headers.get(name) ?? undefined;
    if (name === "link") {
      compareValues("headers.link", recorded ?? [], splitLinks(actual), normaliser, differences);
    } else if (recorded !== undefined || actual !== undefined) {
      const plain = (value: unknown): unknown =>
        typeof value === "string" ? value.replace(/;\s*charset=UTF-8$/i, "") : null;
      compareValues(`headers.${name}`, plain(recorded), plain(actual), normaliser, differences);
    }
  }
  for (const name of PRESENT_HEADERS) {
    if (exchange.responseHeaders[name] !== undefined && !answer.headers.has(name)) {
      differences.push({
        path: `headers.${name}`,
        kind: "missing",
        recorded: exchange.responseHeaders[name],
        actual: null,
      });
    }
  }
}

/** The links of a Link header that a fetch `Headers` joined. */
function splitLinks(header: string | undefined): string[] {
  return header === undefined ? [] : header.split(/,\s*(?=<)/);
}

function compareValues(
  path: string,
  recorded: unknown,
  actual: unknown,
  normaliser: Normaliser,
  differences: Difference[],
): void {
  const value = (): void => {
    differences.push({ path, kind: "value", recorded, actual });
  };
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    if (recorded.length !== actual.length) {
      value();
      return;
    }
    recorded.forEach((item, index) => {
      compareValues(`${path}[${index}]`, item, actual[index], normaliser, differences);
    });
  } else if (isObject(recorded) && isObject(actual)) {
    compareObjects(path, recorded, actual, normaliser, differences);
  } else if (typeof recorded === "string" && typeof actual === "string") {
    if (!sameText(normaliser.recorded(recorded), normaliser.actual(actual))) {
      value();
    }
  } else if (recorded !== actual) {
    value();
  }
}

function compareObjects(
  path: string,
  recorded: Record<string, unknown>,
  actual: Record<string, unknown>,
  normaliser: Normaliser,
  differences: Difference[],
): void {
  const expected = new Map(Object.entries(recorded).map(([key, value]) => [normaliser.recorded(key), value]));
  const got = new Map(Object.entries(actual).map(([key, value]) => [normaliser.actual(key), value]));
  for (const [key, value] of expected) {
    const at = `${path}.${key}`;
    if (!got.has(key)) {
      differences.push({ path: at, kind: "missing", recorded: value, actual: undefined });
    } else if (normaliser.opaque.has(key)) {
      if (typeof value !== typeof got.get(key)) {
        differences.push({ path: at, kind: "value", recorded: value, actual: got.get(key) });
      }
    } else {
      compareValues(at, value, got.get(key), normaliser, differences);
    }
  }
  for (const [key, value] of got) {
    if (!expected.has(key)) {
      differences.push({ path: `${path}.${key}`, kind: "extra", recorded: undefined, actual: value });
    }
  }
}

/** Recordings are scrubbed to text of the same length: the rest of the text must be equal, and the length. */
function sameText(recorded: string, actual: string): boolean {
  const scrubbed = recorded.indexOf("scrubbed");
  return scrubbed < 0
    ? recorded === actual
    : recorded.length === actual.length && recorded.slice(0, scrubbed) === actual.slice(0, scrubbed);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Differences as lines to read in a failed test. */
export function describeDifferences(differences: readonly Difference[]): string {
  const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 200) ?? "nothing";
  return differences
    .map(({ path, kind, recorded, actual }) => `${kind} ${path}: recorded ${show(recorded)}, answered ${show(actual)}`)
    .join("\n");
}
