import { z } from "zod";
import type { Issue } from "../lib/errors";
import { PACKAGE_NAME } from "../lib/names";
import { issuesOf } from "./issues";
import { problem } from "./problem";

/** The config key below our own namespace that says where hosts are reached. */
export const CONNECT_TO = "connectTo";

const connectTo = z.record(
  z.string(),
  z.url({ protocol: /^https?$/, ...problem("is not a URL", 'Write it like "http://127.0.0.1:7002"') }),
  problem(
    "expected URLs by host name",
    'Write it as a YAML map, like "acme.cloudflareaccess.com: http://127.0.0.1:7002"',
  ),
);

/** Reads where hosts are reached when not at their own address, from the config value: JSON text, as lists and maps are. */
export function parseConnectTo(text: string | undefined): {
  readonly value: Readonly<Record<string, string>>;
  readonly errors: readonly Issue[];
} {
  const where = `${PACKAGE_NAME}:${CONNECT_TO}`;
  if (text === undefined) {
    return { value: {}, errors: [] };
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    input = text;
  }
  const result = connectTo.safeParse(input);
  return result.success
    ? { value: result.data, errors: [] }
    : { value: {}, errors: issuesOf(where, input, result.error, () => []) };
}
