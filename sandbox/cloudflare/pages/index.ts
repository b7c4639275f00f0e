import { Hono } from "hono";
import { LIVE_PATH, liveRoutes } from "../../shared/live";
import { logRoutes } from "../../shared/log-feed";
import { liveLog } from "../../shared/log-page";
import type { RequestLog } from "../../shared/request-log";
import type { CloudflareEnvironment } from "../environment";
import type { Store } from "../store";
import { applicationsPage, groupsPage, policiesPage } from "./access";
import { identityProviderPage, identityProvidersPage } from "./identity-providers";
import { logsPage } from "./logs";
import { overview } from "./overview";
import { userPage, usersPage } from "./people";
import { links, show, showStill } from "./site";

/** The pages for people: what this account holds. Nobody has to log in, and nothing on them is a secret. */
export function pageRoutes(store: Store, log: RequestLog): Hono<CloudflareEnvironment> {
  const to = links(store.tenant);
  const routes = new Hono<CloudflareEnvironment>();
  const pages = {
    [to.overview]: ["Overview", overview],
    [to.identityProviders]: ["Login methods", identityProvidersPage],
    [to.applications]: ["Applications", applicationsPage],
    [to.policies]: ["Policies", policiesPage],
    [to.groups]: ["Access groups", groupsPage],
    [to.users]: ["Users", usersPage],
    [to.logs]: ["Logs", logsPage],
  } as const;
  for (const [path, [title, content]] of Object.entries(pages)) {
    routes.get(path, (context) => show(context, store, title, content(store, context.req.url)));
  }
  routes.get(to.identityProvider(":id"), (context) => {
    const idp = store.identityProviders.get(context.req.param("id") ?? "");
    return idp === undefined
      ? context.notFound()
      : show(context, store, idp.name, identityProviderPage(store, idp, context.req.url));
  });
  routes.get(to.user(":id"), (context) => {
    const user = store.users.get(context.req.param("id") ?? "");
    return user === undefined
      ? context.notFound()
      : show(context, store, user.name || user.email, userPage(store, user, context.req.url));
  });
  routes.get(to.log, (context) => showStill(context, store, "Request log", liveLog()));
  routes.route(to.log, logRoutes(log));
  routes.route(LIVE_PATH, liveRoutes(store.database));
  routes.get("/favicon.ico", (context) => context.body(null, 204));
  return routes;
}
