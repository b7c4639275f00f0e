import { z } from "zod";
import { DEFAULT_GROUPS_CLAIM_REGEX, regexProblem } from "../../lib/groups-claim";
import { KEY_PATTERN, MAX_GROUP_DESCRIPTION_LENGTH, MAX_LOGIN_LENGTH } from "../../lib/names";
import { problem } from "../problem";

/** One line of text: not empty, no blank at either end, no control character. */
export const text = (what: string, maximum: number) =>
  z
    .string(problem(`expected ${what}`, `Write ${what} as text`))
    .refine(
      (value) => !/\p{Cc}/u.test(value.trim()),
      problem("holds a line break or a control character", "Write one line"),
    )
    .refine((value) => value.trim() !== "", problem("is empty", `Write ${what}`))
    .refine(
      (value) => value.trim() === "" || value === value.trim(),
      problem("starts or ends with a blank", "Remove the blank"),
    )
    .max(maximum, problem(`is longer than ${maximum} characters`, "Shorten it"));

/** One word of at most 128 characters. */
export const word = (what: string) => text(what, 128).regex(/^\S+$/, problem("contains a blank", "Write one word"));

/** A date or a counter, as text: a whole number is taken too. None when left out. */
export const rotation = (description: string) =>
  z
    .union(
      [text("a date or a counter", 100), z.int().nonnegative().transform(String)],
      problem("is neither a date nor a counter", 'Write it like "2026-12-01", or like 1'),
    )
    .optional()
    .describe(description);

/** A description for the Okta Admin Console; none when left out. */
export const description = () =>
  z
    .string(problem("expected text", "Write it as text"))
    .max(
      MAX_GROUP_DESCRIPTION_LENGTH,
      problem(`is longer than ${MAX_GROUP_DESCRIPTION_LENGTH} characters`, "Shorten it"),
    )
    .default("")
    .describe("Shown in the Okta Admin Console.");

/** A switch with a default. */
export const flag = (description: string, byDefault: boolean) =>
  z
    .boolean(problem("expected true or false", "Write true or false, without quotes"))
    .default(byDefault)
    .describe(description);

/** A key of a map in the settings: part of resource names. */
export const keyLike = (advice: string) =>
  z
    .string()
    .regex(
      KEY_PATTERN,
      problem(
        "is not a key: a key is part of resource names, so it has lower-case letters, digits and hyphens only, at most 60",
        advice,
      ),
    );

/** A key of an Okta group, or of what goes with groups. */
export const key = keyLike('Write it like "access-engineering"; the group\'s real name goes below it');

const keyReference = z
  .string(problem("expected a group key", "Write a key of settings.groups as text"))
  .regex(
    KEY_PATTERN,
    problem(
      "is not a group key: those have lower-case letters, digits and hyphens only",
      "Write a key of settings.groups, not the group's name in Okta",
    ),
  );

const listOf = <T extends z.ZodType>(items: T, what: string) =>
  z.array(items, problem(`expected a list of ${what}`, "Write it as a YAML list"));

/** A list that defaults to none. */
export const list = <T extends z.ZodType>(items: T, what: string) => listOf(items, what).default([]);

/** A list that defaults to none, and in which nothing stands twice, whatever its case. */
export const uniqueList = <T extends z.ZodType<string>>(items: T, what: string) => uniqueItems(items, what).default([]);

/** A list in which nothing stands twice, whatever its case. */
export const uniqueItems = <T extends z.ZodType<string>>(items: T, what: string) =>
  listOf(items, what).superRefine((values, context) => {
    const normal = values.map((value) => value.toLowerCase());
    normal.forEach((value, index) => {
      const first = normal.indexOf(value);
      if (first < index) {
        context.addIssue({
          code: "custom",
          path: [index],
          message: problem(`is listed already, at [${first}]`, "Remove one of the two").error,
        });
      }
    });
  });

/** The authentication policy of an app with which people sign in. */
export const authenticationPolicy = () =>
  z
    .string(problem("expected a policy id", "Write it as text"))
    .regex(
      /^rst[0-9A-Za-z]{17}$/,
      problem("is not an authentication policy id", 'A policy id has 20 characters and starts with "rst"'),
    )
    .optional()
    .describe(
      "Authentication policy of the app in Okta, by id; the organization's default when left out, whatever the app has.",
    );

/** Keys of `settings.groups`. */
export const groupKeys = (description: string) =>
  uniqueList(keyReference, "group keys (keys of settings.groups)").describe(description);

/** Okta logins. */
export const userLogins = (description: string) =>
  uniqueList(text("an Okta login", MAX_LOGIN_LENGTH), "Okta logins").describe(description);

/** A regular expression on the names of groups. */
export const groupsRegex = () =>
  z
    .string(problem("expected a regular expression", "Write it as text"))
    .min(1, problem("is empty, so no group would pass", 'Write ".*" for every group'))
    .superRefine((value, context) => {
      const reason = regexProblem(value);
      if (reason !== undefined) {
        context.addIssue({
          code: "custom",
          message: problem(`is not a regular expression: ${reason}`, "Correct it").error,
        });
      }
    });

/** A regular expression that says which groups go to Cloudflare at a login: every group when left out. */
export const groupsFilter = (what: string) => groupsRegex().default(DEFAULT_GROUPS_CLAIM_REGEX).describe(what);
