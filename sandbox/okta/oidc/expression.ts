import jsep from "jsep";
import type { App, AppUser, Json, JsonObject, User } from "../entities";
import { loginOf, type OktaStore } from "../store";
import { groupFilter, MAX_GROUPS, ownGroups } from "./group-filter";

// Okta's language has words for these two operators besides the signs.
jsep.addBinaryOp("or", 1);
jsep.addBinaryOp("and", 2);
jsep.addIdentifierChar("$");

/** What an expression is about. */
export interface ExpressionScope {
  readonly store: OktaStore;
  readonly user: User;
  readonly app: App;
  /** Undefined when the user got in without an assignment. */
  readonly appUser: AppUser | undefined;
}

/** An expression that Okta refuses to evaluate: no token is issued then. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}

/**
 * Why a text is no expression, or undefined when it may be one. Names and functions are not looked up here: Okta does that
 * later.
 */
export function expressionProblem(text: string): string | undefined {
  const open: string[] = [];
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|["'()[\]{}]/gs)) {
    if (part === '"' || part === "'") {
      return "A text does not end.";
    }
    if (CLOSING[part] !== undefined) {
      open.push(CLOSING[part]);
    } else if (part.length === 1 && open.pop() !== part) {
      return `There is a "${part}" that was not opened.`;
    }
  }
  return open.length === 0 ? undefined : `A "${open.at(-1)}" is missing.`;
}

const CLOSING: Readonly<Record<string, string | undefined>> = { "(": ")", "[": "]", "{": "}" };

/**
 * The value of an Okta expression. Attributes and functions that do not exist are null, and so is what is written in a
 * way that only the real one understands. Group functions know the groups of Okta itself, not those of a directory.
 *
 * @see https://developer.okta.com/docs/reference/okta-expression-language/
 * @throws EvaluationError for a limit on groups that Okta does not take.
 */
export function evaluate(text: string, scope: ExpressionScope): Json {
  const parsed = parse(text);
  return parsed === undefined ? null : resultOf(parsed, scope);
}

function parse(text: string): jsep.Expression | undefined {
  try {
    return jsep(text);
  } catch (cause) {
    if (cause instanceof Error && "index" in cause) {
      return undefined;
    }
    throw cause;
  }
}

function resultOf(node: jsep.Expression, scope: ExpressionScope): Json {
  switch (node.type) {
    case "Literal":
      return (node as jsep.Literal).value as Json;
    case "Identifier":
      return rootObject((node as jsep.Identifier).name, scope);
    case "MemberExpression":
      return member(node as jsep.MemberExpression, scope);
    case "ArrayExpression":
      return (node as jsep.ArrayExpression).elements.map((element) =>
        element === null ? null : resultOf(element, scope),
      );
    case "UnaryExpression":
      return unary(node as jsep.UnaryExpression, scope);
    case "BinaryExpression":
      return binary(node as jsep.BinaryExpression, scope);
    case "ConditionalExpression": {
      const { test, consequent, alternate } = node as jsep.ConditionalExpression;
      return resultOf(resultOf(test, scope) === true ? consequent : alternate, scope);
    }
    case "CallExpression":
      return call(node as jsep.CallExpression, scope);
    default:
      return null;
  }
}

function rootObject(name: string, { store, user, app, appUser }: ExpressionScope): Json {
  switch (name) {
    case "null":
      return null;
    case "user":
    case "source":
      return { ...user.profile, id: user.id, status: user.status };
    case "appuser":
      return appUser === undefined ? null : { ...appUser.profile, userName: appUser.userName };
    case "app":
      return { id: app.id, clientId: clientIdOf(app), profile: app.profile };
    case "org":
      return { name: store.org().companyName, subDomain: store.org().subdomain };
    default:
      return null;
  }
}

function clientIdOf(app: App): Json {
  return (app.credentials.oauthClient as JsonObject | undefined)?.client_id ?? null;
}

function member({ object, property, computed }: jsep.MemberExpression, scope: ExpressionScope): Json {
  const container = resultOf(object, scope);
  const key = computed ? resultOf(property, scope) : (property as jsep.Identifier).name;
  if (typeof container !== "object" || container === null) {
    return null;
  }
  return Object.hasOwn(container, String(key)) ? ((container as JsonObject)[String(key)] ?? null) : null;
}

function unary({ operator, argument }: jsep.UnaryExpression, scope: ExpressionScope): Json {
  const value = resultOf(argument, scope);
  switch (operator) {
    case "!":
      return value !== true;
    case "-":
      return -Number(value);
    default:
      return value;
  }
}

function binary({ operator, left, right }: jsep.BinaryExpression, scope: ExpressionScope): Json {
  const first = resultOf(left, scope);
  if (operator === "&&" || operator === "and") {
    return first === true && resultOf(right, scope) === true;
  }
  if (operator === "||" || operator === "or") {
    return first === true || resultOf(right, scope) === true;
  }
  const second = resultOf(right, scope);
  switch (operator) {
    case "==":
      return first === second;
    case "!=":
      return first !== second;
    case "+":
      return typeof first === "number" && typeof second === "number" ? first + second : `${text(first)}${text(second)}`;
    case "<":
      return Number(first) < Number(second);
    case ">":
      return Number(first) > Number(second);
    default:
      return null;
  }
}

function call({ callee, arguments: given }: jsep.CallExpression, scope: ExpressionScope): Json {
  const known = FUNCTIONS[nameOf(callee)];
  if (known === undefined) {
    return null;
  }
  return known(
    given.map((argument) => resultOf(argument, scope)),
    scope,
  );
}

function nameOf(callee: jsep.Expression): string {
  if (callee.type === "Identifier") {
    return (callee as jsep.Identifier).name;
  }
  if (callee.type !== "MemberExpression") {
    return "";
  }
  const { object, property } = callee as jsep.MemberExpression;
  return `${nameOf(object)}.${(property as jsep.Identifier).name}`;
}

type Call = (given: readonly Json[], scope: ExpressionScope) => Json;

const FUNCTIONS: Readonly<Record<string, Call | undefined>> = {
  "String.toUpperCase": ([value]) => orNull(value, (word) => word.toUpperCase()),
  "String.toLowerCase": ([value]) => orNull(value, (word) => word.toLowerCase()),
  "String.removeSpaces": ([value]) => orNull(value, (word) => word.replaceAll(" ", "")),
  "String.len": ([value]) => text(value).length,
  "String.append": ([left, right]) => `${text(left)}${text(right)}`,
  "String.join": ([separator, ...parts]) => parts.map(text).join(text(separator)),
  "String.replace": ([value, search, put]) => orNull(value, (word) => word.replaceAll(text(search), text(put))),
  "String.stringContains": ([value, search]) => text(value).includes(text(search)),
  "String.startsWith": ([value, search]) => text(value).startsWith(text(search)),
  "String.substringBefore": ([value, mark]) => orNull(value, (word) => before(word, text(mark))),
  "String.substringAfter": ([value, mark]) => orNull(value, (word) => after(word, text(mark))),
  "Arrays.contains": ([list, value]) => Array.isArray(list) && list.includes(value),
  "Arrays.isEmpty": ([list]) => !Array.isArray(list) || list.length === 0,
  "Arrays.toCsvString": ([list]) => (Array.isArray(list) ? list.map(text).join(",") : ""),
  "Groups.startsWith": (given, scope) => groupNames(given, scope, "STARTS_WITH"),
  "Groups.contains": (given, scope) => groupNames(given, scope, "CONTAINS"),
  "Groups.endsWith": (given, scope) => groupNames(given, scope, "ENDS_WITH"),
  isMemberOfGroupName: ([name], scope) => names(scope).includes(text(name)),
  isMemberOfGroupNameStartsWith: ([start], scope) => names(scope).some((name) => name.startsWith(text(start))),
  isMemberOfGroupNameContains: ([part], scope) => names(scope).some((name) => name.includes(text(part))),
  isMemberOfGroupNameRegex: ([value], scope) => names(scope).some(groupFilter({ type: "REGEX", value: text(value) })),
  isMemberOfAnyGroup: (ids, { store, user }) => ownGroups(store, user).some((group) => ids.includes(group.id)),
  isMemberOfGroup: ([id], { store, user }) => ownGroups(store, user).some((group) => group.id === id),
  "user.getInternalProperty": ([name], { user }) => (name === "id" ? user.id : name === "status" ? user.status : null),
  // The second argument is an expression about a group, written as a text.
  getFilteredGroups: ([ids, what, limit], { store, user }) => {
    const allowed = Array.isArray(ids) ? ids : [];
    const attribute = text(what).replace(/^group\./, "");
    return ownGroups(store, user)
      .filter((group) => allowed.includes(group.id))
      .map((group) => (attribute === "id" ? group.id : (group.profile[attribute] ?? null)))
      .slice(0, typeof limit === "number" ? limit : MAX_GROUPS);
  },
};

function names({ store, user }: ExpressionScope): string[] {
  return ownGroups(store, user).map((group) => String(group.profile.name));
}

function groupNames([app, pattern, limit]: readonly Json[], scope: ExpressionScope, type: string): Json {
  if (typeof limit !== "number" || limit < 1 || limit > MAX_GROUPS) {
    throw new EvaluationError(`The limit of a group function is between 1 and ${MAX_GROUPS}.`);
  }
  if (app !== "OKTA") {
    return null;
  }
  const value = text(pattern);
  const passes = type === "ENDS_WITH" ? (name: string) => name.endsWith(value) : groupFilter({ type, value });
  return names(scope).filter(passes).slice(0, limit);
}

function text(value: Json | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

function orNull(value: Json | undefined, change: (word: string) => string): Json {
  return value === null || value === undefined ? null : change(text(value));
}

function before(word: string, mark: string): string {
  const at = word.indexOf(mark);
  return at < 0 ? word : word.slice(0, at);
}

function after(word: string, mark: string): string {
  const at = word.indexOf(mark);
  return at < 0 ? "" : word.slice(at + mark.length);
}

/** The user name in an app, or the login of someone who has none. */
export function userNameIn(scope: Pick<ExpressionScope, "user" | "appUser">): string {
  return scope.appUser?.userName ?? loginOf(scope.user);
}
