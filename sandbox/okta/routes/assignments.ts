import { Hono } from "hono";
import { z } from "zod";
import { parseJson } from "../../shared/json";
import type { App, AppGroup, AppUser, Group, JsonObject } from "../entities";
import { blankField, malformedBody, notFound, validationFailed } from "../errors";
import { type Okta, type OktaContext, type OktaEnv, readBody } from "../http";
import { paginate } from "../paging";
import { appGroupResponse, appUserResponse, groupResponse, userResponse } from "../representation";
import { loginOf } from "../store";
import { findApp } from "./find";

const groupAssignmentBody = z.looseObject({
  priority: z.number().int().min(0).max(100).nullish(),
  profile: z.record(z.string(), z.json()).nullish(),
});

const groupPatchBody = z.array(z.looseObject({ op: z.literal("replace"), path: z.string(), value: z.json() }));

const userAssignmentBody = z.looseObject({
  id: z.string().nullish(),
  scope: z.enum(["USER", "GROUP"]).nullish(),
  credentials: z.looseObject({ userName: z.string().nullish() }).nullish(),
  profile: z.record(z.string(), z.json()).nullish(),
});

/** Who may use an application: groups and users assigned to it. */
export function assignmentRoutes(okta: Okta): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();
  groupAssignmentRoutes(okta, routes);
  userAssignmentRoutes(okta, routes);
  return routes;
}

function groupAssignmentRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const existingApp = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");
  const assignmentsOf = (app: App): AppGroup[] =>
    store.appGroups
      .filter((assignment) => assignment.appId === app.id)
      .toSorted((left, right) => left.priority - right.priority);
  const existing = (context: OktaContext): AppGroup => {
    const app = existingApp(context);
    const groupId = context.req.param("groupId") ?? "";
    const assignment = store.appGroups.get(`${app.id}/${groupId}`);
    if (assignment === undefined) {
      throw notFound(groupId, "ApplicationGroupAssignment");
    }
    return assignment;
  };
  const existingGroup = (id: string): Group => {
    const group = store.groups.get(id);
    if (group === undefined) {
      throw notFound(id, "UserGroup");
    }
    return group;
  };

  routes.get("/api/v1/apps/:appId/groups", (context) => {
    const app = existingApp(context);
    const q = context.req.query("q")?.toLowerCase();
    const named = assignmentsOf(app).filter((assignment) => {
      const name = store.groups.get(assignment.groupId)?.profile.name;
      return q === undefined || String(name).toLowerCase().startsWith(q);
    });
    // The cursor is the group's id, not the id that the sandbox keeps the assignment under.
    const page = paginate(
      context,
      store.origin,
      named.map((assignment) => ({ id: assignment.groupId, assignment })),
      { defaultLimit: 20, maxLimit: 200, repeat: ["q", "expand"] },
    );
    return context.json(
      page.map(({ assignment }) => ({
        ...appGroupResponse(store, assignment),
        ...(context.req.query("expand") === "group"
          ? { _embedded: { group: groupResponse(store, existingGroup(assignment.groupId)) } }
          : {}),
      })),
    );
  });

  routes.get("/api/v1/apps/:appId/groups/:groupId", (context) =>
    context.json(appGroupResponse(store, existing(context))),
  );

  routes.put("/api/v1/apps/:appId/groups/:groupId", async (context) => {
    const app = existingApp(context);
    const group = existingGroup(context.req.param("groupId"));
    const text = await context.req.text();
    const body = text === "" ? {} : await readBody(context, groupAssignmentBody);
    const id = `${app.id}/${group.id}`;
    const previous = store.appGroups.get(id);
    const assignment = store.appGroups.put({
      id,
      appId: app.id,
      groupId: group.id,
      lastUpdated: store.now(),
      priority: body.priority ?? previous?.priority ?? nextPriority(assignmentsOf(app)),
      profile: body.profile ?? previous?.profile ?? {},
    });
    store.syncAppUsers(app.id);
    return context.json(appGroupResponse(store, assignment));
  });

  routes.patch("/api/v1/apps/:appId/groups/:groupId", async (context) => {
    const assignment = existing(context);
    const parsed = groupPatchBody.safeParse(await jsonList(context));
    if (!parsed.success) {
      throw malformedBody();
    }
    let { priority, profile } = assignment;
    for (const { path, value } of parsed.data) {
      const attribute = /^\/profile\/([^/]+)$/.exec(path)?.[1];
      if (path === "/priority" && typeof value === "number") {
        priority = value;
      } else if (attribute !== undefined) {
        profile = { ...profile, [attribute]: value };
      } else {
        throw validationFailed("path", `path: '${path}' cannot be updated.`);
      }
    }
    const updated = store.appGroups.put({ ...assignment, priority, profile, lastUpdated: store.now() });
    return context.json(appGroupResponse(store, updated));
  });

  routes.delete("/api/v1/apps/:appId/groups/:groupId", (context) => {
    const assignment = existing(context);
    store.appGroups.delete(assignment.id);
    store.syncAppUsers(assignment.appId);
    return context.body(null, 204);
  });
}

function nextPriority(assignments: readonly AppGroup[]): number {
  const last = assignments.at(-1);
  return last === undefined ? 0 : last.priority + 1;
}

async function jsonList(context: OktaContext): Promise<unknown> {
  try {
    return parseJson(await context.req.text());
  } catch {
    throw malformedBody();
  }
}

function userAssignmentRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const existingApp = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");
  const existing = (context: OktaContext): AppUser => {
    const app = existingApp(context);
    const userId = context.req.param("userId") ?? "";
    const appUser = store.appUsers.get(`${app.id}/${userId}`);
    if (appUser === undefined) {
      throw notFound(userId, "AppUser");
    }
    return appUser;
  };
  const usersOf = (app: App): AppUser[] => store.appUsers.filter((appUser) => appUser.appId === app.id);

  routes.get("/api/v1/apps/:appId/users", (context) => {
    const app = existingApp(context);
    const q = context.req.query("q")?.toLowerCase();
    const wanted = usersOf(app).filter((appUser) => {
      const user = store.users.get(appUser.userId);
      return (
        q === undefined ||
        [appUser.userName, user?.profile.firstName, user?.profile.lastName, user?.profile.email].some((text) =>
          String(text).toLowerCase().startsWith(q),
        )
      );
    });
    const page = paginate(
      context,
      store.origin,
      wanted.map((appUser) => ({ id: appUser.userId, appUser })),
      { defaultLimit: 50, maxLimit: 500, repeat: ["q", "filter", "expand"] },
    );
    return context.json(
      page.map(({ appUser }) => {
        const user = store.users.get(appUser.userId);
        return {
          ...appUserResponse(store, appUser),
          ...(context.req.query("expand") === "user" && user !== undefined
            ? { _embedded: { user: userResponse(store, user, "list") } }
            : {}),
        };
      }),
    );
  });

  routes.post("/api/v1/apps/:appId/users", async (context) => {
    const app = existingApp(context);
    const body = await readBody(context, userAssignmentBody);
    if (typeof body.id !== "string" || body.id === "") {
      throw blankField("id");
    }
    const user = store.users.get(body.id);
    if (user === undefined) {
      throw notFound(body.id, "User");
    }
    if (user.status === "DEPROVISIONED") {
      throw validationFailed("user", "User is deactivated.");
    }
    const previous = store.appUsers.get(`${app.id}/${user.id}`);
    const appUser = store.appUsers.put({
      ...(previous ?? store.newAppUser(app, user, "USER")),
      scope: "USER",
      ...changes(body, previous?.profile),
    });
    return context.json(appUserResponse(store, appUser));
  });

  routes.get("/api/v1/apps/:appId/users/:userId", (context) => context.json(appUserResponse(store, existing(context))));

  routes.post("/api/v1/apps/:appId/users/:userId", async (context) => {
    const appUser = existing(context);
    const body = await readBody(context, userAssignmentBody);
    const updated = store.appUsers.put({
      ...appUser,
      ...changes(body, appUser.profile),
      scope: body.scope ?? appUser.scope,
      lastUpdated: store.now(),
    });
    return context.json(appUserResponse(store, updated));
  });

  routes.delete("/api/v1/apps/:appId/users/:userId", (context) => {
    const appUser = existing(context);
    store.appUsers.delete(appUser.id);
    // Someone who is also in an assigned group stays, through the group.
    store.syncUser(appUser.userId);
    return context.body(null, 204);
  });

  function changes(body: z.infer<typeof userAssignmentBody>, profile: JsonObject | undefined): Partial<AppUser> {
    const userName = body.credentials?.userName;
    if (userName === "") {
      throw blankField("userName");
    }
    return {
      ...(typeof userName === "string" ? { userName } : {}),
      ...(body.profile === undefined || body.profile === null ? {} : { profile: { ...profile, ...body.profile } }),
    };
  }
}

/** A person of an app for a page. */
export interface AssignedPerson {
  /** Id of the app user. */
  readonly id: string;
  readonly login: string;
  readonly userName: string;
  readonly scope: string;
}

/** The people of an app. */
export function assignedPeople(okta: Okta, app: App): AssignedPerson[] {
  return okta.store.appUsers
    .filter((appUser) => appUser.appId === app.id)
    .map((appUser) => {
      const user = okta.store.users.get(appUser.userId);
      return {
        id: appUser.id,
        login: user === undefined ? appUser.userId : loginOf(user),
        userName: appUser.userName,
        scope: appUser.scope,
      };
    });
}
