import { z } from "zod";

/**
 * A span of time as Go writes it: `300ms`, `2h45m`.
 *
 * @see https://pkg.go.dev/time#ParseDuration
 */
export const duration = z
  .string()
  .regex(
    /^(?:0|[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/,
    "must be a duration such as 300ms or 2h45m; units are ns, us (or µs), ms, s, m, h",
  );

/** A text that is not empty. */
export const text = z.string().min(1, "must not be empty");

/** A rule list; what is in it is checked by `checkedRules`. */
export const ruleList = z.array(z.unknown());

/** Without the keys whose value is undefined. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, nested]) => nested !== undefined)) as T;
}
