import type { App, Json, User } from "../entities";
import { type ExpressionScope, evaluate, userNameIn } from "../oidc/expression";
import { groupFilter, ownGroups } from "../oidc/group-filter";
import type { OktaStore } from "../store";
import type { AttributeStatement, SamlSignOn } from "./sign-on";

/** What an assertion says about a person. */
export interface Statement {
  readonly nameId: string;
  readonly attributes: readonly SamlAttribute[];
}

/** An attribute with at least one value. */
export interface SamlAttribute {
  readonly name: string;
  readonly format: string;
  readonly values: readonly string[];
}

/**
 * What is said about a person to an app. An attribute without a value is left out. Unlike tokens, assertions carry every
 * group that the filter lets through.
 *
 * @throws EvaluationError when an expression cannot be evaluated: then Okta asserts nothing.
 */
export function statementFor(store: OktaStore, app: App, user: User, signOn: SamlSignOn): Statement {
  const scope: ExpressionScope = { store, app, user, appUser: store.appUsers.get(`${app.id}/${user.id}`) };
  const attributes = signOn.statements.map((statement) => ({
    name: statement.name,
    format: statement.format,
    values: valuesOf(statement, scope),
  }));
  return {
    nameId: nameId(signOn.nameIdTemplate, scope),
    attributes: attributes.filter(({ values }) => values.length > 0),
  };
}

function nameId(template: string, scope: ExpressionScope): string {
  const expression = /^\$\{(.*)\}$/s.exec(template)?.[1] ?? template;
  return expression === "user.userName" ? userNameIn(scope) : (texts(evaluate(expression, scope))[0] ?? "");
}

function valuesOf({ source }: AttributeStatement, scope: ExpressionScope): string[] {
  if ("expressions" in source) {
    return source.expressions.flatMap((expression) => texts(evaluate(expression, scope)));
  }
  return ownGroups(scope.store, scope.user)
    .map((group) => String(group.profile.name))
    .filter(groupFilter(source));
}

function texts(value: Json): string[] {
  return (Array.isArray(value) ? value : [value])
    .filter((one) => one !== null && one !== undefined && one !== "")
    .map(String);
}
