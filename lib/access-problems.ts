import { noEntry } from "./access-entry";
import {
  type AccessObjects,
  DEFAULT_LOGIN_METHODS,
  declaredLoginMethods,
  OKTA,
  ONE_TIME_PIN,
  type PlacedRule,
  rulesOf,
} from "./access-objects";
import { regexMatches } from "./groups-claim";
import { quoteList, suggest } from "./words";

/** What the checks of Access objects must know of everything else. */
export interface AccessSurroundings {
  readonly protocol: "oidc" | "saml";
  /** The Okta groups that there are, by key. The name of one that is given by id is not known yet. */
  readonly oktaGroups: Readonly<Record<string, { readonly name: string | undefined }>>;
  /** Keys of the groups that are pushed; undefined without SCIM. */
  readonly pushed: readonly string[] | undefined;
  /** Which groups a login tells Cloudflare of. */
  readonly filter: GroupsFilter;
  /** Whether anybody may sign in with the Okta app. */
  readonly somebodyAssigned: boolean;
  /** Names of the OIDC claims, or with SAML of the attributes, that Cloudflare hears of; undefined when not known. */
  readonly claims: readonly string[] | undefined;
  /** Whether somebody confirmed that people may be locked out. */
  readonly confirmed: boolean;
  /** What the settings, or arguments, beside the Access objects are called in messages. */
  readonly names: {
    readonly groups: string;
    readonly pushGroups: string;
    readonly assignedGroups: string;
    readonly claims: string;
    /** With a point at the end, or nothing. */
    readonly access: string;
    readonly confirm: string;
  };
}

/** Which groups a login tells Cloudflare of. */
export interface GroupsFilter {
  readonly regex: string;
  /** What it is called in messages. */
  readonly name: string;
  /** What carries the groups: `ID token`. */
  readonly carrier: string;
}

/** Something about the Access objects that a person should know. */
export interface AccessFinding {
  /** Below the Access objects. */
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  readonly advice: string;
}

/** What stops a deployment, and what does not. */
export interface AccessFindings {
  readonly errors: readonly AccessFinding[];
  readonly warnings: readonly AccessFinding[];
}

/** Everything that is wrong, or worth knowing, about the Access objects of a stack. */
export function accessFindings(access: AccessObjects, around: AccessSurroundings): AccessFindings {
  const closed = closedApplications(access, around);
  return {
    errors: [
      ...rulesOf(access).flatMap((placed) => ruleProblems(access, placed, around)),
      ...circularGroups(access),
      ...applicationProblems(access, around),
      ...(around.confirmed ? [] : closed),
    ],
    warnings: [...(around.confirmed ? closed : []), ...policyWarnings(access), ...unused(access, around)],
  };
}

/** The finding that the filter keeps a group out that a rule names, if it does. */
export function filteredGroup(placed: PlacedRule, groupName: string, filter: GroupsFilter): AccessFinding[] {
  return regexMatches(filter.regex, groupName)
    ? []
    : [
        {
          path: [...placed.path, "oktaGroup"],
          problem: `${placed.owner} names the group "${groupName}", and ${filter.name} keeps it out of the ${filter.carrier}: the rule never matches`,
          advice:
            'Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or name another group',
        },
      ];
}

function ruleProblems(access: AccessObjects, placed: PlacedRule, around: AccessSurroundings): AccessFinding[] {
  const { rule, owner, path } = placed;
  return [
    ...(rule.oktaGroup === undefined ? [] : oktaGroupProblems(rule.oktaGroup, placed, around)),
    ...unknownKey(
      rule.accessGroup,
      Object.keys(access.groups ?? {}),
      [...path, "accessGroup"],
      `${around.names.access}groups`,
      "groups there",
    ),
    ...undeclared(rule.loginMethod, access, [...path, "loginMethod"], owner, around),
    ...claimProblems("oidcClaim", rule.oidcClaim?.name, placed, around),
    ...claimProblems("samlAttribute", rule.samlAttribute?.name, placed, around),
  ];
}

function oktaGroupProblems(key: string, placed: PlacedRule, around: AccessSurroundings): AccessFinding[] {
  const { oktaGroups, pushed, filter, names } = around;
  const path = [...placed.path, "oktaGroup"];
  const known = unknownKey(key, Object.keys(oktaGroups), path, names.groups, "groups there");
  if (known.length > 0) {
    return known;
  }
  const name = oktaGroups[key]?.name;
  const notPushed =
    pushed === undefined || pushed.includes(key)
      ? []
      : [
          {
            path,
            problem: `${placed.owner} names the group "${name ?? key}", which is not pushed: Cloudflare does not hear when somebody joins or leaves it`,
            advice: `Add "${key}" to ${names.pushGroups}`,
          },
        ];
  return [...notPushed, ...(name === undefined ? [] : filteredGroup(placed, name, filter))];
}

/** A rule on a claim of the other protocol, or on one that Cloudflare does not ask for. */
function claimProblems(
  selector: "oidcClaim" | "samlAttribute",
  name: string | undefined,
  { owner, path }: PlacedRule,
  { protocol, claims, names }: AccessSurroundings,
): AccessFinding[] {
  if (name === undefined) {
    return [];
  }
  const own = protocol === "oidc" ? "oidcClaim" : "samlAttribute";
  if (selector !== own) {
    return [
      {
        path: [...path, selector],
        problem: `has no meaning with protocol "${protocol}"`,
        advice: `Use ${own}`,
      },
    ];
  }
  return claims === undefined || claims.includes(name)
    ? []
    : [
        {
          path: [...path, selector, "name"],
          problem: `${owner} asks for "${name}", which is not in ${names.claims}: Cloudflare never hears of it`,
          advice: `Add it there${claims.length === 0 ? "" : `, or use ${quoteList(claims, "or")}`}`,
        },
      ];
}

function unknownKey(
  key: string | undefined,
  known: readonly string[],
  path: readonly PropertyKey[],
  where: string,
  noun: string,
): AccessFinding[] {
  return key === undefined || known.includes(key)
    ? []
    : [{ path, problem: `"${key}" is not a key of ${where}`, advice: suggest(key, known, noun) }];
}

function undeclared(
  method: string | undefined,
  access: AccessObjects,
  path: readonly PropertyKey[],
  owner: string,
  { names }: AccessSurroundings,
): AccessFinding[] {
  return method === undefined || declaredLoginMethods(access).includes(method)
    ? []
    : [
        {
          path,
          problem: `${owner} names the login method "${method}", which this stack does not have`,
          advice: `Declare it in ${names.access}loginMethods, or remove it here`,
        },
      ];
}

/** Access groups that are inside of themselves. */
function circularGroups({ groups = {} }: AccessObjects): AccessFinding[] {
  const inside = (key: string): string[] => {
    const { include = [], require = [], exclude = [] } = groups[key] ?? {};
    return [...include, ...require, ...exclude].flatMap(({ accessGroup }) => accessGroup ?? []);
  };
  const below = (key: string): ReadonlySet<string> => {
    const found = new Set(inside(key));
    // A set takes what is added while it is walked through.
    for (const next of found) {
      for (const nested of inside(next)) {
        found.add(nested);
      }
    }
    return found;
  };
  return Object.keys(groups)
    .filter((key) => below(key).has(key))
    .map((key) => ({
      path: ["groups", key],
      problem: `the Access group "${groups[key]?.name}" is inside of itself`,
      advice: "Remove one of the rules with accessGroup that lead back to it",
    }));
}

function applicationProblems(access: AccessObjects, around: AccessSurroundings): AccessFinding[] {
  const { applications = {}, policies = {} } = access;
  const first = new Map<string, string>();
  return Object.entries(applications).flatMap(([key, application]) => {
    const path = ["applications", key];
    const methods = application.loginMethods ?? DEFAULT_LOGIN_METHODS;
    const domain = application.domain.toLowerCase();
    const twin = first.get(domain);
    first.set(domain, twin ?? key);
    return [
      ...application.policies.flatMap((policy, index) =>
        unknownKey(
          policy,
          Object.keys(policies),
          [...path, "policies", index],
          `${around.names.access}policies`,
          "policies there",
        ),
      ),
      ...methods.flatMap((method, index) =>
        undeclared(method, access, [...path, "loginMethods", index], `application "${application.name}"`, around),
      ),
      ...(application.redirectToOkta === true && (methods.length !== 1 || methods[0] !== OKTA)
        ? [
            {
              path: [...path, "redirectToOkta"],
              problem: `needs Okta as the only login method, and application "${application.name}" has ${quoteList(methods)}`,
              advice: `Set it to false, or loginMethods to ["${OKTA}"]`,
            },
          ]
        : []),
      ...(twin === undefined
        ? []
        : [
            {
              path: [...path, "domain"],
              problem: `is the domain of application "${applications[twin]?.name}" too`,
              advice: "Give each application a domain, or a path, of its own",
            },
          ]),
    ];
  });
}

function closedApplications(access: AccessObjects, around: AccessSurroundings): AccessFinding[] {
  const { names } = around;
  const confirm = `; when it is meant, confirm it in ${names.confirm}`;
  return Object.entries(access.applications ?? {}).flatMap(([key, application]) => {
    const label = `application "${application.name}"`;
    const path = ["applications", key, "policies"];
    switch (noEntry(access, application, around.somebodyAssigned)) {
      case "no-allow":
        return [
          {
            path,
            problem: `${label} has no policy that lets anybody in, so nobody can enter`,
            advice: `Add a policy with decision allow${confirm}`,
          },
        ];
      case "nobody-assigned":
        return [
          {
            path: ["applications", key],
            problem: `the only way into ${label} is Okta, and nobody is assigned to the app in Okta, so nobody can enter`,
            advice: `List a group in ${names.assignedGroups}${confirm}`,
          },
        ];
      case "contradiction":
        return [
          {
            path,
            problem: `the rules of these policies and the login methods of ${label} leave nobody who can enter`,
            advice: `Correct what contradicts itself${confirm}`,
          },
        ];
      default:
        return [];
    }
  });
}

function policyWarnings({ policies = {} }: AccessObjects): AccessFinding[] {
  return Object.entries(policies).flatMap(([key, { name, decision, include, require = [] }]) => {
    const path = ["policies", key];
    if (decision === "bypass") {
      return [
        {
          path: [...path, "decision"],
          problem: `policy "${name}" lets in without a login, and Access neither checks nor logs what passes`,
          advice: "Use allow where people log in, and nonIdentity for machines",
        },
      ];
    }
    return decision === "allow" && include.some(({ everyone }) => everyone === true) && require.length === 0
      ? [
          {
            path: [...path, "include"],
            problem: `policy "${name}" lets in everyone who can log in at all`,
            advice: "Name groups, or add a rule to require",
          },
        ]
      : [];
  });
}

/** Objects that nothing refers to. */
function unused(access: AccessObjects, { names }: AccessSurroundings): AccessFinding[] {
  const { policies = {}, groups = {}, applications = {} } = access;
  const used = new Set(Object.values(applications).flatMap((application) => application.policies));
  const inside = new Set(rulesOf(access).map(({ rule }) => rule.accessGroup));
  const methods = Object.values(applications).flatMap(({ loginMethods }) => loginMethods ?? DEFAULT_LOGIN_METHODS);
  const pinIsIdle = declaredLoginMethods(access).includes(ONE_TIME_PIN) && !methods.includes(ONE_TIME_PIN);
  return [
    ...Object.keys(policies)
      .filter((key) => !used.has(key))
      .map((key) => ({ path: ["policies", key], problem: "is in no application", advice: "Use it, or remove it" })),
    ...Object.keys(groups)
      .filter((key) => !inside.has(key))
      .map((key) => ({ path: ["groups", key], problem: "is in no rule", advice: "Use it, or remove it" })),
    ...(pinIsIdle && Object.keys(applications).length > 0
      ? [
          {
            path: ["loginMethods", ONE_TIME_PIN],
            problem: "no application allows it, so it is no way in when Okta fails",
            advice: `Add "${ONE_TIME_PIN}" to loginMethods of an application, or remove it from ${names.access}loginMethods`,
          },
        ]
      : []),
  ];
}
