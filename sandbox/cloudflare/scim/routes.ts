import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { parseJson } from "../../shared/json";
import type { IdentityProvider, Json, ScimGroup, ScimUser } from "../entities";
import type { Store } from "../store";
import { resourceTypes, schemas, serviceProviderConfig } from "./discovery";
import { answerScimError, badRequest, noResource, ScimError, scimJson } from "./errors";
import { createGroup, deleteGroup, existingGroup, groupAttributes, replaceGroup } from "./groups";
import { type ListQuery, listed, listedTogether } from "./list";
import { patched } from "./patch";
import { groupResource, location, type Population, userResource } from "./population";
import { projected } from "./projection";
import { GROUP, type ResourceType, USER } from "./schema";
import { carriesSecret } from "./secret";
import { recordRefusal, recordUpdate, type Update } from "./update-log";
import { createUser, deleteUser, existingUser, replaceUser, userNamed } from "./users";
import { checkedResource } from "./values";

/** Where the SCIM services are: one per identity provider, at the base URL that the management API answers. */
export const POPULATIONS_PATH = "/populations";

interface ScimEnvironment {
  Variables: {
    population: Population;
    unknownRoute: boolean;
    /** What the request is about, for the update log. */
    resource: ScimUser | ScimGroup | undefined;
  };
}

/** What a kind of resource can do. */
interface Handlers<T extends ScimUser | ScimGroup> {
  readonly type: ResourceType;
  all(population: Population): T[];
  /** The resources of which an attribute may be equal to a value: found without looking at all of them. */
  candidates(population: Population, attribute: string, value: string): T[] | undefined;
  existing(population: Population, id: string): T;
  resource(population: Population, item: T): Json;
  /** What a PATCH changes. */
  attributes(item: T): Json;
  create(population: Population, attributes: Json): T;
  replace(population: Population, item: T, attributes: Json): T;
  remove(population: Population, item: T): void;
}

const USERS: Handlers<ScimUser> = {
  type: USER,
  all: ({ store, provider }) => store.scimUsers.filter((user) => user.idpId === provider.id),
  candidates: (population, attribute, value) =>
    attribute === "userName" ? [userNamed(population, value)].filter((user) => user !== undefined) : undefined,
  existing: existingUser,
  resource: userResource,
  attributes: (user) => ({ ...user.attributes, id: user.id }),
  create: createUser,
  replace: replaceUser,
  remove: deleteUser,
};

const GROUPS: Handlers<ScimGroup> = {
  type: GROUP,
  all: ({ store, provider }) => store.scimGroups.filter((group) => group.idpId === provider.id),
  candidates: ({ store, provider }, attribute, value) =>
    attribute === "displayName"
      ? store.scimGroups.filter(
          (group) => group.idpId === provider.id && group.displayName.toLowerCase() === value.toLowerCase(),
        )
      : undefined,
  existing: existingGroup,
  resource: groupResource,
  attributes: groupAttributes,
  create: createGroup,
  replace: replaceGroup,
  remove: deleteGroup,
};

/**
 * The SCIM 2.0 services of the identity providers (RFC 7643, RFC 7644): where an identity provider sends its people and
 * groups. Answers 404 for an identity provider that does not exist, and 401 when SCIM is off or the secret is not the
 * right one; with which of the two the real service refuses the former is not known.
 */
export function scimRoutes(store: Store): Hono<ScimEnvironment> {
  const routes = new Hono<ScimEnvironment>();
  const base = "/:idp/scim/v2";
  routes.use(`${base}/*`, authorized(store));
  discoveryRoutes(routes, base);
  resourceRoutes(routes, base, USERS);
  resourceRoutes(routes, base, GROUPS);
  searchRoutes(routes, base);
  routes.all("*", (context) => {
    context.set("unknownRoute", true);
    return answerScimError(new ScimError(404, `There is nothing at ${context.req.path}.`), context);
  });
  routes.onError(answerScimError);
  return routes;
}

function authorized(store: Store): MiddlewareHandler<ScimEnvironment> {
  return async (context, next) => {
    const id = context.req.param("idp") ?? "";
    const provider = store.identityProviders.get(id);
    if (provider === undefined || store.organization === undefined) {
      throw noResource("Identity provider", id);
    }
    const reason = refusal(provider, context.req.header("authorization"));
    if (reason !== undefined) {
      recordRefusal({ store, provider }, reason);
      throw new ScimError(401, reason);
    }
    context.set("population", { store, provider });
    await next();
  };
}

function refusal(provider: IdentityProvider, authorization: string | undefined): string | undefined {
  if (!provider.scim.enabled) {
    return "SCIM is not enabled for this identity provider.";
  }
  if (authorization === undefined) {
    return "The Authorization header is missing.";
  }
  return carriesSecret(authorization, provider) ? undefined : "The SCIM secret is not the right one.";
}

function discoveryRoutes(routes: Hono<ScimEnvironment>, base: string): void {
  const baseUrl = (context: Context<ScimEnvironment>): string => context.get("population").provider.scimBaseUrl;
  const lists = [
    ["ResourceTypes", resourceTypes],
    ["Schemas", schemas],
  ] as const;
  routes.get(`${base}/ServiceProviderConfig`, (context) => scimJson(context, serviceProviderConfig(baseUrl(context))));
  for (const [name, documents] of lists) {
    routes.get(`${base}/${name}`, (context) => {
      if (context.req.query("filter") !== undefined) {
        throw new ScimError(403, `${name} cannot be filtered.`);
      }
      const resources = documents(baseUrl(context));
      return scimJson(context, {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        totalResults: resources.length,
        startIndex: 1,
        itemsPerPage: resources.length,
        Resources: resources,
      });
    });
    routes.get(`${base}/${name}/:id`, (context) => {
      const id = context.req.param("id");
      const found = documents(baseUrl(context)).find((document) => document.id === id);
      if (found === undefined) {
        throw noResource(name, id);
      }
      return scimJson(context, found);
    });
  }
  for (const name of ["ServiceProviderConfig", "ResourceTypes", "Schemas"]) {
    routes.all(`${base}/${name}`, (context) => {
      throw notAllowed(context.req.method, name);
    });
  }
}

function resourceRoutes<T extends ScimUser | ScimGroup>(
  routes: Hono<ScimEnvironment>,
  base: string,
  handlers: Handlers<T>,
): void {
  const { type } = handlers;
  const one = `${base}${type.endpoint}/:id` as const;
  const answer = (context: Context<ScimEnvironment>, item: T, status: 200 | 201 = 200): Response => {
    const population = context.get("population");
    if (status === 201) {
      context.header("location", location(population, type, item.id));
    }
    return scimJson(context, projected(type, handlers.resource(population, item), context.req.query()), status);
  };
  const existing = (context: Context<ScimEnvironment>): T => {
    const item = handlers.existing(context.get("population"), context.req.param("id") ?? "");
    context.set("resource", item);
    return item;
  };

  routes.get(`${base}${type.endpoint}`, (context) =>
    scimJson(context, listed(context.req.query(), context.get("population"), handlers)),
  );
  routes.get(one, (context) => answer(context, existing(context)));

  const changing =
    (method: Update["method"], change: (context: Context<ScimEnvironment>, body: unknown) => Response) =>
    async (context: Context<ScimEnvironment>): Promise<Response> => {
      const population = context.get("population");
      let body: unknown;
      try {
        body = method === "DELETE" ? undefined : await readScimBody(context);
        const response = change(context, body);
        recordUpdate(population, { type, method, body, resource: context.get("resource") });
        return response;
      } catch (cause) {
        const error = cause instanceof Error ? cause.message : String(cause);
        recordUpdate(population, { type, method, body, resource: context.get("resource"), error });
        throw cause;
      }
    };

  routes.post(
    `${base}${type.endpoint}`,
    changing("POST", (context, body) => {
      const item = handlers.create(context.get("population"), checkedResource(type, body));
      context.set("resource", item);
      return answer(context, item, 201);
    }),
  );
  routes.put(
    one,
    changing("PUT", (context, body) => {
      const item = existing(context);
      return answer(context, handlers.replace(context.get("population"), item, checkedResource(type, body)));
    }),
  );
  routes.patch(
    one,
    changing("PATCH", (context, body) => {
      const item = existing(context);
      const attributes = patched(type, handlers.attributes(item), body);
      return answer(context, handlers.replace(context.get("population"), item, attributes));
    }),
  );
  routes.delete(
    one,
    changing("DELETE", (context) => {
      handlers.remove(context.get("population"), existing(context));
      return context.body(null, 204);
    }),
  );
}

const searchRequest = z.object({
  attributes: z.array(z.string()).optional(),
  excludedAttributes: z.array(z.string()).optional(),
  filter: z.string().optional(),
  startIndex: z.int().optional(),
  count: z.int().optional(),
});

/** Queries by POST (RFC 7644 section 3.4.3): of one kind of resource, or of both. */
function searchRoutes(routes: Hono<ScimEnvironment>, base: string): void {
  const searches: readonly (readonly [string, (query: ListQuery, population: Population) => Json])[] = [
    ["/Users/.search", (query, population) => listed(query, population, USERS)],
    ["/Groups/.search", (query, population) => listed(query, population, GROUPS)],
    ["/.search", (query, population) => listedTogether(query, population, USERS, GROUPS)],
  ];
  for (const [path, search] of searches) {
    routes.post(`${base}${path}`, async (context) => {
      const request = searchRequest.safeParse(await readScimBody(context));
      if (!request.success) {
        throw badRequest("invalidValue", z.prettifyError(request.error));
      }
      const { attributes, excludedAttributes, ...rest } = request.data;
      const query = {
        ...rest,
        attributes: attributes?.join(","),
        excludedAttributes: excludedAttributes?.join(","),
      };
      return scimJson(context, search(query, context.get("population")));
    });
  }
}

async function readScimBody(context: Context): Promise<unknown> {
  const contentType = context.req.header("content-type") ?? "";
  if (!/^application\/(scim\+)?json\b/i.test(contentType)) {
    throw new ScimError(415, "The content type must be application/scim+json.");
  }
  try {
    return parseJson(await context.req.text());
  } catch {
    throw badRequest("invalidSyntax", "The request body is not valid JSON.");
  }
}

function notAllowed(method: string, name: string): ScimError {
  return new ScimError(405, `${method} is not allowed at ${name}.`);
}
