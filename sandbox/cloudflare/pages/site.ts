import type { Context } from "hono";
import { html } from "hono/html";
import { type Html, page, type Site } from "../../shared/pages";
import type { Store } from "../store";
import type { Tenant } from "../tenant";

/** The addresses of the pages. Those below the account id are where Cloudflare's own console has them. */
export function links(tenant: Tenant) {
  const account = `/${tenant.accountId}`;
  return {
    overview: "/",
    identityProviders: `${account}/integrations/identity-providers`,
    identityProvider: (id: string) => `${account}/integrations/identity-providers/${id}`,
    applications: `${account}/access-controls/apps`,
    policies: `${account}/access-controls/policies`,
    groups: `${account}/access-controls/groups`,
    users: `${account}/team-resources/users`,
    log: "/log",
  };
}

/** Answers a page in the frame of this service. */
export function show(context: Context, store: Store, title: string, content: Html): Response | Promise<Response> {
  return context.html(page(site(store.tenant), title, content));
}

/** A value, or a grey dash. */
export function orDash(value: string | undefined): Html {
  return value === undefined || value === "" ? html`<span class="badge plain">not set</span>` : html`${value}`;
}

/** A fixed-width text. */
export function code(value: string): Html {
  return html`<code>${value}</code>`;
}

function site(tenant: Tenant): Site {
  const to = links(tenant);
  return {
    service: "Cloudflare Zero Trust",
    accent: "#f6821f",
    navigation: [
      { label: "Overview", href: to.overview },
      { label: "Login methods", href: to.identityProviders },
      { label: "Applications", href: to.applications },
      { label: "Policies", href: to.policies },
      { label: "Access groups", href: to.groups },
      { label: "Users", href: to.users },
      { label: "Request log", href: to.log },
    ],
  };
}
