import { html } from "hono/html";
import { badge, type Html, moment, table } from "../../shared/pages";
import type { IdentityProvider, ScimSettings } from "../entities";
import { TEST_PATH } from "../login/paths";
import type { Store } from "../store";
import { teamDomain } from "../tenant";
import { code, links, orDash } from "./site";
import { behaviorName, typeName } from "./words";

/** All login methods, with everything about them that is no secret. */
export function identityProvidersPage(store: Store): Html {
  const to = links(store.tenant);
  return html`<p>How people prove who they are before they reach an application.</p>
    ${table(
      [
        { heading: "Name", cell: (idp) => html`<a href="${to.identityProvider(idp.id)}">${idp.name}</a>` },
        { heading: "Type", cell: (idp) => typeName(idp.type) },
        { heading: "Okta account", cell: (idp) => textOf(idp, "okta_account") ?? "" },
        { heading: "Client id", cell: (idp) => textOf(idp, "client_id") ?? "" },
        { heading: "PKCE", cell: (idp) => (idp.type === "onetimepin" ? "" : onOff(idp.config.pkce_enabled === true)) },
        { heading: "OIDC claims", cell: (idp) => claimsOf(idp) ?? "" },
        { heading: "SCIM", cell: (idp) => (idp.type === "onetimepin" ? "" : scimSummary(idp.scim)) },
      ],
      store.identityProviders.all(),
      "No login method: nobody can sign in.",
    )}`;
}

/** One login method: its settings, its SCIM settings, and what has arrived by SCIM. */
export function identityProviderPage(store: Store, idp: IdentityProvider): Html {
  return html`<p><a href="${links(store.tenant).identityProviders}">All login methods</a></p>
    <h2>Settings</h2>
    <dl>
      <dt>Type</dt><dd>${typeName(idp.type)}</dd>
      <dt>Id</dt><dd>${code(idp.id)}</dd>
      ${settings(idp)}
      <dt>Callback URL</dt><dd>${code(`https://${teamDomain(store.tenant)}/cdn-cgi/access/callback`)}</dd>
    </dl>
    <p><a href="${TEST_PATH}/${idp.id}">Test</a> <small>logs in with it and shows what Access receives</small></p>
    ${idp.type === "onetimepin" ? html`` : scim(store, idp)}`;
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

function scim(store: Store, idp: IdentityProvider): Html {
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
    ${table(
      [
        { heading: "Username", cell: (user) => user.userName },
        { heading: "Name", cell: (user) => user.displayName },
        { heading: "Active", cell: (user) => (user.active ? badge("active", "good") : badge("deactivated", "bad")) },
        { heading: "External id", cell: (user) => code(user.externalId) },
        { heading: "Last change", cell: (user) => moment(user.lastModified) },
      ],
      store.scimUsers.filter((user) => user.idpId === idp.id),
      "No user has been pushed yet.",
    )}
    <h2>SCIM groups</h2>
    ${table(
      [
        { heading: "Group", cell: (group) => group.displayName },
        { heading: "Members", cell: (group) => group.members.length },
        { heading: "External id", cell: (group) => code(group.externalId) },
        { heading: "Last change", cell: (group) => moment(group.lastModified) },
      ],
      store.scimGroups.filter((group) => group.idpId === idp.id),
      "No group has been pushed yet.",
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
    ${table(
      [
        { heading: "Time", cell: (update) => moment(update.logged_at) },
        { heading: "Action", cell: (update) => update.request_method },
        { heading: "Resource type", cell: (update) => update.resource_type },
        { heading: "User or group", cell: (update) => update.resource_user_email ?? update.resource_group_name ?? "" },
        {
          heading: "Outcome",
          cell: (update) =>
            update.status === "SUCCESS"
              ? badge("SUCCESS", "good")
              : html`${badge("FAILURE", "bad")} ${update.error_description ?? ""}`,
        },
      ],
      updates.slice(-SHOWN).reverse(),
      "No SCIM request has arrived yet.",
    )}`;
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
