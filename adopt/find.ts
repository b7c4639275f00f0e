import { accessPath, identityProviderPath, identityProvidersPath } from "../api/access-paths";
import { asList, asObject, type Json, textAt } from "../api/json";
import { OktaApiError } from "../api/okta-api";
import type { Tenants } from "../config/tenants";
import { UserError } from "../lib/errors";
import { redirectUriOf, SCIM_CATALOGUE_APP } from "../lib/names";
import { type Ask, choose } from "./choose";
import type { Found, FoundAccess, FoundScimApp, FoundSignInApp } from "./found";
import { readApp, readServer } from "./read-okta";

/** What a person said about which things are meant: ids or exact names. */
export interface Wanted {
  readonly loginMethod?: string | undefined;
  readonly signInApp?: string | undefined;
  /** `none` leaves every SCIM app alone. */
  readonly scimApp?: string | undefined;
}

/** There is nothing that could be adopted. */
export class NothingFoundError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NothingFoundError";
  }
}

/**
 * Finds what somebody set up after Cloudflare's guide: from the login method to the app that it names, to the
 * authorization server and the SCIM app, and to who is assigned.
 *
 * @param ask Asks a person where several things could be meant.
 * @throws AmbiguousError where nobody answers, {@link NothingFoundError} where there is nothing.
 */
export async function findSetUp(tenants: Tenants, wanted: Wanted, ask: Ask): Promise<Found> {
  const { cloudflare, okta, accountId, orgUrl, oauth } = tenants;
  const organization = await cloudflare.find(`${accessPath(accountId)}/organizations`);
  const teamDomain = textAt(organization, "auth_domain");
  if (teamDomain === undefined) {
    throw new NothingFoundError(`Cloudflare account ${accountId}: has no Zero Trust team. There is nothing to adopt.`);
  }
  const loginMethod = await findLoginMethod(tenants, wanted, ask);
  const protocol = loginMethod.type === "saml" ? "saml" : "oidc";
  const callback = redirectUriOf(teamDomain);
  const signIn =
    protocol === "saml"
      ? await findSamlApp(tenants, loginMethod, callback, wanted, ask)
      : await findOidcApp(tenants, loginMethod, callback, wanted, ask);
  const serverId = textAt(loginMethod, "config", "authorization_server_id");
  const scim = await findScimApp(tenants, loginMethod, wanted, ask);
  const policies = await accessPolicies(tenants);
  return {
    accountId,
    teamDomain,
    orgUrl,
    oauth,
    protocol,
    loginMethod,
    signIn,
    server: serverId === undefined || serverId === "" ? undefined : await readServer(okta, serverId),
    scim,
    access: await accessOf(tenants, String(loginMethod.id)),
    defaultPolicyId: policies.find(({ system }) => system === true)?.id as string | undefined,
    policyNames: Object.fromEntries(policies.map(({ id, name }) => [String(id), String(name)])),
  };
}

async function findLoginMethod(tenants: Tenants, { loginMethod: given }: Wanted, ask: Ask): Promise<Json> {
  const { cloudflare, accountId, orgUrl } = tenants;
  const all = await cloudflare.list(identityProvidersPath(accountId));
  const ours = all.filter((method) => originOf(method) === new URL(orgUrl).origin);
  const chosen = await choose(
    { noun: "login method", option: "--login-method", given },
    ours.map((method) => ({
      id: String(method.id),
      name: String(method.name),
      detail: `${String(method.type)}, SCIM ${asObject(method.scim_config).enabled === true ? "on" : "off"}`,
      value: String(method.id),
    })),
    ask,
  );
  const found = chosen === undefined ? undefined : await cloudflare.find(identityProviderPath(accountId, chosen));
  if (found === undefined) {
    const elsewhere = all.filter((method) => originOf(method) !== undefined && !ours.includes(method));
    const others =
      elsewhere.length === 0
        ? ""
        : ` Login methods through another Okta: ${elsewhere.map((method) => `"${String(method.name)}" (${originOf(method)})`).join(", ")}.`;
    throw new NothingFoundError(
      `Cloudflare account ${accountId}: no login method leads to ${orgUrl}.${others} There is nothing to adopt: write the settings and run pulumi up.`,
    );
  }
  return found;
}

/** The Okta that a login method leads to; undefined where it leads to none. */
function originOf({ type, config }: Json): string | undefined {
  const address = textAt(config, type === "okta" ? "okta_account" : "sso_target_url");
  const isOkta = type === "okta" || (type === "saml" && /\/app\/[^/]+\/exk[^/]+\/sso\/saml$/.test(address ?? ""));
  return isOkta && address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
}

async function findOidcApp(
  { okta }: Tenants,
  loginMethod: Json,
  callback: string,
  { signInApp: given }: Wanted,
  ask: Ask,
): Promise<FoundSignInApp> {
  const clientId = textAt(loginMethod, "config", "client_id") ?? "";
  const apps = await okta.list("/api/v1/apps?limit=200&filter=name%20eq%20%22oidc_client%22");
  const client = (app: Json) => textAt(app, "credentials", "oauthClient", "client_id");
  const redirects = (app: Json) => asObject(asObject(app.settings).oauthClient).redirect_uris;
  const named = apps.filter((app) => client(app) === clientId);
  const byRedirect = apps.filter((app) => (redirects(app) as string[] | undefined)?.includes(callback) === true);
  const app = await choose(
    { noun: "OIDC app", option: "--sign-in-app", given },
    (named.length > 0 ? named : byRedirect).map((value) => ({
      ...nameOf(value),
      detail: `client id ${String(client(value))}`,
      value,
    })),
    ask,
  );
  if (app === undefined) {
    throw new NothingFoundError(
      `Login method "${String(loginMethod.name)}": Okta has no app with its client id "${clientId}", nor one that redirects to ${callback}, or does not show it to this credential. Nobody can log in by it: mend it first.`,
    );
  }
  const id = String(app.id);
  return {
    ...(await readApp(okta, app)),
    // The Admin Console's own call, which takes an API token only.
    idToken: await unlessRefused(okta.find(`/api/v1/internal/apps/${id}/settings/oauth/idToken`)),
    policyId: policyOf(app),
    certificate: undefined,
  };
}

async function findSamlApp(
  { okta }: Tenants,
  loginMethod: Json,
  callback: string,
  { signInApp: given }: Wanted,
  ask: Ask,
): Promise<FoundSignInApp> {
  const path = new URL(textAt(loginMethod, "config", "sso_target_url") ?? "").pathname;
  const name = path.split("/")[2] ?? "";
  if (name === SCIM_CATALOGUE_APP) {
    const where = `Login method "${String(loginMethod.name)}"`;
    const problem = "people sign in with the SCIM app, one app for both, which this command cannot take over";
    const advice = 'Write the settings by hand (saml.combined), and import the app with "pulumi import"';
    throw new UserError("LOOKUP_FAILED", [{ where, problem, advice }]);
  }
  const apps = (await okta.list("/api/v1/apps?limit=200")).filter(({ signOnMode }) => signOnMode === "SAML_2_0");
  const named = apps.filter((app) => app.name === name);
  const byCallback = apps.filter((app) => textAt(app, "settings", "signOn", "ssoAcsUrl") === callback);
  const app = await choose(
    { noun: "SAML app", option: "--sign-in-app", given },
    (named.length > 0 ? named : byCallback).map((value) => ({ ...nameOf(value), detail: String(value.name), value })),
    ask,
  );
  if (app === undefined) {
    throw new NothingFoundError(
      `Login method "${String(loginMethod.name)}": Okta has no SAML app called "${name}", as its single sign-on URL says, nor one that leads to ${callback}. Nobody can log in by it: mend it first.`,
    );
  }
  const kid = textAt(app, "credentials", "signing", "kid");
  const keys = await okta.list(`/api/v1/apps/${String(app.id)}/credentials/keys`);
  const [certificate] = (keys.find((key) => key.kid === kid)?.x5c ?? []) as string[];
  return { ...(await readApp(okta, app)), idToken: undefined, policyId: policyOf(app), certificate };
}

async function findScimApp(
  { okta }: Tenants,
  loginMethod: Json,
  { scimApp: given }: Wanted,
  ask: Ask,
): Promise<FoundScimApp | undefined> {
  if (asObject(loginMethod.scim_config).enabled !== true || given === "none") {
    return undefined;
  }
  const baseUrl = textAt(loginMethod, "scim_config", "scim_base_url");
  const filter = encodeURIComponent(`name eq "${SCIM_CATALOGUE_APP}"`);
  const apps = await okta.list(`/api/v1/apps?limit=200&filter=${filter}`);
  const all = await Promise.all(
    apps.map(async (app) => {
      const connection = await unlessRefused(okta.find(`/api/v1/apps/${String(app.id)}/connections/default`));
      return { app, url: textAt(connection, "baseUrl") ?? "" };
    }),
  );
  // A connection that a person set up in the console may be one that the API does not tell of.
  const [connected, untold] = [all.filter(({ url }) => url === baseUrl), all.filter(({ url }) => url === "")];
  const chosen = await choose(
    { noun: "SCIM app", option: "--scim-app", given },
    (connected.length > 0 ? connected : untold).map((value) => ({
      ...nameOf(value.app),
      detail: value.url === "" ? "its connection cannot be read" : value.url,
      value,
    })),
    ask,
  );
  if (chosen === undefined) {
    return undefined;
  }
  const path = `/api/v1/apps/${String(chosen.app.id)}`;
  const features = await unlessRefused(okta.find(`${path}/features/USER_PROVISIONING`));
  const mappings = features === undefined ? [] : await okta.list(`${path}/group-push/mappings?limit=1000`);
  return {
    ...(await readApp(okta, chosen.app, mappings)),
    isConnected: chosen.url !== "",
    features,
    policyId: policyOf(chosen.app),
  };
}

/** Which authentication policies there are; none where Okta does not tell, as in a Classic organization. */
async function accessPolicies({ okta }: Tenants): Promise<Json[]> {
  return (await unlessRefused(okta.list("/api/v1/policies?type=ACCESS_POLICY"))) ?? [];
}

async function accessOf({ cloudflare, accountId }: Tenants, loginMethodId: string): Promise<FoundAccess> {
  const path = accessPath(accountId);
  const [applications, policies, groups] = await Promise.all(
    ["apps", "policies", "groups"].map((what) => cloudflare.list(`${path}/${what}`)),
  );
  const naming = (objects: Json[] | undefined) =>
    asList(objects)
      .filter((object) => JSON.stringify(object).includes(loginMethodId))
      .map(({ name, domain }) => String(name ?? domain));
  return { applications: naming(applications), policies: naming(policies), groups: naming(groups) };
}

function nameOf(app: Json): { readonly id: string; readonly name: string } {
  return { id: String(app.id), name: String(app.label) };
}

function policyOf(app: Json): string | undefined {
  return textAt(app, "_links", "accessPolicy", "href")?.split("/").at(-1);
}

/** The answer, or undefined where Okta refuses: what is not offered or not permitted, and is not needed. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof OktaApiError && error.status >= 400 && error.status < 500) {
      return undefined;
    }
    throw error;
  }
}
