import { html } from "hono/html";
import { FEW_ROWS } from "../../shared/long-table";
import { badge, type Html, table } from "../../shared/pages";
import type { IdentityProvider } from "../entities";
import { PERMISSION_GROUPS } from "../permissions";
import type { Store } from "../store";
import { teamDomain } from "../tenant";
import { applicationsPage } from "./access";
import { goodSessions, loginTable, scimGroupTable, scimUpdateTable, sessionTable } from "./people";
import { hostLink, links } from "./site";
import { typeName } from "./words";

/** So many entries of a log are shown. */
const SHOWN = 8;

/** What exists in this account right now, who is logged in, and what arrives. */
export function overview(store: Store, url: string): Html {
  const to = links(store.tenant);
  const sessions = goodSessions(store);
  const seats = store.users.filter((user) => user.access_seat).length;
  const counts: readonly (readonly [string, number, string])[] = [
    ["Active sessions", sessions.length, "#sessions"],
    ["Seats taken", seats, to.users],
    ["Users", store.users.size, to.users],
    ["Users by SCIM", store.scimUsers.filter(({ active }) => active).length, to.identityProviders],
    ["Groups by SCIM", store.scimGroups.size, "#scim-groups"],
    ["Applications", store.applications.size, to.applications],
    ["Policies", store.policies.size, to.policies],
    ["Access groups", store.groups.size, to.groups],
    ["Login methods", store.identityProviders.size, to.identityProviders],
  ];
  return html`${notices(store)}
    <div class="cards">
      ${counts.map(([label, count, href]) => html`<a class="card" href="${href}"><b>${count}</b>${label}</a>`)}
    </div>
    <h2>Active sessions</h2>
    ${sessionTable(store, sessions, url)}
    <h2>What arrived by SCIM</h2>
    ${scimUpdateTable(store.scimUpdates.all().slice(-SHOWN).reverse())}
    <h2>Who came to an application</h2>
    ${loginTable(store.accessRequests.all().slice(-SHOWN).reverse())}
    <h2>Groups by SCIM</h2>
    ${scimGroupTable(store, store.scimGroups.all(), url)}
    <h2>Applications</h2>
    ${applicationsPage(store, url)}
    <h2>Login methods</h2>
    ${table<IdentityProvider>(
      [
        { heading: "Name", cell: (idp) => html`<a href="${to.identityProvider(idp.id)}">${idp.name}</a>` },
        { heading: "Type", cell: (idp) => typeName(idp.type) },
        { heading: "SCIM", cell: (idp) => (idp.scim.enabled ? badge("on", "good") : badge("off", "plain")) },
      ],
      store.identityProviders.all().slice(0, FEW_ROWS),
      "No login method: nobody can sign in.",
      ({ id }) => `idp-${id}`,
    )}
    <h2>Organization</h2>
    <dl>
      <dt>Name</dt><dd>${String(store.organization?.settings.name ?? "none")}</dd>
      <dt>Team domain</dt><dd>${hostLink(String(store.organization?.settings.auth_domain ?? teamDomain(store.tenant)), url)} <small>the App Launcher</small></dd>
      <dt>Account id</dt><dd><code>${store.tenant.accountId}</code></dd>
    </dl>`;
}

function notices(store: Store): Html {
  const settings = store.settings;
  const texts = [
    ...(settings.accessEnabled ? [] : ["Access is not enabled: every Access call answers 9999."]),
    ...(settings.tokenPermissions.length === PERMISSION_GROUPS.length
      ? []
      : [`The API token has only: ${settings.tokenPermissions.join("; ") || "nothing"}. Everything else answers 403.`]),
    ...(settings.scimSecretOnReenable === "omitted" ? ["Turning SCIM on again answers no secret."] : []),
    ...(settings.oktaApiToken === "dropped" ? ["The Okta API token of a login method is dropped without a word."] : []),
    ...(settings.zones === null ? [] : [`Only applications on ${settings.zones.join(", ")} are taken.`]),
  ];
  return html`${texts.map((text) => html`<p class="notice">${text}</p>`)}`;
}
