import { z } from "zod";

/** Methods that a rule can name. */
const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] as const;

const method = z.enum(METHODS);
const ordinal = z.int().min(1);

const match = z.strictObject({
  /** One method or several. Any when left out. */
  method: z.union([method, z.array(method).min(1)]).optional(),
  /**
   * The path, without a query: `*` stands for any part of one segment, `**` for anything; `/**` at the end also for
   * nothing, so that `/api/v1/groups/**` is the list as well. Any when left out.
   */
  path: z.string().startsWith("/", 'must begin with "/"').max(500).optional(),
  /** Only the call with this number, from 1, counted from when the rule was added. Not with the four below. */
  nth: ordinal.optional(),
  /** From the call with this number on. Defaults to 1. */
  from: ordinal.optional(),
  /** For so many calls, then no more. Until the rule is removed when left out. */
  times: ordinal.optional(),
  /** Only some of the calls: from 0, never, to 1, always. Which ones follows from the seed and the number of the call. */
  probability: z.number().min(0).max(1).optional(),
  /** What the draws of `probability` begin with: the same seed and the same calls give the same faults. Defaults to 1. */
  seed: z.int().optional(),
});

const effect = z.discriminatedUnion("type", [
  z.strictObject({
    /** 429 with the vendor's body; the call has no effect. */
    type: z.literal("rate-limited"),
    /** Whether the answer carries the headers by which a client knows how long to wait. Defaults to true. */
    headers: z.boolean().default(true),
    /** Seconds until the limit is lifted, as those headers say. Defaults to 1. */
    retryAfter: z.int().min(0).max(86_400).default(1),
  }),
  z.strictObject({
    /** An error of the service (500) or of what stands before it (502, 503), as the vendor answers it; no effect. */
    type: z.literal("server-error"),
    status: z.union([z.literal(500), z.literal(502), z.literal(503)]),
  }),
  z.strictObject({
    /** The call waits before it has its effect. */
    type: z.literal("slow"),
    milliseconds: z.int().min(1).max(600_000),
  }),
  z.strictObject({
    /** The connection ends. */
    type: z.literal("cut"),
    /** Before the call has an effect, after it but before the answer, or in the middle of the answer's body. */
    at: z.enum(["before-effect", "after-effect", "in-body"]),
    /** Reset (a TCP RST) instead of closed (a FIN): clients tell the two apart. Defaults to false. */
    reset: z.boolean().default(false),
  }),
  z.strictObject({
    /**
     * A GET of the API answers the state before the last write that the service took since the rule was added. Reads
     * before the first such write are not counted.
     */
    type: z.literal("stale"),
    /** How many writes the answer is behind. Defaults to 1. */
    writes: z.int().min(1).max(100).default(1),
  }),
  z.strictObject({
    /** A list is not whole; calls that answer no list, or none that could lose this, are left as they are. */
    type: z.literal("partial-list"),
    /** `next-page`: the page claims to be the last one. `half`: the second half of the page's items is missing. */
    lose: z.enum(["next-page", "half"]),
  }),
  z.strictObject({
    /** The service's clock is wrong: in the Date header, in Okta also in the rate limit headers and in ID tokens. */
    type: z.literal("clock-skew"),
    /** How far ahead of ours, in seconds; behind it when negative. */
    seconds: z.int().min(-31_536_000).max(31_536_000),
  }),
  z.strictObject({
    /** 401, as for a token that has expired or was revoked; no effect. */
    type: z.literal("credential-refused"),
  }),
  z.strictObject({
    /** 403, as for a token that lost its permission; no effect. */
    type: z.literal("permission-removed"),
  }),
  z.strictObject({
    /** Something on the way answers 200 in the service's place, such as a proxy that asks people to log in; no effect. */
    type: z.literal("foreign-answer"),
    /** A page in HTML, half of a JSON text that says it is JSON, or nothing at all. */
    body: z.enum(["html", "broken-json", "empty"]),
  }),
]);

/**
 * A rule of fault injection: which calls it strikes, and what happens to them.
 *
 * `match` says which: by `method` and `path`, and of those the `nth`, or those `from` a number on, so many `times`, with
 * a `probability` drawn from a `seed`. Every call when nothing is said, until the rule is removed. Each rule counts the
 * calls that it matches from when it was added. A call is struck by one rule at most: by the oldest that is to strike.
 *
 * `effect` says what, in the same words for Okta and Cloudflare: `rate-limited`, `server-error`, `slow`, `cut`, `stale`,
 * `partial-list`, `clock-skew`, `credential-refused`, `permission-removed`, `foreign-answer`. What has a body has the
 * vendor's, in the form of the endpoint (management API, SCIM service, sign-in); a foreign answer has none of the vendor's.
 *
 * The sandbox's own pages and control endpoints are never struck.
 */
export const faultRuleSchema = z.strictObject({
  /** What the rule is called in the request log and when it is removed. `fault-1`, `fault-2` … when left out. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, "must be 1 to 100 letters, digits, dots, hyphens or underscores")
    .optional(),
  match: match
    .superRefine(({ nth, ...others }, context) => {
      const besides = (["from", "times", "probability", "seed"] as const).filter((name) => others[name] !== undefined);
      if (nth !== undefined && besides.length > 0) {
        context.addIssue({ code: "custom", path: ["nth"], message: `cannot be combined with ${besides.join(", ")}` });
      }
      if (others.seed !== undefined && others.probability === undefined) {
        context.addIssue({ code: "custom", path: ["seed"], message: "has no meaning without probability" });
      }
    })
    .default({}),
  effect,
});

/** A rule as it is given: defaults may be left out. See {@link faultRuleSchema}. */
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

/** A rule as it is kept. See {@link faultRuleSchema}. */
export type FaultRule = z.output<typeof faultRuleSchema> & { readonly id: string };

/** What a rule does. See {@link faultRuleSchema}. */
export type FaultEffect = FaultRule["effect"];

/**
 * Reads a rule.
 *
 * @throws TypeError that names each field that is not valid and says what is wrong with it.
 */
export function readRule(rule: unknown): z.output<typeof faultRuleSchema> {
  const parsed = faultRuleSchema.safeParse(rule);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => {
      const where = path.map(String).join(".");
      return `${where === "" ? "rule" : where}: ${message}`;
    });
    throw new TypeError(`Fault rule: ${issues.join("; ")}.`);
  }
  return parsed.data;
}

/** What a rule does, in a few words for the request log. */
export function effectWords(effect: FaultEffect): string {
  switch (effect.type) {
    case "rate-limited":
      return effect.headers ? "rate-limited" : "rate-limited without headers";
    case "server-error":
      return `server-error ${effect.status}`;
    case "slow":
      return `slow ${effect.milliseconds} ms`;
    case "cut":
      return `cut ${effect.at}${effect.reset ? ", reset" : ""}`;
    case "partial-list":
      return `partial-list ${effect.lose}`;
    case "clock-skew":
      return `clock-skew ${effect.seconds} s`;
    case "foreign-answer":
      return `foreign-answer ${effect.body}`;
    default:
      return effect.type;
  }
}

/**
 * A predicate for the paths that a pattern means. Takes no longer than the pattern's length times the path's, however many
 * stars there are: as a regular expression they would run away.
 */
export function pathMatcher(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined) {
    return () => true;
  }
  const hasTail = pattern.endsWith("/**");
  const parts = (hasTail ? pattern.slice(0, -"/**".length) : pattern).match(/\*\*|\*|[^*]/gs) ?? [];
  return (path) => {
    // Whether the parts so far stand for the first characters of the path, by how many these are.
    let reached = Array.from({ length: path.length + 1 }, (_, length) => length === 0);
    for (const part of parts) {
      reached = afterPart(part, path, reached);
    }
    return reached[path.length] === true || (hasTail && reached.some((is, length) => is && path[length] === "/"));
  };
}

function afterPart(part: string, path: string, reached: readonly boolean[]): boolean[] {
  const after: boolean[] = [];
  for (let length = 0; length <= path.length; length += 1) {
    const last = path[length - 1];
    after.push(
      part.startsWith("*")
        ? reached[length] === true || (after[length - 1] === true && (part === "**" || last !== "/"))
        : reached[length - 1] === true && last === part,
    );
  }
  return after;
}
