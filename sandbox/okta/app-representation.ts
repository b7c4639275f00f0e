import { isOidcClient, isSaml } from "./app-model";
import { catalogueEntry } from "./catalogue";
import type { App, JsonObject } from "./entities";
import { link } from "./representation";
import type { OktaStore } from "./store";

/**
 * An app as Okta answers it.
 *
 * @param clientSecret The client secret, for the answers that carry it: to POST, and to a PUT that sent it. Never to GET.
 */
export function appResponse(store: OktaStore, app: App, clientSecret?: string): JsonObject {
  return {
    id: app.id,
    orn: `orn:okta:idp:${store.org().id}:apps:${app.name}:${app.id}`,
    name: app.name,
    label: app.label,
    status: app.status,
    lastUpdated: app.lastUpdated,
    created: app.created,
    accessibility: app.accessibility,
    visibility: app.visibility,
    features: [],
    signOnMode: app.signOnMode,
    credentials: clientSecret === undefined ? app.credentials : withSecret(app.credentials, clientSecret),
    universalLogout: app.custom ? null : { status: "UNSUPPORTED" },
    settings: app.settings,
    ...(app.profile === null ? {} : { profile: app.profile }),
    _links: appLinks(store, app),
  };
}

function withSecret(credentials: JsonObject, clientSecret: string): JsonObject {
  const { autoKeyRotation, client_id, ...others } = credentials.oauthClient as JsonObject;
  return {
    ...credentials,
    oauthClient: { autoKeyRotation, client_id, client_secret: clientSecret, ...others },
  };
}

function appLinks(store: OktaStore, app: App): JsonObject {
  const { origin } = store;
  const url = `${origin}/api/v1/apps/${app.id}`;
  const help = helpOf(app);
  const method = (app.credentials.oauthClient as JsonObject | undefined)?.token_endpoint_auth_method;
  const credential = method === "private_key_jwt" ? "jwks" : "secrets";
  const linkName = Object.keys((app.visibility.appLinks ?? {}) as JsonObject)[0] ?? `${app.name}_link`;
  return {
    ...(help === undefined
      ? {}
      : { help: { href: `${origin}/app/${app.name}/${app.id}/setup/help/${help}`, type: "text/html" } }),
    ...(app.signOnMode === "SAML_2_0"
      ? { metadata: { href: `${url}/sso/saml/metadata`, type: "application/xml" } }
      : {}),
    uploadLogo: link(`${url}/logo`, "POST"),
    appLinks: [{ name: linkName, href: `${origin}/home/${app.name}/${app.id}/${app.appLinkId}`, type: "text/html" }],
    profileEnrollment: link(`${origin}/api/v1/policies/${store.org().profileEnrollmentPolicyId}`),
    ...(app.status === "INACTIVE" ? { activate: link(`${url}/lifecycle/activate`) } : {}),
    policies: link(`${url}/policies`, "PUT"),
    groups: link(`${url}/groups`),
    logo: [
      {
        name: "medium",
        href: "https://ok14static.oktacdn.com/assets/img/logos/default.6770228fb0dab49a1695ef440a5279bb.png",
        type: "image/png",
      },
    ],
    ...(app.signOnMode === "OPENID_CONNECT"
      ? { clientCredentials: [{ name: credential, href: `${url}/credentials/${credential}` }] }
      : {}),
    accessPolicy: link(`${origin}/api/v1/policies/${app.accessPolicyId}`),
    users: link(`${url}/users`),
    ...(app.status === "ACTIVE" ? { deactivate: link(`${url}/lifecycle/deactivate`) } : {}),
  };
}

function helpOf(app: App): string | undefined {
  if (isOidcClient(app)) {
    return undefined;
  }
  const kind = app.custom ? "instructions" : (catalogueEntry(app.name)?.help ?? "none");
  return kind === "none" || (!isSaml(app) && app.signOnMode !== "OPENID_CONNECT")
    ? undefined
    : `${app.signOnMode}/${kind}`;
}
