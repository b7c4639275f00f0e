import { Hono } from "hono";
import { z } from "zod";
import { appResponse } from "../app-representation";
import type { Group, User } from "../entities";
import { accessDenied, blankField, duplicateField, notFound, validationFailed } from "../errors";
import { type Okta, type OktaEnv, readBody } from "../http";
import { paginate } from "../paging";
import { groupResponse, userResponse } from "../representation";
import { parseExpression } from "../search";
import { recordAdministration } from "../system-log";

const groupBody = z.looseObject({
  profile: z.record(z.string(), z.json()).optional(),
});

/** Groups and who is in them. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/ */
export function groupRoutes(okta: Okta): Hono<OktaEnv> {
  const { store } = okta;
  const routes = new Hono<OktaEnv>();

  const existing = (id: string): Group => {
    const group = store.groups.get(id);
    if (group === undefined) {
      throw notFound(id, "UserGroup");
    }
    return group;
  };
  const editable = (id: string): Group => {
    const group = existing(id);
    if (group.type !== "OKTA_GROUP") {
      throw accessDenied();
    }
    return group;
  };
  const existingUser = (id: string): User => {
    const user = store.users.get(id);
    if (user === undefined) {
      throw notFound(id, "User");
    }
    return user;
  };

  routes.get("/api/v1/groups", (context) => {
    const { q, filter, search } = context.req.query();
    let groups = byName(store.groups.all());
    if (filter !== undefined) {
      groups = groups.filter(parseExpression(filter, FILTER_RULES));
    }
    if (search !== undefined) {
      groups = groups.filter(parseExpression(search, SEARCH_RULES));
    }
    if (q === undefined) {
      const page = paginate(context, store.origin, groups, {
        defaultLimit: 10_000,
        maxLimit: 10_000,
        repeat: ["filter", "search", "expand"],
      });
      return context.json(page.map((group) => groupResponse(store, group)));
    }
    // With `q` Okta answers no Link header and knows no pages (recorded).
    const limit = Number(context.req.query("limit") ?? 10_000);
    const found = groups.filter((group) => nameOf(group).toLowerCase().startsWith(q.toLowerCase())).slice(0, limit);
    return context.json(found.map((group) => groupResponse(store, group)));
  });

  routes.post("/api/v1/groups", async (context) => {
    const { profile } = await readBody(context, groupBody);
    const now = store.now();
    const group = store.groups.put({
      id: store.newId("00g"),
      type: "OKTA_GROUP",
      created: now,
      lastUpdated: now,
      lastMembershipUpdated: now,
      profile: checkedProfile(okta, profile, undefined),
      sourceAppId: null,
    });
    return context.json(groupResponse(store, group));
  });

  routes.get("/api/v1/groups/:groupId", (context) =>
    context.json(groupResponse(store, existing(context.req.param("groupId")))),
  );

  routes.put("/api/v1/groups/:groupId", async (context) => {
    const group = editable(context.req.param("groupId"));
    const { profile } = await readBody(context, groupBody);
    const updated = store.groups.put({
      ...group,
      profile: checkedProfile(okta, profile, group.id),
      lastUpdated: store.now(),
    });
    return context.json(groupResponse(store, updated));
  });

  routes.delete("/api/v1/groups/:groupId", (context) => {
    store.deleteGroup(editable(context.req.param("groupId")).id);
    return context.body(null, 204);
  });

  routes.get("/api/v1/groups/:groupId/users", (context) => {
    const group = existing(context.req.param("groupId"));
    const page = paginate(context, store.origin, store.members(group.id), {
      defaultLimit: 1000,
      maxLimit: 1000,
      repeat: [],
    });
    return context.json(page.map((user) => userResponse(store, user, "list")));
  });

  routes.put("/api/v1/groups/:groupId/users/:userId", (context) => {
    const group = editable(context.req.param("groupId"));
    const user = existingUser(context.req.param("userId"));
    if (!store.isMember(group, user.id)) {
      store.addMember(group.id, user.id);
      recordAdministration(store, "group.user_membership.add", user, group);
    }
    store.syncUser(user.id);
    return context.body(null, 204);
  });

  routes.delete("/api/v1/groups/:groupId/users/:userId", (context) => {
    const group = editable(context.req.param("groupId"));
    const user = existingUser(context.req.param("userId"));
    if (store.isMember(group, user.id)) {
      store.removeMember(group.id, user.id);
      recordAdministration(store, "group.user_membership.remove", user, group);
    }
    store.syncUser(user.id);
    return context.body(null, 204);
  });

  routes.get("/api/v1/groups/:groupId/apps", (context) => {
    const group = existing(context.req.param("groupId"));
    const assigned = store.apps.filter((app) => store.appGroups.get(`${app.id}/${group.id}`) !== undefined);
    const page = paginate(context, store.origin, assigned, { defaultLimit: 20, maxLimit: 200, repeat: [] });
    return context.json(page.map((app) => appResponse(store, app)));
  });

  return routes;
}

/** Groups in the order in which Okta lists them (recorded). */
function byName(groups: readonly Group[]): Group[] {
  const key = (group: Group): string => nameOf(group).toLowerCase();
  return groups.toSorted((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0));
}

function nameOf(group: Group): string {
  return String(group.profile.name);
}

/** The profile to store. @throws OktaError E0000001 when the name is missing, too long or taken. */
function checkedProfile(
  okta: Okta,
  profile: z.infer<typeof groupBody>["profile"],
  ownId: string | undefined,
): Group["profile"] {
  const { name, description, ...others } = profile ?? {};
  if (typeof name !== "string" || name.trim() === "") {
    throw blankField("name");
  }
  if (name.length > 255) {
    throw validationFailed("name", "name: The field is too long");
  }
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) {
    throw validationFailed("profile", `Property name '${unknown}' is not defined in profile`);
  }
  const taken = okta.store.groups.find(
    (group) => group.id !== ownId && group.type !== "APP_GROUP" && nameOf(group).toLowerCase() === name.toLowerCase(),
  );
  if (taken !== undefined) {
    throw duplicateField("name");
  }
  return { name, description: description ?? null };
}

const GROUP_FIELDS = ["id", "type", "created", "lastUpdated", "lastMembershipUpdated"];

function lookup(group: Group, attribute: string): unknown {
  switch (attribute) {
    case "id":
      return group.id;
    case "type":
      return group.type;
    case "created":
      return group.created;
    case "lastUpdated":
      return group.lastUpdated;
    case "lastMembershipUpdated":
      return group.lastMembershipUpdated;
    case "source.id":
      return group.sourceAppId;
    default:
      return group.profile[attribute.replace(/^profile\./, "")];
  }
}

const FILTER_RULES = {
  attribute: (name: string) => GROUP_FIELDS.includes(name),
  lookup,
  ignoreCase: false,
};

const SEARCH_RULES = {
  attribute: (name: string) => GROUP_FIELDS.includes(name) || name === "source.id" || name.startsWith("profile."),
  lookup,
  ignoreCase: true,
};
