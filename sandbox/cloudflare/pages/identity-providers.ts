import { html } from "hono/html";
import { longTable } from "../../shared/long-table";
import { badge, type Html, moment } from "../../shared/pages";
import type { IdentityProvider, ScimSettings, ScimUser } from "../entities";
import { TEST_PATH } from "../login/paths";
import type { Store } from "../store";
import { teamDomain } from "../tenant";
import { scimGroupTable, scimUpdateTable } from "./people";
import { code, links, orDash } from "./site";
import { behaviorName, typeName } from "./words";

/** All login methods, with everything about them that is no secret. */
export function identityProvidersPage(store: Store, url: string): Html {
  const to = links(store.tenant);
  return html`<p>How people prove who they are before they reach an application.</p>
    ${longTable<IdentityProvider>(url, {
      name: "login-methods",
      columns: [
        { heading: "Name", cell: (idp) => html`<a href="${to.identityProvider(idp.id)}">${idp.name}</a>` },
        { heading: "Type", cell: (idp) => typeName(idp.type) },
        { heading: "Okta account", cell: (idp) => textOf(idp, "okta_account") ?? "" },
        { heading: "Client id", cell: (idp) => textOf(idp, "client_id") ?? "" },
        { heading: "PKCE", cell: (idp) => (idp.type === "onetimepin" ? "" : onOff(idp.config.pkce_enabled === true)) },
        { heading: "OIDC claims", cell: (idp) => claimsOf(idp) ?? "" },
        { heading: "SCIM", cell: (idp) => (idp.type === "onetimepin" ? "" : scimSummary(idp.scim)) },
      ],
      rows: store.identityProviders.all(),
      empty: "No login method: nobody can sign in.",
      key: ({ id }) => `idp-${id}`,
    })}`;
}

/** One login method: its settings, its SCIM settings, and what has arrived by SCIM. */
export function identityProviderPage(store: Store, idp: IdentityProvider, url: string): Html {
  return html`<p><a href="${links(store.tenant).identityProviders}">All login methods</a></p>
    <h2>Settings</h2>
    <dl>
      <dt>Type</dt><dd>${typeName(idp.type)}</dd>
      <dt>Id</dt><dd>${code(idp.id)}</dd>
      ${settings(idp)}
      <dt>Callback URL</dt><dd>${code(`https://${teamDomain(store.tenant)}/cdn-cgi/access/callback`)}</dd>
    </dl>
    <p><a href="${TEST_PATH}/${idp.id}">Test</a> <small>logs in with it and shows what Access receives</small></p>
    ${idp.type === "onetimepin" ? html`` : scim(store, idp, url)}`;
}

function settings(idp: IdentityProvider): Html {
  if (idp.type === "onetimepin") {
    return html``;
  }
  return html`
    <dt>App ID</dt><dd>${orDash(textOf(idp, "client_id"))}</dd>
    <dt>Client secret</dt><dd>${isSet(idp.secretConfig.client_secret)}</dd>
    <dt>Okta account URL</dt><dd>${orDash(textOf(idp, "okta_account"))}</dd>
    <dt>Okta authorization server ID</dt><dd>${orDash(textOf(idp, "authorization_server_id"))}</dd>
    <dt>Okta API token</dt><dd>${isSet(idp.secretConfig.api_token)}</dd>
    <dt>Proof Key for Code Exchange (PKCE)</dt><dd>${onOff(idp.config.pkce_enabled === true)}</dd>
    <dt>OIDC claims</dt><dd>${orDash(claimsOf(idp))}</dd>
    <dt>Email claim name</dt><dd>${orDash(textOf(idp, "email_claim_name"))}</dd>`;
}

function scim(store: Store, idp: IdentityProvider, url: string): Html {
  return html`<h2>System for Cross-domain Identity Management (SCIM)</h2>
    <dl>
      <dt>Enable SCIM</dt><dd>${onOff(idp.scim.enabled)}</dd>
      <dt>Enable user deprovisioning</dt><dd>${onOff(idp.scim.user_deprovision)}</dd>
      <dt>Remove user seat on deprovision</dt><dd>${onOff(idp.scim.seat_deprovision)}</dd>
      <dt>SCIM identity update behavior</dt><dd>${behaviorName(idp.scim.identity_update_behavior)}</dd>
      <dt>SCIM endpoint</dt><dd>${code(idp.scimBaseUrl)}</dd>
      <dt>SCIM secret</dt><dd>${isSet(idp.scimSecretHash ?? undefined)} <small>shown once, when SCIM was enabled</small></dd>
    </dl>
    ${refused(store, idp)}
    <h2>SCIM users</h2>
    ${longTable<ScimUser>(url, {
      name: "scim-users",
      columns: [
        { heading: "Username", cell: (user) => user.userName },
        { heading: "Name", cell: (user) => user.displayName },
        { heading: "Active", cell: (user) => (user.active ? badge("active", "good") : badge("deactivated", "bad")) },
        { heading: "External id", cell: (user) => code(user.externalId) },
        { heading: "Last change", cell: (user) => moment(user.lastModified) },
      ],
      rows: store.scimUsers.filter((user) => user.idpId === idp.id),
      empty: "No user has been pushed yet.",
      key: ({ id }) => `scim-user-${id}`,
      words: ({ userName, displayName }) => `${userName} ${displayName}`,
    })}
    <h2>SCIM groups</h2>
    ${scimGroupTable(
      store,
      store.scimGroups.filter((group) => group.idpId === idp.id),
      url,
    )}
    ${provisioningLog(store, idp)}`;
}

function refused(store: Store, idp: IdentityProvider): Html {
  const refusal = store.scimRefusals.get(idp.id);
  return refusal === undefined
    ? html``
    : html`<p class="notice bad">${refusal.reason} Refused ${refusal.count === 1 ? "once" : `${refusal.count} times`},
        last ${moment(refusal.at)}.</p>`;
}

/** So many entries of the log are shown. */
const SHOWN = 50;

function provisioningLog(store: Store, idp: IdentityProvider): Html {
  const updates = store.scimUpdates.filter((update) => update.idp_id === idp.id);
  return html`<h2>SCIM provisioning logs</h2>
    ${updates.length > SHOWN ? html`<p>The last ${SHOWN} of ${updates.length}.</p>` : ""}
    ${scimUpdateTable(updates.slice(-SHOWN).reverse())}`;
}

function scimSummary(scimSettings: ScimSettings): Html {
  return scimSettings.enabled
    ? html`${badge("on", "good")} ${behaviorName(scimSettings.identity_update_behavior)}`
    : badge("off", "plain");
}

function onOff(on: boolean): Html {
  return on ? badge("on", "good") : badge("off", "plain");
}

function isSet(secret: string | undefined): Html {
  return secret === undefined ? badge("not set", "plain") : badge("set", "good");
}

function textOf(idp: IdentityProvider, key: string): string | undefined {
  const value = idp.config[key];
  return typeof value === "string" ? value : undefined;
}

function claimsOf(idp: IdentityProvider): string | undefined {
  return Array.isArray(idp.config.claims) ? idp.config.claims.join(", ") : undefined;
}
