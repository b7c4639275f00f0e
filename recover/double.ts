import { accessPath, identityProviderPath, identityProvidersPath } from "../api/access-paths";
import { asObject, type Json, textAt } from "../api/json";
import type { Tenants } from "../config/tenants";
import type { Stray } from "./find";

/** What becomes of a double: why it has to stay, or how it is deleted. */
export type Verdict = { readonly stays: string } | { readonly remove: () => Promise<void> };

/**
 * Whether a double can go: nobody is assigned to it, nothing names it, and it is set up as the one that the stack keeps.
 * Only apps and login methods are ever deleted; nobody can be locked out by the others.
 */
export async function judge(double: Stray, tenants: Tenants): Promise<Verdict> {
  if (double.type.startsWith("okta:app/")) {
    return judgeApp(double, tenants);
  }
  if (double.type.includes("IdentityProvider")) {
    return judgeLoginMethod(double, tenants);
  }
  return { stays: "look whether something uses it, and delete it by hand" };
}

async function judgeApp({ id, inputs, found }: Stray, { okta, cloudflare, accountId }: Tenants): Promise<Verdict> {
  const path = `/api/v1/apps/${encodeURIComponent(id)}`;
  const redirects = asObject(asObject(found.settings).oauthClient).redirect_uris;
  if (inputs.redirectUris !== undefined && JSON.stringify(redirects) !== JSON.stringify(inputs.redirectUris)) {
    return { stays: "it has other redirect URIs" };
  }
  for (const kind of ["groups", "users"]) {
    if ((await okta.list(`${path}/${kind}?limit=20`, 1)).length > 0) {
      return { stays: `${kind} are assigned to it` };
    }
  }
  const methods = await cloudflare.list(identityProvidersPath(accountId));
  if (JSON.stringify(methods).includes(id)) {
    return { stays: "a login method at Cloudflare names it" };
  }
  return {
    remove: async () => {
      await okta.post(`${path}/lifecycle/deactivate`);
      await okta.delete(path);
    },
  };
}

async function judgeLoginMethod({ id, inputs, found }: Stray, { cloudflare, accountId }: Tenants): Promise<Verdict> {
  const config = asObject(inputs.config);
  for (const [wire, input] of [
    ["client_id", "clientId"],
    ["okta_account", "oktaAccount"],
    ["sso_target_url", "ssoTargetUrl"],
  ] as const) {
    const wanted = textAt(config, input);
    if (wanted !== undefined && wanted !== textAt(found, "config", wire)) {
      return { stays: `its ${wire} is another` };
    }
  }
  for (const kind of ["apps", "policies", "groups"]) {
    const all: Json[] = await cloudflare.list(`${accessPath(accountId)}/${kind}`);
    if (JSON.stringify(all).includes(id)) {
      return { stays: `Access ${kind} name it` };
    }
  }
  return { remove: () => cloudflare.delete(identityProviderPath(accountId, id)) };
}
