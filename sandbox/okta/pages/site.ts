import { html } from "hono/html";
import { badge, type Html, page, type Site } from "../../shared/pages";
import type { App } from "../entities";

const SITE: Site = {
  service: "Okta",
  accent: "#007dc1",
  navigation: [
    { label: "Dashboard", href: "/" },
    { label: "Applications", href: "/admin/apps" },
    { label: "People", href: "/admin/users" },
    { label: "Groups", href: "/admin/groups" },
    { label: "Request log", href: "/log" },
  ],
};

/** A page of this Okta. */
export function oktaPage(title: string, content: Html): Html {
  return page(SITE, title, content);
}

/** Where an app's page is: the same path as in Okta's admin console. */
export function appPath(app: App): string {
  return `/admin/app/${app.name}/instance/${app.id}`;
}

/** A link to an app's page. */
export function appLink(app: App): Html {
  return html`<a href="${appPath(app)}">${app.label}</a>`;
}

/** ACTIVE and ENABLED in green, ERROR and UNKNOWN in red, others in grey. */
export function statusBadge(status: string): Html {
  const good = ["ACTIVE", "ENABLED", "On"].includes(status);
  const bad = ["ERROR", "UNKNOWN", "SUSPENDED", "LOCKED_OUT", "DEPROVISIONED"].includes(status);
  return badge(status, good ? "good" : bad ? "bad" : "plain");
}
