import type { Context } from "hono";
import type { z } from "zod";
import { parseJson as parseShallowJson } from "../shared/json";
import type { Json } from "./entities";
import { invalidBody, invalidRequest } from "./errors";

const DEFAULT_PER_PAGE = 25;
const MAXIMUM_PER_PAGE = 1_000;

/** Answers one object. */
export function answer(context: Context, result: unknown, status: 200 | 201 = 200): Response {
  return context.json({ success: true, errors: [], messages: [], result }, status);
}

/**
 * Answers one page of a list. A page past the end is empty, not an error: Cloudflare's client goes on until it gets an
 * empty page.
 */
export function answerList<T>(context: Context, items: readonly T[], wire: (item: T) => unknown): Response {
  const page = positive(context, "page", 1);
  const perPage = positive(context, "per_page", DEFAULT_PER_PAGE, MAXIMUM_PER_PAGE);
  const result = items.slice((page - 1) * perPage, page * perPage).map(wire);
  return context.json({
    success: true,
    errors: [],
    messages: [],
    result,
    result_info: {
      page,
      per_page: perPage,
      count: result.length,
      total_count: items.length,
      total_pages: Math.ceil(items.length / perPage),
    },
  });
}

/** A positive whole number from the query. */
export function positive(context: Context, name: string, fallback: number, maximum = Number.MAX_SAFE_INTEGER): number {
  const text = context.req.query(name);
  if (text === undefined) {
    return fallback;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > maximum) {
    throw invalidRequest(`${name}: must be a whole number from 1 to ${maximum}`);
  }
  return value;
}

/**
 * The body of a request, checked. A key whose value is null counts as absent: clients send an explicit null for what
 * they removed.
 */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  return check(schema, withoutNulls(await readJson(context)));
}

/** The body of a request as it was sent, nulls included. Throws when it is not a JSON object. */
export async function readJson(context: Context): Promise<Json> {
  const body = parseJson(await context.req.text());
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalidRequest("request body must be a JSON object");
  }
  return body as Json;
}

/** Parses JSON, or refuses in Cloudflare's form. */
export function parseJson(text: string): unknown {
  try {
    return parseShallowJson(text);
  } catch {
    throw invalidRequest("request body is not valid JSON");
  }
}

/** Checks a value against a schema; keys that the schema does not know are dropped. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const checked = schema.safeParse(value);
  if (!checked.success) {
    throw invalidBody(checked.error);
  }
  return checked.data;
}

/** A copy without keys whose value is null, at any depth. Array elements stay. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, nested]) => nested !== null)
        .map(([key, nested]) => [key, withoutNulls(nested)]),
    );
  }
  return value;
}
