import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { type Issue, UserError } from "../../lib/errors";
import { nearest } from "../../lib/words";

/** A name to look up, and where to say that it was not found. */
export interface Lookup {
  /** The group's name or the user's login. */
  readonly name: string;
  /** For the error: `OktaGroups "access-groups", group "staff"`. */
  readonly where: string;
}

/** An Okta user as far as assignments need one. */
export interface OktaUser {
  readonly id: string;
  readonly login: string;
  readonly email: string;
}

/**
 * Names in one search expression. Okta takes far longer ones; this keeps a request line below the 8 KiB at which
 * proxies begin to refuse.
 */
const NAMES_PER_SEARCH = 50;

/**
 * Finds groups by their exact names, with one API call for up to 50 names. It runs at preview too. Where a group of
 * Okta's own and one that came from an app have the same name, Okta's own is taken.
 *
 * @returns The group id by name.
 * @throws {@link UserError} with every name that no group has, and the nearest one that begins like it, or that several
 * have.
 */
export function lookUpGroups(
  lookups: readonly Lookup[],
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, string>> {
  const searches = chunks(namesOf(lookups).map((name) => term("profile.name", "eq", name))).map((terms) =>
    searchGroups(terms, opts).catch(lookupFailed("groups")),
  );
  return pulumi.all(searches).apply((found) =>
    pickAll(
      lookups,
      ownBeforeImported(found.flat()).map((group) => ({ name: group.name, id: group.id, value: group.id })),
      Object.is,
      (name) => ({
        missing: {
          problem: `no group in Okta is named "${name}"`,
          advice:
            "Names are compared letter by letter: copy it from Directory > Groups, or let this stack create the group",
        },
        ambiguous: (ids) => ({
          problem: `several groups in Okta are named "${name}": ${ids.join(", ")}`,
          advice: "Name the one you mean by its id",
        }),
      }),
      async (names) =>
        (
          await searchGroups(
            names.map((name) => term("profile.name", "sw", beginning(name))),
            opts,
          )
        ).map(({ name }) => name),
    ),
  );
}

/**
 * Finds the names of groups by their ids, with one API call for up to 50 ids. It runs at preview too.
 *
 * @param lookups The `name` of each is the group's id.
 * @returns The group's name by id.
 * @throws {@link UserError} with every id that no group has.
 */
export function lookUpGroupNames(
  lookups: readonly Lookup[],
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, string>> {
  const searches = chunks(namesOf(lookups).map((id) => term("id", "eq", id))).map((terms) =>
    searchGroups(terms, opts).catch(lookupFailed("groups")),
  );
  return pulumi.all(searches).apply((found) =>
    pickAll(
      lookups,
      found.flat().map((group) => ({ name: group.id, id: group.id, value: group.name })),
      Object.is,
      (id) => ({
        missing: {
          problem: `no group in Okta has the id "${id}"`,
          advice: "Copy the id from the address of the group's page in the Admin Console, or name the group",
        },
        ambiguous: (ids) => ({
          problem: `several groups in Okta have the id "${id}": ${ids.join(", ")}`,
          advice: "Ids are unique in Okta; report this to Okta support",
        }),
      }),
    ),
  );
}

/**
 * Finds users by their logins, in whatever case they are written, with one API call for up to 50 logins. It runs at preview too.
 *
 * @returns The user by login.
 * @throws {@link UserError} with every login that no user has, and the nearest one that begins like it.
 */
export function lookUpUsers(
  lookups: readonly Lookup[],
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, OktaUser>> {
  const search = (comparison: "eq" | "sw", logins: readonly string[]) =>
    okta.user
      .getUsers(
        {
          searches: logins.map((value) => ({ name: "profile.login", comparison, value })),
          compoundSearchOperator: "or",
        },
        opts,
      )
      .then(({ users }) => users.map(({ id, login, email }) => ({ id, login, email })));
  const searches = chunks(namesOf(lookups)).map((logins) => search("eq", logins).catch(lookupFailed("users")));
  return pulumi.all(searches).apply((found) =>
    pickAll(
      lookups,
      found.flat().map((user) => ({ name: user.login, id: user.id, value: user })),
      sameLogin,
      (name) => ({
        missing: {
          problem: `no user in Okta has the login "${name}"`,
          advice: "Copy the login from Directory > People",
        },
        ambiguous: (ids) => ({
          problem: `several users in Okta have the login "${name}": ${ids.join(", ")}`,
          advice: "Logins are unique in Okta; report this with the ids to Okta support",
        }),
      }),
      async (logins) => (await search("sw", logins.map(beginning))).map(({ login }) => login),
    ),
  );
}

/**
 * Finds the groups of Okta's own that have one of some names, when somebody first asks for one of them: with one API call
 * for up to 50 names.
 *
 * @returns The ids of the groups with a name.
 */
export function lookUpNamesakes(
  names: readonly string[],
  opts: pulumi.InvokeOptions,
): (name: string) => Promise<readonly string[]> {
  const searches = chunks([...new Set(names)]).map((chunk) => {
    let found: Promise<okta.types.output.GetGroupsGroup[]> | undefined;
    return {
      names: new Set(chunk),
      groups: () => {
        found ??= searchGroups(
          chunk.map((name) => term("profile.name", "eq", name)),
          opts,
        ).catch(lookupFailed("groups"));
        return found;
      },
    };
  });
  return async (name) => {
    const groups = await searches.find((search) => search.names.has(name))?.groups();
    return (groups ?? []).filter((group) => group.type !== "APP_GROUP" && group.name === name).map(({ id }) => id);
  };
}

function searchGroups(
  terms: readonly string[],
  opts: pulumi.InvokeOptions,
): Promise<okta.types.output.GetGroupsGroup[]> {
  return okta.getGroups({ search: terms.join(" or ") }, opts).then(({ groups }) => groups);
}

interface TypedGroup {
  readonly name: string;
  readonly type: string;
}

/**
 * Leaves out groups that came from an app where Okta has one of its own with that name. A push group makes such a
 * namesake: the group in the target app is imported back, so after the first deployment every pushed name is there
 * twice. A group that only an app has, such as one from Active Directory, is kept.
 */
function ownBeforeImported<T extends TypedGroup>(groups: readonly T[]): T[] {
  const isImported = ({ type }: TypedGroup): boolean => type === "APP_GROUP";
  const own = new Set(groups.filter((group) => !isImported(group)).map(({ name }) => name));
  return groups.filter((group) => !isImported(group) || !own.has(group.name));
}

/** Okta does not tell upper from lower case in logins. */
function sameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Each name once: asked for in two searches, one group would be found twice and look ambiguous. */
function namesOf(lookups: readonly Lookup[]): string[] {
  return [...new Set(lookups.map((lookup) => lookup.name))];
}

interface Found<T> {
  readonly name: string;
  readonly id: string;
  readonly value: T;
}

type Words = Pick<Issue, "problem" | "advice">;

async function pickAll<T>(
  lookups: readonly Lookup[],
  found: readonly Found<T>[],
  isSame: (found: string, wanted: string) => boolean,
  words: (name: string) => { readonly missing: Words; readonly ambiguous: (ids: readonly string[]) => Words },
  findSimilar: (names: readonly string[]) => Promise<readonly string[]> = async () => [],
): Promise<Record<string, T>> {
  const issues: (Issue & { readonly missing?: string })[] = [];
  const picked = new Map<string, T>();
  for (const { name, where } of lookups) {
    const matches = found.filter((candidate) => isSame(candidate.name, name));
    const [first] = matches;
    if (first === undefined) {
      issues.push({ where, ...words(name).missing, missing: name });
    } else if (matches.length > 1) {
      issues.push({ where, ...words(name).ambiguous(matches.map((match) => match.id)) });
    } else {
      picked.set(name, first.value);
    }
  }
  if (issues.length > 0) {
    throw new UserError("LOOKUP_FAILED", await withGuesses(issues, findSimilar));
  }
  return Object.fromEntries(picked);
}

/** Missing names for which a nearest one is looked for: all of them in one more search. */
const MAX_GUESSES = 10;

/** Letters at the beginning of a name that are taken to be right. */
const RIGHT_LETTERS = 3;

function beginning(name: string): string {
  return name.slice(0, RIGHT_LETTERS);
}

/** The issues, with the nearest name that exists where one is near. */
async function withGuesses(
  issues: readonly (Issue & { readonly missing?: string })[],
  findSimilar: (names: readonly string[]) => Promise<readonly string[]>,
): Promise<Issue[]> {
  const missing = issues.flatMap(({ missing: name }) => (name === undefined ? [] : [name])).slice(0, MAX_GUESSES);
  // What could not be guessed takes nothing from what is wrong.
  const similar = missing.length === 0 ? [] : await findSimilar(missing).catch(() => []);
  return issues.map(({ missing: name, ...issue }) => {
    const guess = name === undefined ? undefined : nearest(name, similar);
    return guess === undefined ? issue : { ...issue, advice: `Did you mean "${guess}"? ${issue.advice}` };
  });
}

/** The provider's own error would be printed with the SDK's stack, as if it were a bug of the program. */
export function lookupFailed(noun: string): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      "LOOKUP_FAILED",
      [
        {
          where: "okta",
          problem: `the ${noun} could not be looked up: ${reason.replace(/^invocation of \S+ returned an error: /, "")}`,
          advice: "Check okta:orgName, okta:baseUrl and the token, and that this machine reaches Okta",
        },
      ],
      { cause },
    );
  };
}

/** A term of Okta's search language; quotes and backslashes in a value are escaped. */
export function term(attribute: string, comparison: "eq" | "sw", value: string): string {
  return `${attribute} ${comparison} "${value.replace(/["\\]/g, "\\$&")}"`;
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / NAMES_PER_SEARCH) }, (_, index) =>
    items.slice(index * NAMES_PER_SEARCH, (index + 1) * NAMES_PER_SEARCH),
  );
}
