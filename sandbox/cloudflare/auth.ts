import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { CloudflareEnvironment } from "./environment";
import { accessNotEnabled, authenticationError, foreignAccount } from "./errors";
import { acceptedPermissions, type PermissionGroup } from "./permissions";
import type { Store } from "./store";
import type { Tenant } from "./tenant";

/** Lets only requests pass that carry this tenant's credentials and are permitted to them. */
export function authenticated(store: Store): MiddlewareHandler<CloudflareEnvironment> {
  return async (context, next) => {
    const credentials = credentialsOf(context, store.tenant);
    if (credentials === undefined) {
      throw authenticationError(401);
    }
    // The global API key may do what its user may: everything here.
    if (credentials === "token" && !isPermitted(context, store.settings.tokenPermissions)) {
      throw authenticationError(403);
    }
    await next();
  };
}

function isPermitted(context: Context, granted: readonly PermissionGroup[]): boolean {
  const path = /\/(?:accounts|zones)\/[^/]+(\/.*)$/.exec(context.req.path)?.[1];
  const accepted = path === undefined ? undefined : acceptedPermissions(context.req.method, path);
  return accepted === undefined || accepted.some((group) => granted.includes(group));
}

/** Lets only requests for this tenant's own account or zone pass, and notes which of the two it is. */
export function ownScope(store: Store): MiddlewareHandler<CloudflareEnvironment> {
  return async (context, next) => {
    const account = context.req.param("account");
    const isOwn =
      account === undefined ? context.req.param("zone") === store.tenant.zoneId : account === store.tenant.accountId;
    if (!isOwn) {
      throw foreignAccount();
    }
    context.set("scope", account === undefined ? "zone" : "account");
    await next();
  };
}

/** While the account has no organization, the only thing Access does is to make one. */
export function accessEnabled(store: Store): MiddlewareHandler<CloudflareEnvironment> {
  return async (context, next) => {
    const creates = context.req.method === "POST" && context.req.path.endsWith("/access/organizations");
    if (store.organization === undefined && !creates) {
      throw accessNotEnabled();
    }
    await next();
  };
}

function credentialsOf(context: Context, tenant: Tenant): "token" | "key" | undefined {
  const authorization = context.req.header("authorization");
  if (authorization !== undefined) {
    const [scheme, token] = authorization.split(" ", 2);
    return scheme?.toLowerCase() === "bearer" && isSame(token ?? "", tenant.apiToken) ? "token" : undefined;
  }
  const email = context.req.header("x-auth-email");
  const key = context.req.header("x-auth-key");
  const isKey = email !== undefined && key !== undefined && isSame(email, tenant.email) && isSame(key, tenant.apiKey);
  return isKey ? "key" : undefined;
}

/** Compares without telling by the time it takes how much of the text was right. */
export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
