import { createHash } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { alphanumeric } from "../../shared/ids";
import type { JsonObject, User, UserStatus } from "../entities";
import { blankField, duplicateField, notFound, OktaError, validationFailed, wrongUserStatus } from "../errors";
import { type Okta, type OktaContext, type OktaEnv, readBody } from "../http";
import { endSessionsOf } from "../oidc/session";
import { paginate } from "../paging";
import { clearFailures, isPassword, setPassword } from "../passwords";
import { groupResponse, userCredentials, userResponse } from "../representation";
import { parseExpression } from "../search";
import { loginOf } from "../store";
import { recordAdministration } from "../system-log";
import { BASE_ATTRIBUTES, roleResponse } from "../user-schema";

const userBody = z.looseObject({
  profile: z.record(z.string(), z.json()).optional(),
  credentials: z
    .looseObject({
      password: z.looseObject({ value: z.string().nullish() }).nullish(),
      recovery_question: z.looseObject({ question: z.string(), answer: z.string().nullish() }).nullish(),
    })
    .nullish(),
  groupIds: z.array(z.string()).nullish(),
  type: z.looseObject({ id: z.string().optional() }).nullish(),
});

const passwordChange = z.looseObject({
  oldPassword: z.looseObject({ value: z.string() }).optional(),
  newPassword: z.looseObject({ value: z.string() }).optional(),
});

const questionChange = z.looseObject({
  recovery_question: z.looseObject({ question: z.string(), answer: z.string() }).optional(),
});

/** People. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export function userRoutes(okta: Okta): Hono<OktaEnv> {
  const { store } = okta;
  const routes = new Hono<OktaEnv>();

  const existing = (context: OktaContext): User => {
    const id = context.req.param("id") ?? "";
    const user = id === "me" ? store.users.get(store.org().tokenOwnerId) : store.user(id);
    if (user === undefined) {
      throw notFound(id, "User");
    }
    return user;
  };
  const single = (context: OktaContext, user: User): Response => context.json(userResponse(store, user, "full"));
  const change = (user: User, changes: Partial<User>): User => {
    const changed = store.users.put({ ...user, ...changes, lastUpdated: store.now() });
    store.syncUser(user.id);
    return changed;
  };
  const keepPassword = (user: User, { credentials }: z.infer<typeof userBody>): void => {
    const password = credentials?.password?.value;
    if (typeof password === "string") {
      setPassword(store, user.id, password);
    }
  };
  const setStatus = (user: User, status: UserStatus, changes: Partial<User> = {}): User =>
    change(user, { ...changes, status, statusChanged: store.now() });

  routes.get("/api/v1/users", (context) => {
    const { q, filter, search } = context.req.query();
    let users = store.users.all();
    if (search !== undefined) {
      users = users.filter(parseExpression(search, searchRules(okta)));
    } else if (filter !== undefined) {
      users = users.filter(parseExpression(filter, FILTER_RULES));
    } else {
      users = users.filter((user) => user.status !== "DEPROVISIONED");
    }
    if (q !== undefined) {
      users = users.filter((user) => matches(user, q)).slice(0, Number(context.req.query("limit") ?? 10));
      return context.json(users.map((user) => userResponse(store, user, "list")));
    }
    const page = paginate(context, store.origin, sorted(context, users), {
      defaultLimit: 200,
      maxLimit: 200,
      repeat: ["filter", "search", "sortBy"],
      // Recorded: a list without an expression has cursors of another form.
      cursorPrefix: search === undefined ? "2" : "",
    });
    return context.json(page.map((user) => userResponse(store, user, "list")));
  });

  routes.post("/api/v1/users", async (context) => {
    const body = await readBody(context, userBody);
    const profile = checkedProfile(okta, "newUser", body.profile ?? {});
    requireUniqueLogin(okta, profile, undefined);
    const groups = (body.groupIds ?? []).map((id) => {
      const group = store.groups.get(id);
      if (group === undefined) {
        throw notFound(id, "UserGroup");
      }
      return group;
    });
    const now = store.now();
    const hasPassword = typeof body.credentials?.password?.value === "string";
    const active = context.req.query("activate") !== "false";
    const user = store.users.put({
      id: store.newId("00u"),
      status: active ? (hasPassword ? "ACTIVE" : "PROVISIONED") : "STAGED",
      created: now,
      activated: active ? now : null,
      statusChanged: now,
      lastLogin: null,
      lastUpdated: now,
      passwordChanged: hasPassword ? now : null,
      profile,
      hasPassword,
      recoveryQuestion: body.credentials?.recovery_question?.question ?? null,
      roles: [],
    });
    keepPassword(user, body);
    recordAdministration(store, "user.lifecycle.create", user);
    if (active) {
      recordAdministration(store, "user.lifecycle.activate", user);
    }
    for (const group of groups) {
      store.addMember(group.id, user.id);
      recordAdministration(store, "group.user_membership.add", user, group);
    }
    store.syncUser(user.id);
    return single(context, user);
  });

  routes.get("/api/v1/users/:id", (context) => {
    const user = existing(context);
    const response = userResponse(store, user, "full");
    context.header("etag", `W/"${createHash("sha256").update(JSON.stringify(response)).digest("hex")}"`);
    return context.json(response);
  });

  const update = async (context: OktaContext, form: "partial" | "whole"): Promise<Response> => {
    const user = existing(context);
    const body = await readBody(context, userBody);
    if (user.status === "DEPROVISIONED") {
      throw wrongUserStatus();
    }
    const sent = body.profile ?? {};
    const profile = checkedProfile(okta, "user", form === "whole" ? sent : { ...user.profile, ...sent });
    requireUniqueLogin(okta, profile, user.id);
    const newPassword = typeof body.credentials?.password?.value === "string";
    keepPassword(user, body);
    recordAdministration(store, "user.account.update_profile", user);
    return single(
      context,
      change(user, {
        profile,
        ...(newPassword ? { hasPassword: true, passwordChanged: store.now() } : {}),
        ...(typeof body.credentials?.recovery_question?.question === "string"
          ? { recoveryQuestion: body.credentials.recovery_question.question }
          : {}),
      }),
    );
  };
  routes.post("/api/v1/users/:id", (context) => update(context, "partial"));
  routes.put("/api/v1/users/:id", (context) => update(context, "whole"));

  routes.delete("/api/v1/users/:id", (context) => {
    const user = existing(context);
    if (user.status === "DEPROVISIONED") {
      store.deleteUser(user.id);
      recordAdministration(store, "user.lifecycle.delete.initiated", user);
    } else {
      deactivate(user);
    }
    return context.body(null, 204);
  });

  const deactivate = (user: User): void => {
    store.unassignEverywhere(user.id);
    endSessionsOf(store, user.id, "sessions and tokens");
    setStatus(user, "DEPROVISIONED");
    recordAdministration(store, "user.lifecycle.deactivate", user);
  };

  routes.delete("/api/v1/users/:id/sessions", (context) => {
    const tokens = context.req.query("oauthTokens") === "true";
    endSessionsOf(store, existing(context).id, tokens ? "sessions and tokens" : "sessions");
    return context.body(null, 204);
  });

  routes.get("/api/v1/users/:id/groups", (context) => {
    const user = existing(context);
    const page = paginate(context, store.origin, store.groupsOf(user.id), {
      defaultLimit: 200,
      maxLimit: 200,
      repeat: [],
    });
    return context.json(page.map((group) => groupResponse(store, group)));
  });

  routes.get("/api/v1/users/:id/roles", (context) => {
    const user = existing(context);
    return context.json(user.roles.map((role) => roleResponse(store, user, role)));
  });

  routes.post("/api/v1/users/:id/lifecycle/activate", (context) => {
    const user = existing(context);
    if (user.status !== "STAGED" && user.status !== "DEPROVISIONED") {
      throw new OktaError(403, "E0000016", "Activation failed because the user is already active");
    }
    setStatus(user, user.hasPassword ? "ACTIVE" : "PROVISIONED", { activated: store.now() });
    recordAdministration(store, "user.lifecycle.activate", user);
    return context.json(activationAnswer(okta, context));
  });

  routes.post("/api/v1/users/:id/lifecycle/reactivate", (context) => {
    if (existing(context).status !== "PROVISIONED") {
      throw wrongUserStatus();
    }
    return context.json(activationAnswer(okta, context));
  });

  routes.post("/api/v1/users/:id/lifecycle/deactivate", (context) => {
    const user = existing(context);
    if (user.status !== "DEPROVISIONED") {
      deactivate(user);
    }
    return context.json({});
  });

  routes.post("/api/v1/users/:id/lifecycle/suspend", (context) => {
    const user = existing(context);
    if (!["ACTIVE", "PROVISIONED", "PASSWORD_EXPIRED"].includes(user.status)) {
      throw validationFailed("Cannot suspend a user that is not active");
    }
    endSessionsOf(store, user.id, "sessions");
    setStatus(user, "SUSPENDED");
    recordAdministration(store, "user.lifecycle.suspend", user);
    return context.json({});
  });

  routes.post("/api/v1/users/:id/lifecycle/unsuspend", (context) => {
    const user = existing(context);
    if (user.status !== "SUSPENDED") {
      throw validationFailed("Cannot unsuspend a user that is not suspended");
    }
    setStatus(user, user.hasPassword ? "ACTIVE" : "PROVISIONED");
    recordAdministration(store, "user.lifecycle.unsuspend", user);
    return context.json({});
  });

  routes.post("/api/v1/users/:id/lifecycle/unlock", (context) => {
    const user = existing(context);
    if (user.status !== "LOCKED_OUT") {
      throw new OktaError(403, "E0000032", "Unlock is not allowed for this user.", ["The user is not locked out."]);
    }
    clearFailures(store, user.id);
    setStatus(user, "ACTIVE");
    return context.json({});
  });

  routes.post("/api/v1/users/:id/lifecycle/expire_password", (context) => {
    const user = requireLive(existing(context));
    if (context.req.query("tempPassword") === "true") {
      setStatus(user, "PASSWORD_EXPIRED");
      return context.json({ tempPassword: alphanumeric(12) });
    }
    return single(context, setStatus(user, "PASSWORD_EXPIRED"));
  });

  routes.post("/api/v1/users/:id/lifecycle/expire_password_with_temp_password", (context) => {
    setStatus(requireLive(existing(context)), "PASSWORD_EXPIRED");
    return context.json({ tempPassword: alphanumeric(12) });
  });

  routes.post("/api/v1/users/:id/lifecycle/reset_factors", (context) => {
    existing(context);
    return context.json({});
  });

  routes.post("/api/v1/users/:id/lifecycle/reset_password", (context) => {
    requireLive(existing(context));
    return context.json(
      context.req.query("sendEmail") === "false"
        ? { resetPasswordUrl: `${store.origin}/reset_password/${alphanumeric(20)}` }
        : {},
    );
  });

  routes.post("/api/v1/users/:id/credentials/forgot_password", (context) => {
    requireLive(existing(context));
    return context.json(
      context.req.query("sendEmail") === "false"
        ? { resetPasswordUrl: `${store.origin}/signin/reset-password/${alphanumeric(20)}` }
        : {},
    );
  });

  routes.post("/api/v1/users/:id/credentials/change_password", async (context) => {
    const user = existing(context);
    const { oldPassword, newPassword } = await readBody(context, passwordChange);
    if (oldPassword === undefined || newPassword === undefined) {
      throw blankField(oldPassword === undefined ? "oldPassword" : "newPassword");
    }
    if (!isPassword(store, user, oldPassword.value)) {
      throw new OktaError(403, "E0000014", "Update of credentials failed", ["Old Password is not correct"]);
    }
    setPassword(store, user.id, newPassword.value);
    const changed = change(user, { hasPassword: true, passwordChanged: store.now() });
    return context.json(userCredentials(changed, false));
  });

  routes.post("/api/v1/users/:id/credentials/change_recovery_question", async (context) => {
    const user = existing(context);
    const { recovery_question: question } = await readBody(context, questionChange);
    if (question === undefined) {
      throw blankField("recovery_question");
    }
    const changed = change(user, { recoveryQuestion: question.question });
    return context.json(userCredentials(changed, false));
  });

  return routes;
}

function requireLive(user: User): User {
  if (!["ACTIVE", "PROVISIONED", "PASSWORD_EXPIRED"].includes(user.status)) {
    throw wrongUserStatus();
  }
  return user;
}

function activationAnswer(okta: Okta, context: OktaContext): JsonObject {
  if (context.req.query("sendEmail") !== "false") {
    return {};
  }
  const token = alphanumeric(20);
  return { activationUrl: `${okta.store.origin}/welcome/${token}`, activationToken: token };
}

function sorted(context: OktaContext, users: readonly User[]): readonly User[] {
  const sortBy = context.req.query("sortBy");
  if (sortBy === undefined) {
    return users;
  }
  const key = (user: User): string => String(lookup(user, sortBy) ?? "");
  const ascending = users.toSorted(
    (left, right) => key(left).localeCompare(key(right)) || left.id.localeCompare(right.id),
  );
  return context.req.query("sortOrder") === "desc" ? ascending.reverse() : ascending;
}

/** The profile to store: without nulls. @throws OktaError E0000001 naming the first attribute at fault. */
function checkedProfile(okta: Okta, subject: string, sent: JsonObject): JsonObject {
  const known = [...BASE_ATTRIBUTES, ...okta.settings().customUserAttributes];
  for (const name of Object.keys(sent)) {
    if (!known.includes(name)) {
      throw validationFailed(subject, `Property name '${name}' is not defined in profile`);
    }
  }
  const profile = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null && value !== ""));
  for (const name of ["login", "firstName", "lastName", "email"]) {
    if (typeof profile[name] !== "string") {
      throw blankField(name);
    }
  }
  for (const name of ["login", "email"]) {
    if (!/^[^\s@]+@[^\s@]+$/.test(String(profile[name]))) {
      const reason =
        name === "login" ? "Username must be in the form of an email address" : "Does not match required pattern";
      throw validationFailed(name, `${name}: ${reason}`);
    }
  }
  return profile;
}

function requireUniqueLogin(okta: Okta, profile: JsonObject, ownId: string | undefined): void {
  const other = okta.store.user(String(profile.login));
  if (other !== undefined && other.id !== ownId) {
    throw duplicateField("login");
  }
}

function matches(user: User, q: string): boolean {
  const text = q.toLowerCase();
  return (
    ["firstName", "lastName", "email"].some((name) =>
      String(user.profile[name] ?? "")
        .toLowerCase()
        .startsWith(text),
    ) || loginOf(user).toLowerCase().startsWith(text)
  );
}

const USER_FIELDS = ["id", "status", "created", "activated", "statusChanged", "lastUpdated", "lastLogin", "type.id"];

function lookup(user: User, attribute: string): unknown {
  switch (attribute) {
    case "id":
      return user.id;
    case "status":
      return user.status;
    case "created":
      return user.created;
    case "activated":
      return user.activated;
    case "statusChanged":
      return user.statusChanged;
    case "lastUpdated":
      return user.lastUpdated;
    case "lastLogin":
      return user.lastLogin;
    default:
      return user.profile[attribute.replace(/^profile\./, "")];
  }
}

const FILTER_ATTRIBUTES = [
  "id",
  "status",
  "lastUpdated",
  "profile.login",
  "profile.email",
  "profile.firstName",
  "profile.lastName",
];

const FILTER_RULES = {
  attribute: (name: string) => FILTER_ATTRIBUTES.includes(name),
  lookup,
  ignoreCase: false,
};

function searchRules(okta: Okta) {
  return {
    attribute: (name: string) => USER_FIELDS.includes(name) || name.startsWith("profile."),
    lookup: (user: User, name: string) => (name === "type.id" ? okta.store.org().userTypeId : lookup(user, name)),
    ignoreCase: true,
  };
}
