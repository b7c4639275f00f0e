import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { type Issue, UserError } from "../../lib/errors";

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
 * @throws {@link UserError} with every name that no group has, or that several have.
 */
export function lookUpGroups(
  lookups: readonly Lookup[],
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, string>> {
  const searches = chunks(namesOf(lookups).map((name) => equals("profile.name", name))).map((terms) =>
    okta.getGroups({ search: terms.join(" or ") }, opts).then((result) => result.groups, lookupFailed("groups")),
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
  const searches = chunks(namesOf(lookups).map((id) => equals("id", id))).map((terms) =>
    okta.getGroups({ search: terms.join(" or ") }, opts).then((result) => result.groups, lookupFailed("groups")),
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
 * @throws {@link UserError} with every login that no user has.
 */
export function lookUpUsers(
  lookups: readonly Lookup[],
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, OktaUser>> {
  const searches = chunks(
    namesOf(lookups).map((login) => ({ name: "profile.login", comparison: "eq", value: login })),
  ).map((terms) =>
    okta.user
      .getUsers({ searches: terms, compoundSearchOperator: "or" }, opts)
      .then(
        (result) => result.users.map((user) => ({ id: user.id, login: user.login, email: user.email })),
        lookupFailed("users"),
      ),
  );
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
    ),
  );
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

function pickAll<T>(
  lookups: readonly Lookup[],
  found: readonly Found<T>[],
  isSame: (found: string, wanted: string) => boolean,
  words: (name: string) => { readonly missing: Words; readonly ambiguous: (ids: readonly string[]) => Words },
): Record<string, T> {
  const issues: Issue[] = [];
  const picked = new Map<string, T>();
  for (const { name, where } of lookups) {
    const matches = found.filter((candidate) => isSame(candidate.name, name));
    const [first] = matches;
    if (first === undefined) {
      issues.push({ where, ...words(name).missing });
    } else if (matches.length > 1) {
      issues.push({ where, ...words(name).ambiguous(matches.map((match) => match.id)) });
    } else {
      picked.set(name, first.value);
    }
  }
  if (issues.length > 0) {
    throw new UserError("LOOKUP_FAILED", issues);
  }
  return Object.fromEntries(picked);
}

/** The provider's own error would be printed with the SDK's stack, as if it were a bug of the program. */
function lookupFailed(noun: string): (cause: unknown) => never {
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
function equals(attribute: string, value: string): string {
  return `${attribute} eq "${value.replace(/["\\]/g, "\\$&")}"`;
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / NAMES_PER_SEARCH) }, (_, index) =>
    items.slice(index * NAMES_PER_SEARCH, (index + 1) * NAMES_PER_SEARCH),
  );
}
