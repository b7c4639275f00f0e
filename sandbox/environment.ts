/**
 * An environment for runs against the sandbox: without the variables by which the Okta and Cloudflare providers can be
 * pointed at a tenant. Whoever works with real tenants has them set, and nothing of the sandbox is meant for those.
 */
export function withoutTenants(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(OKTA|CLOUDFLARE)_/.test(name)));
}
