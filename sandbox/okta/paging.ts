import type { Document } from "../shared/database";
import { invalidCursor, validationFailed } from "./errors";
import type { OktaContext } from "./http";

/** How one list endpoint pages. */
export interface PagingRules {
  /** Used when the request has no `limit`, and shown in the links. */
  readonly defaultLimit: number;
  /** Largest page; a larger `limit` is cut. */
  readonly maxLimit: number;
  /** Query parameters that the links repeat, in the order in which Okta writes them. */
  readonly repeat: readonly string[];
  /** Written before the id in `after`. */
  readonly cursorPrefix?: string;
}

/**
 * One page of a list. Leaves the Link header on the context: `self` always, `next` when there is more, each its own
 * header line.
 *
 * @param origin What the links start with.
 * @throws OktaError E0000029 when `after` is none of this list, E0000001 when `limit` is no number.
 */
export function paginate<T extends Document>(
  context: OktaContext,
  origin: string,
  items: readonly T[],
  rules: PagingRules,
): T[] {
  const limit = readLimit(context.req.query("limit"), rules);
  const start = readStart(context.req.query("after"), items, rules);
  const page = items.slice(start, start + limit);
  const shownLimit = context.req.query("limit") === undefined ? rules.defaultLimit : limit;
  const repeated = rules.repeat.flatMap((name): [string, string][] => {
    const value = context.req.query(name);
    return value === undefined ? [] : [[name, value]];
  });
  const url = (pairs: [string, string][]): string => `${origin}${context.req.path}?${new URLSearchParams(pairs)}`;
  const after = context.req.query("after");
  const self = url([
    ...(after === undefined || after === "" ? [] : [["after", after] as [string, string]]),
    ["limit", String(shownLimit)],
    ...repeated,
  ]);
  const links = [`<${self}>; rel="self"`];
  const last = page.at(-1);
  if (last !== undefined && start + limit < items.length) {
    const cursor = `${rules.cursorPrefix ?? ""}${last.id}`;
    links.push(`<${url([["after", cursor], ["limit", String(shownLimit)], ...repeated])}>; rel="next"`);
  }
  context.set("links", links);
  return page;
}

function readLimit(text: string | undefined, rules: PagingRules): number {
  if (text === undefined) {
    return rules.defaultLimit;
  }
  const limit = Number(text);
  if (!Number.isInteger(limit)) {
    throw validationFailed("limit", "limit: The value must be a number.");
  }
  return limit < 1 ? rules.defaultLimit : Math.min(limit, rules.maxLimit);
}

function readStart<T extends Document>(after: string | undefined, items: readonly T[], rules: PagingRules): number {
  if (after === undefined || after === "") {
    return 0;
  }
  const prefix = rules.cursorPrefix ?? "";
  const index = after.startsWith(prefix) ? items.findIndex((item) => item.id === after.slice(prefix.length)) : -1;
  if (index < 0) {
    throw invalidCursor();
  }
  return index + 1;
}
