import { asList, asObject, type Json, textAt } from "../../api/json";
import { OktaApiError } from "../../api/okta-api";
import type { Kind } from "../../policies/lib/kinds";
import type { Subject } from "../subject";

/** An object of one of the two APIs, as the resource that would make it. */
export interface LiveResource {
  readonly kind: Kind;
  /** What people call it. */
  readonly name: string;
  /** The arguments of the resource, with `id`. */
  readonly props: Json;
}

/**
 * Everything live that the policy pack asks about: the login method, the apps with what belongs to them, the authorization
 * server, and whatever the account has in Access on this login method, whether or not the stack made it.
 */
export async function liveResources(subject: Subject): Promise<LiveResource[]> {
  const { signInApp, scim, authorizationServer } = subject.deployed;
  const appIds = [...new Set([signInApp.id, ...(scim === undefined ? [] : [scim.app.id])])];
  const parts = await Promise.all([
    loginMethods(subject),
    access(subject),
    ...appIds.map((id) => app(subject, id)),
    ...(scim === undefined ? [] : [provisioning(subject, scim.app.id)]),
    ...(authorizationServer === undefined ? [] : [server(subject, authorizationServer.id)]),
  ]);
  return parts.flat();
}

async function loginMethods(subject: Subject): Promise<LiveResource[]> {
  const found = await subject.loginMethod();
  const organization = await subject.organization();
  return [
    ...(found === undefined ? [] : [cloudflareResource("identityProvider", found)]),
    ...(organization === undefined ? [] : [cloudflareResource("organization", organization)]),
  ];
}

/** Applications that this login method opens, with the policies and Access groups that they may name. */
async function access(subject: Subject): Promise<LiveResource[]> {
  const [applications, policies, groups] = await Promise.all([
    subject.accessObjects("apps"),
    subject.accessObjects("policies"),
    subject.accessObjects("groups"),
  ]);
  const { id } = subject.deployed.loginMethod;
  const behind = applications.filter(({ allowed_idps: allowed }) => Array.isArray(allowed) && allowed.includes(id));
  const named = new Set(behind.flatMap(({ policies: of }) => asList(of).map((policy) => String(policy.id))));
  return [
    ...behind.map((one) => cloudflareResource("accessApplication", one)),
    ...policies.filter((one) => named.has(String(one.id))).map((one) => cloudflareResource("accessPolicy", one)),
    ...groups.filter((one) => JSON.stringify(one).includes(id)).map((one) => cloudflareResource("accessGroup", one)),
  ];
}

/** The bridge puts names of lists into the plural. */
const PLURALS: Readonly<Record<string, string>> = { include: "includes", require: "requires", exclude: "excludes" };

/** Cloudflare's SDK has the API's own names, in camel case. */
function cloudflareResource(kind: Kind, object: Json): LiveResource {
  return { kind, name: String(object.name), props: camelCase(object) as Json };
}

function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(camelCase);
  }
  if (typeof value !== "object" || value === null) {
    return value ?? undefined;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, nested]) => [
      PLURALS[key] ?? key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camelCase(nested),
    ]),
  );
}

async function app(subject: Subject, id: string): Promise<LiveResource[]> {
  const found = await subject.app(id);
  if (found === undefined) {
    return [];
  }
  const { groups } = await subject.assignments(id);
  const assignments = groups.map(
    (group): LiveResource => ({
      kind: "groupAssignment",
      name: `${String(found.label)}, group ${String(group.id)}`,
      props: { appId: id, groupId: group.id },
    }),
  );
  const props = found.signOnMode === "OPENID_CONNECT" ? await oidcProps(subject, found) : samlProps(found);
  return [
    { kind: found.signOnMode === "OPENID_CONNECT" ? "oidcApp" : "samlApp", name: String(found.label), props },
    ...assignments,
  ];
}

async function oidcProps(subject: Subject, found: Json): Promise<Json> {
  const client = asObject(asObject(found.settings).oauthClient);
  const credentials = asObject(asObject(found.credentials).oauthClient);
  const filter =
    subject.deployed.oidc?.groupsClaim.onApp === true ? await subject.groupsClaimFilter(String(found.id)) : {};
  return {
    ...common(found),
    type: client.application_type,
    grantTypes: client.grant_types,
    responseTypes: client.response_types,
    redirectUris: client.redirect_uris,
    consentMethod: client.consent_method,
    issuerMode: client.issuer_mode,
    wildcardRedirect: client.wildcard_redirect,
    refreshTokenRotation: textAt(client, "refresh_token", "rotation_type"),
    tokenEndpointAuthMethod: credentials.token_endpoint_auth_method,
    pkceRequired: credentials.pkce_required,
    clientId: credentials.client_id,
    ...(filter === "refused" || filter.name === undefined
      ? {}
      : {
          groupsClaim: {
            type: "FILTER",
            filterType: filter.groupFilterType,
            name: filter.name,
            value: filter.value,
          },
        }),
  };
}

function samlProps(found: Json): Json {
  const signOn = asObject(asObject(found.settings).signOn);
  const template = asObject(asObject(found.credentials).userNameTemplate);
  const own = Object.entries(asObject(asObject(found.settings).app)).filter(([, value]) => value != null);
  return {
    ...common(found),
    // A custom SAML app has a name that Okta made from its label; one of the catalogue has the catalogue's.
    ...(/^scim2/.test(String(found.name)) ? { preconfiguredApp: found.name } : {}),
    ...(own.length === 0 ? {} : { appSettingsJson: JSON.stringify(Object.fromEntries(own)) }),
    userNameTemplate: template.template,
    ssoUrl: signOn.ssoAcsUrl,
    recipient: signOn.recipient,
    destination: signOn.destination,
    audience: signOn.audience,
    responseSigned: signOn.responseSigned,
    assertionSigned: signOn.assertionSigned,
    signatureAlgorithm: signOn.signatureAlgorithm,
    digestAlgorithm: signOn.digestAlgorithm,
    attributeStatements: asList(signOn.attributeStatements),
  };
}

function common(found: Json): Json {
  const policy = textAt(found, "_links", "accessPolicy", "href")?.split("/").at(-1);
  return {
    id: found.id,
    label: found.label,
    status: found.status,
    ...(policy === undefined ? {} : { authenticationPolicy: policy }),
  };
}

async function provisioning(subject: Subject, appId: string): Promise<LiveResource[]> {
  const [features, mappings] = await Promise.all([
    // Okta refuses the question where provisioning is off, which the check of the connection tells.
    subject.oktaObject(`/api/v1/apps/${appId}/features/USER_PROVISIONING`).catch((error: unknown) => {
      if (error instanceof OktaApiError && error.status === 400) {
        return undefined;
      }
      throw error;
    }),
    subject.pushMappings(appId),
  ]);
  const capabilities = camelCase(features?.capabilities);
  return [
    ...(features === undefined
      ? []
      : [{ kind: "features" as const, name: "USER_PROVISIONING", props: { appId, ...features, capabilities } }]),
    ...(await Promise.all(
      mappings.map(
        async ({ sourceGroupId, status }): Promise<LiveResource> => ({
          kind: "pushGroup",
          name: (await subject.groupName(String(sourceGroupId))) ?? String(sourceGroupId),
          props: { appId, sourceGroupId, status },
        }),
      ),
    )),
  ];
}

async function server(subject: Subject, id: string): Promise<LiveResource[]> {
  const path = `/api/v1/authorizationServers/${id}`;
  const [found, scopes, claims, policies] = await Promise.all([
    subject.oktaObject(path),
    subject.oktaList(`${path}/scopes`),
    subject.oktaList(`${path}/claims`),
    subject.oktaList(`${path}/policies`),
  ]);
  const ofServer = (kind: Kind) => (one: Json) => ({
    kind,
    name: String(one.name),
    props: { ...(camelCase(one) as Json), authServerId: id } as Json,
  });
  return [
    ...(found === undefined ? [] : [ofServer("authServer")(found)]),
    ...scopes.filter(({ system }) => system !== true).map(ofServer("authServerScope")),
    ...claims.filter(({ system }) => system !== true).map(ofServer("authServerClaim")),
    ...policies.map((policy) => ({
      kind: "authServerPolicy" as const,
      name: String(policy.name),
      props: {
        authServerId: id,
        name: policy.name,
        clientWhitelists: asObject(asObject(policy.conditions).clients).include,
      },
    })),
  ];
}
