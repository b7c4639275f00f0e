import { html } from "hono/html";
import { badge, type Html, page, type Site } from "../../shared/pages";
import { nameOf } from "../administration";
import type { App, User } from "../entities";

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

/** What a page says after a button was pressed. */
export interface Notice {
  readonly ok: boolean;
  readonly message: string;
}

/** Where a page says it, for screen readers too. Empty at first. */
export function noticeArea(notice?: Notice): Html {
  return html`<div role="status" id="notice" data-keep>
    ${notice === undefined ? "" : html`<p class="notice ${notice.ok ? "good" : "bad"}">${notice.message}</p>`}
  </div>`;
}

/** Where a person's page is: the same path as in Okta's admin console. */
export function personPath(user: User): string {
  return `/admin/user/profile/view/${user.id}`;
}

/** A link to a person's page. */
export function personLink(user: User): Html {
  return html`<a href="${personPath(user)}">${nameOf(user)}</a>`;
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
