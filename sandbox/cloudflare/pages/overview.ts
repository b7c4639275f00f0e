import { html } from "hono/html";
import { badge, type Html, table } from "../../shared/pages";
import { PERMISSION_GROUPS } from "../permissions";
import type { Store } from "../store";
import { teamDomain } from "../tenant";
import { links } from "./site";
import { typeName } from "./words";

/** What exists in this account right now. */
export function overview(store: Store): Html {
  const to = links(store.tenant);
  const counts: readonly (readonly [string, number, string])[] = [
    ["Login methods", store.identityProviders.size, to.identityProviders],
    ["Applications", store.applications.size, to.applications],
    ["Policies", store.policies.size, to.policies],
    ["Access groups", store.groups.size, to.groups],
    ["Users", store.users.size, to.users],
    ["Users and groups by SCIM", store.scimUsers.size + store.scimGroups.size, to.identityProviders],
  ];
  return html`${notices(store)}
    <div class="cards">
      ${counts.map(([label, count, href]) => html`<a class="card" href="${href}"><b>${count}</b>${label}</a>`)}
    </div>
    <h2>Organization</h2>
    <dl>
      <dt>Name</dt><dd>${String(store.organization?.settings.name ?? "none")}</dd>
      <dt>Team domain</dt><dd><code>${String(store.organization?.settings.auth_domain ?? teamDomain(store.tenant))}</code></dd>
      <dt>Account id</dt><dd><code>${store.tenant.accountId}</code></dd>
    </dl>
    <h2>Login methods</h2>
    ${table(
      [
        { heading: "Name", cell: (idp) => html`<a href="${to.identityProvider(idp.id)}">${idp.name}</a>` },
        { heading: "Type", cell: (idp) => typeName(idp.type) },
        { heading: "SCIM", cell: (idp) => (idp.scim.enabled ? badge("on", "good") : badge("off", "plain")) },
      ],
      store.identityProviders.all(),
      "No login method: nobody can sign in.",
    )}
    <h2>Applications</h2>
    ${table(
      [
        { heading: "Name", cell: (app) => String(app.fields.name) },
        { heading: "Domain", cell: (app) => html`<code>${String(app.fields.domain ?? "")}</code>` },
        {
          heading: "Policies",
          cell: (app) =>
            app.policies.length === 0
              ? badge("none: nobody may enter", "bad")
              : app.policies.map((use) => use.own?.name ?? store.policies.get(use.id)?.name ?? use.id).join(", "),
        },
      ],
      store.applications.all(),
      "No application is protected.",
    )}`;
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
