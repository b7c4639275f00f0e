import { Hono } from "hono";
import { liveLog } from "../../shared/pages";
import type { CloudflareEnvironment } from "../environment";
import type { Store } from "../store";
import { applicationsPage, groupsPage, policiesPage } from "./access";
import { identityProviderPage, identityProvidersPage } from "./identity-providers";
import { overview } from "./overview";
import { links, show } from "./site";
import { usersPage } from "./users";

/** The pages for people: what this account holds. Nobody has to log in, and nothing on them is a secret. */
export function pageRoutes(store: Store): Hono<CloudflareEnvironment> {
  const to = links(store.tenant);
  const routes = new Hono<CloudflareEnvironment>();
  routes.get(to.overview, (context) => show(context, store, "Overview", overview(store)));
  routes.get(to.identityProviders, (context) => show(context, store, "Login methods", identityProvidersPage(store)));
  routes.get(to.identityProvider(":id"), (context) => {
    const idp = store.identityProviders.get(context.req.param("id") ?? "");
    return idp === undefined ? context.notFound() : show(context, store, idp.name, identityProviderPage(store, idp));
  });
  routes.get(to.applications, (context) => show(context, store, "Applications", applicationsPage(store)));
  routes.get(to.policies, (context) => show(context, store, "Policies", policiesPage(store)));
  routes.get(to.groups, (context) => show(context, store, "Access groups", groupsPage(store)));
  routes.get(to.users, (context) => show(context, store, "Users", usersPage(store)));
  routes.get(to.log, (context) => show(context, store, "Request log", liveLog()));
  routes.get("/favicon.ico", (context) => context.body(null, 204));
  return routes;
}
