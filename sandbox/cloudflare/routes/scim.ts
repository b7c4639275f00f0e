import { type Context, Hono } from "hono";
import type { Json, ScimGroup, ScimUpdate, ScimUser } from "../entities";
import { answerList, positive } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { invalidRequest } from "../errors";
import { existing, type Store } from "../store";

const MAXIMUM_IDS = 50;

/** `access/identity_providers/{id}/scim`: what an identity provider has pushed by SCIM. */
export function scimResourceRoutes(store: Store): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();

  routes.get("/:id/scim/users", (context) => {
    const { id } = existing(store.identityProviders, context.req.param("id"), (idp) => idp.scope === "account");
    const { email, name, username } = context.req.query();
    const ids = idFilter(context, ["email", "name", "username"]);
    const users = store.scimUsers.filter(
      (user) =>
        user.idpId === id &&
        ids(user) &&
        (email === undefined || user.emails.some(({ value }) => value === email)) &&
        (name === undefined || user.displayName === name) &&
        (username === undefined || user.userName === username),
    );
    return answerList(context, users, userAnswer);
  });

  routes.get("/:id/scim/groups", (context) => {
    const { id } = existing(store.identityProviders, context.req.param("id"), (idp) => idp.scope === "account");
    const { name } = context.req.query();
    const ids = idFilter(context, ["name"]);
    const groups = store.scimGroups.filter(
      (group) => group.idpId === id && ids(group) && (name === undefined || group.displayName === name),
    );
    return answerList(context, groups, groupAnswer);
  });

  return routes;
}

/** `access/logs/scim/updates`: the SCIM requests that identity providers made. */
export function scimLogRoutes(store: Store): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  routes.get("/", (context) => {
    const idpIds = context.req.queries("idp_id");
    if (idpIds === undefined) {
      throw invalidRequest("idp_id is a required parameter");
    }
    const direction = oneOf(context, "direction", ["desc", "asc"]) ?? "desc";
    const matches = updateFilter(context);
    const limit = positive(context, "limit", Number.MAX_SAFE_INTEGER);
    const updates = store.scimUpdates.filter((update) => idpIds.includes(update.idp_id) && matches(update));
    updates.sort((left, right) => (left.logged_at < right.logged_at ? -1 : left.logged_at > right.logged_at ? 1 : 0));
    if (direction === "desc") {
      updates.reverse();
    }
    return answerList(context, updates.slice(0, limit), updateAnswer);
  });
  return routes;
}

function updateFilter(context: Context): (update: ScimUpdate) => boolean {
  const any = (name: string, value: (update: ScimUpdate) => string | undefined) => {
    const wanted = context.req.queries(name);
    return (update: ScimUpdate) => wanted === undefined || wanted.includes(value(update) ?? "");
  };
  oneOf(context, "request_method", ["DELETE", "PATCH", "POST", "PUT"]);
  oneOf(context, "resource_type", ["USER", "GROUP"]);
  oneOf(context, "status", ["FAILURE", "SUCCESS"]);
  const since = time(context, "since");
  const until = time(context, "until");
  const filters = [
    any("cf_resource_id", (update) => update.cf_resource_id),
    any("idp_resource_id", (update) => update.idp_resource_id),
    any("request_method", (update) => update.request_method),
    any("resource_type", (update) => update.resource_type),
    any("resource_group_name", (update) => update.resource_group_name),
    any("resource_user_email", (update) => update.resource_user_email),
    any("status", (update) => update.status),
    (update: ScimUpdate) => since === undefined || Date.parse(update.logged_at) >= since,
    (update: ScimUpdate) => until === undefined || Date.parse(update.logged_at) <= until,
  ];
  return (update) => filters.every((matches) => matches(update));
}

/** The filter by ids, which may be many and then exclude every other filter. */
function idFilter(
  context: Context,
  others: readonly string[],
): (resource: { readonly id: string; readonly externalId: string }) => boolean {
  const own = context.req.queries("cf_resource_id");
  const external = context.req.queries("idp_resource_id");
  const used = [own, external].filter((ids) => ids !== undefined);
  if (used.length > 0 && (used.length > 1 || others.some((name) => context.req.query(name) !== undefined))) {
    throw invalidRequest("cf_resource_id and idp_resource_id are mutually exclusive with every other filter");
  }
  if (used.some((ids) => ids.length > MAXIMUM_IDS)) {
    throw invalidRequest(`at most ${MAXIMUM_IDS} ids can be looked up in one request`);
  }
  return (resource) => own?.includes(resource.id) ?? external?.includes(resource.externalId) ?? true;
}

function oneOf<T extends string>(context: Context, name: string, allowed: readonly T[]): T | undefined {
  const values = context.req.queries(name) ?? [];
  if (values.some((value) => !(allowed as readonly string[]).includes(value))) {
    throw invalidRequest(`${name}: must be one of ${allowed.join(", ")}`);
  }
  return values[0] as T | undefined;
}

function time(context: Context, name: string): number | undefined {
  const value = context.req.query(name);
  if (value === undefined) {
    return undefined;
  }
  const parsed = Date.parse(value);
  if (Number.isNaN(parsed)) {
    throw invalidRequest(`${name}: must be a date and time`);
  }
  return parsed;
}

function userAnswer(user: ScimUser): Json {
  const { id, externalId, displayName, active, emails, created, lastModified } = user;
  return {
    id,
    externalId,
    displayName,
    active,
    emails,
    meta: { created, lastModified },
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  };
}

function groupAnswer(group: ScimGroup): Json {
  const { id, externalId, displayName, created, lastModified } = group;
  return {
    id,
    externalId,
    displayName,
    meta: { created, lastModified },
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
  };
}

function updateAnswer({ id: _, ...update }: ScimUpdate): Json {
  return update;
}
