import type { Context } from "hono";
import { html } from "hono/html";
import { live } from "../../shared/live";
import { type Html, page, type Site } from "../../shared/pages";
import { localAddress } from "../login/addresses";
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
    user: (id: string) => `${account}/team-resources/users/${id}`,
    logs: `${account}/insights/logs`,
    log: "/log",
  };
}

/** Answers a page in the frame of this service, which follows what happens. */
export function show(context: Context, store: Store, title: string, content: Html): Response | Promise<Response> {
  return showStill(context, store, title, live(store.database.version, content));
}

/** Answers a page in the frame of this service that looks after itself. */
export function showStill(context: Context, store: Store, title: string, content: Html): Response | Promise<Response> {
  return context.html(page(site(store.tenant), title, content));
}

/**
 * A host and path that Access protects, as a link to where this Cloudflare plays it.
 *
 * @param url The request that is being answered.
 */
export function hostLink(domain: string, url: string): Html {
  return URL.canParse(`https://${domain}`) && /^[\w.-]+(\/|$)/.test(domain)
    ? html`<a href="${localAddress(`https://${domain}`, url)}"><code>${domain}</code></a>`
    : code(domain);
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
      { label: "Logs", href: to.logs },
      { label: "Request log", href: to.log },
    ],
  };
}
