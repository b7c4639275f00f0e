import { asObject, textAt } from "../api/json";
import type { Settings } from "../config/settings";
import { redirectUriOf } from "../lib/names";
import { isCustomDomain } from "../lib/okta-urls";
import { type Change, created } from "./change";
import { type Detail, differing } from "./differences";
import type { AssignedUser, Found, FoundApp } from "./found";
import { liveFilter } from "./groups-filter";
import { samlAppDetails, samlLoginMethodDetails } from "./saml-changes";
import { serverChanges } from "./server-changes";
import type { Adopted } from "./settings-of";

const WRITTEN_ANEW =
  "nothing of it changes: the provider writes it once more, because it has switches of its own that an import leaves empty";

/** Everything that the next `pulumi up` will create or change. */
export function changesOf(adopted: Adopted, settings: Settings): Change[] {
  const { found } = adopted;
  const signIn = `access-${found.protocol}`;
  return [
    written({
      op: "update",
      resource: `${signIn}-app`,
      what: `${found.protocol === "saml" ? "SAML" : "OIDC"} app "${found.signIn.label}" in Okta`,
      details: found.protocol === "saml" ? samlAppDetails(found, settings) : oidcAppDetails(found, settings),
    }),
    ...assignmentChanges(signIn, found.signIn, adopted, ({ login }) => (found.protocol === "saml" ? undefined : login)),
    ...serverChanges(adopted),
    ...loginMethodChanges(found, settings),
    ...scimChanges(adopted, settings),
  ];
}

function written(change: Change): Change {
  return change.details.length === 0 ? { ...change, note: WRITTEN_ANEW } : change;
}

function oidcAppDetails({ signIn, orgUrl, teamDomain, oauth }: Found, settings: Settings): Detail[] {
  const { wire, idToken } = signIn;
  const client = asObject(asObject(wire.settings).oauthClient);
  const credentials = asObject(asObject(wire.credentials).oauthClient);
  const notes = asObject(asObject(wire.settings).notes);
  const hide = asObject(asObject(wire.visibility).hide);
  const claim = liveFilter(idToken);
  const wanted = { type: "REGEX", ...settings.oidc.groupsClaim };
  const hasOwnClaim = settings.authorizationServer === undefined && !oauth;
  return differing([
    ["grantTypes", client.grant_types, ["authorization_code"]],
    ["responseTypes", client.response_types, ["code"]],
    ["redirectUris", client.redirect_uris, [redirectUriOf(teamDomain)]],
    ["postLogoutRedirectUris", client.post_logout_redirect_uris, []],
    ["tokenEndpointAuthMethod", credentials.token_endpoint_auth_method, "client_secret_basic"],
    ["pkceRequired", credentials.pkce_required === true, settings.identityProvider.pkce],
    ["issuerMode", client.issuer_mode, isCustomDomain(orgUrl) ? "DYNAMIC" : "ORG_URL"],
    [
      "groupsClaim",
      claim && { type: claim.filterType, name: claim.name, regex: claim.value },
      hasOwnClaim ? wanted : undefined,
    ],
    ["consentMethod", client.consent_method ?? "TRUSTED", "TRUSTED"],
    ["wildcardRedirect", client.wildcard_redirect ?? "DISABLED", "DISABLED"],
    ["loginMode", textAt(client, "idp_initiated_login", "mode") ?? "DISABLED", "DISABLED"],
    ["loginUri", client.initiate_login_uri, undefined],
    ["hideWeb", hide.web ?? true, true],
    ["hideIos", hide.iOS ?? true, true],
    ["userNameTemplate", textAt(wire, "credentials", "userNameTemplate", "template"), "${source.login}"],
    ["implicitAssignment", asObject(wire.settings).implicitAssignment ?? false, false],
    ["adminNote", notes.admin, undefined],
    ["enduserNote", notes.enduser, undefined],
    ["status", wire.status, "ACTIVE"],
  ]);
}

/** The provider puts an app under the organization's default policy whenever it writes it; the plan does not show that. */
function policyDetails({ defaultPolicyId, policyNames }: Found, policyId: string | undefined): Detail[] {
  if (policyId === undefined || defaultPolicyId === undefined) {
    return [];
  }
  const nameOf = (id: string) => policyNames[id] ?? id;
  return differing([["authenticationPolicy", nameOf(policyId), nameOf(defaultPolicyId)]]);
}

function assignmentChanges(
  name: string,
  { groups, users }: FoundApp,
  { keys }: Adopted,
  usernameOf: (user: AssignedUser) => string | undefined,
): Change[] {
  return [
    ...groups.map((group) => ({
      op: "update" as const,
      resource: `${name}-group-${keys.get(group.id) as string}`,
      what: `assignment of the group "${group.name}"`,
      details: Object.keys(group.profile).length === 0 ? [] : [{ property: "profile", from: group.profile, to: {} }],
    })),
    ...users.map((user) => ({
      op: "update" as const,
      resource: `${name}-user-${user.login}`,
      what: `assignment of "${user.login}"`,
      details: differing([["username", user.username, usernameOf(user) ?? user.email]]),
    })),
  ].filter(({ details }) => details.length > 0);
}

function loginMethodChanges(found: Found, settings: Settings): Change[] {
  const { loginMethod, protocol } = found;
  const change = {
    op: "update" as const,
    resource: "access-cloudflare-identity-provider",
    what: `login method "${String(loginMethod.name)}" in Cloudflare`,
  };
  if (protocol === "saml") {
    const details = samlLoginMethodDetails(found, settings);
    return details.length === 0 ? [] : [{ ...change, details }];
  }
  const config = asObject(loginMethod.config);
  const note =
    "the client secret is written with it, the one that Okta has: Cloudflare never answers its own. An Okta API token for people with more than 100 groups is lost with that, unless okta-cloudflare-access:groupsApiToken has it";
  return [
    {
      ...change,
      details: [
        ...differing([
          ["config.oktaAccount", config.okta_account, found.orgUrl],
          ["config.clientId", config.client_id, textAt(found.signIn.wire, "credentials", "oauthClient", "client_id")],
          ["config.emailClaimName", config.email_claim_name, undefined],
        ]),
        { property: "config.clientSecret", from: "not readable", to: "the one that Okta has" },
      ],
      note,
    },
  ];
}

function scimChanges(adopted: Adopted, settings: Settings): Change[] {
  const { found, keys, mappings } = adopted;
  const { scim } = found;
  if (scim === undefined) {
    return settings.scim.enabled
      ? [
          created("access-scim", "the part for SCIM"),
          created("access-scim-app", `SCIM app "${settings.scim.appLabel}" in Okta`),
        ]
      : [];
  }
  const { wire } = scim;
  const hide = asObject(asObject(wire.visibility).hide);
  const password = asObject(asObject(asObject(scim.features?.capabilities).update).password);
  const features = differing([
    ["capabilities.update.password.status", password.status ?? "DISABLED", "DISABLED"],
    ["status", scim.features?.status, "ENABLED"],
  ]);
  return [
    written({
      op: "update",
      resource: "access-scim-app",
      what: `SCIM app "${scim.label}" in Okta`,
      details: [
        ...differing([
          ["hideWeb", hide.web ?? false, true],
          ["hideIos", hide.iOS ?? false, true],
          ["userNameTemplate", textAt(wire, "credentials", "userNameTemplate", "template"), "${source.email}"],
          ["status", wire.status, "ACTIVE"],
        ]),
        ...policyDetails(found, scim.policyId),
      ],
    }),
    ...(scim.features === undefined || features.length === 0
      ? []
      : [
          {
            op: "update" as const,
            resource: "access-scim-provisioning",
            what: "provisioning settings",
            details: features,
          },
        ]),
    ...assignmentChanges("access-scim", scim, adopted, () => undefined),
    ...mappings.map(({ group }) => ({
      op: "update" as const,
      resource: `access-scim-push-${keys.get(group.id) as string}`,
      what: `push of the group "${group.name}"`,
      details: [],
      note: "nothing of it changes: the stack notes that the group in Cloudflare goes with it, should it be taken out of the settings",
    })),
  ];
}
