/** Who this Cloudflare account is. Nothing in here exists outside of the sandbox. */
export interface Tenant {
  /** 32 hex digits. */
  readonly accountId: string;
  /** 32 hex digits: the one zone of the account. */
  readonly zoneId: string;
  /** The team name: the first label of the team domain. */
  readonly team: string;
  /** The API token that is accepted as `Authorization: Bearer`. */
  readonly apiToken: string;
  /** The user whose global API key is accepted as `X-Auth-Email` and `X-Auth-Key`. */
  readonly email: string;
  /** That user's global API key. */
  readonly apiKey: string;
}

/** The tenant that a sandbox starts with unless it is told otherwise. Fake values, of the real length and form. */
export const DEFAULT_TENANT: Tenant = {
  accountId: "5a0d00c10fda7eacce55000000000001",
  zoneId: "5a0d00c10fda7e000000000000000002",
  team: "acme",
  apiToken: "sandbox-cloudflare-api-token_00000000000",
  email: "admin@acme.example",
  apiKey: "5a0db0c5a0db0c5a0db0c5a0db0c5a0db0c50",
};

/** `acme.cloudflareaccess.com` */
export function teamDomain(tenant: Tenant): string {
  return `${tenant.team}.cloudflareaccess.com`;
}
