import { createHash } from "node:crypto";
import type { AccessUser } from "./entities";
import type { Store } from "./store";
import { teamDomain } from "./tenant";

const LONG_AGO = "2024-03-11T09:20:00Z";

const PEOPLE = [
  ["grace.hopper@acme.example", "Grace Hopper", "2026-11-20T08:12:44Z"],
  ["alan.turing@acme.example", "Alan Turing", "2026-11-19T16:40:02Z"],
  ["katherine.johnson@acme.example", "Katherine Johnson", "2026-11-23T07:58:31Z"],
  ["contractor@partner.example", "External Contractor", null],
] as const;

/**
 * What an account looks like that has used Access for a while: an organization, the one-time PIN, and an old application
 * that belongs to somebody else. No deployment of this project may touch any of it.
 */
export function seed(store: Store): void {
  store.putOrganization({
    settings: { name: "Acme", auth_domain: teamDomain(store.tenant) },
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
  });
  const pin = seededId("one-time pin");
  store.identityProviders.put({
    id: pin,
    scope: "account",
    name: "One-time PIN",
    type: "onetimepin",
    config: {},
    secretConfig: {},
    scim: { enabled: false, user_deprovision: false, seat_deprovision: false, identity_update_behavior: "no_action" },
    scimSecretHash: null,
    scimBaseUrl: `https://${teamDomain(store.tenant)}/populations/${pin}/scim/v2`,
    readOnly: false,
    samlCertificateSetId: null,
    version: seededHex("one-time pin", 32),
  });
  seedLegacyApplication(store);
  for (const [email, name, login] of PEOPLE) {
    store.users.put(seededUser(email, name, login));
  }
}

function seedLegacyApplication(store: Store): void {
  const times = { created_at: LONG_AGO, updated_at: LONG_AGO };
  const group = store.groups.put({
    id: seededId("legacy group"),
    scope: "account",
    name: "Legacy wiki editors",
    isDefault: false,
    include: [{ email_domain: { domain: "acme.example" } }],
    exclude: [{ email: { email: "contractor@partner.example" } }],
    require: [],
    ...times,
  });
  const policy = store.policies.put({
    id: seededId("legacy policy"),
    name: "Legacy wiki: staff",
    decision: "allow",
    session_duration: "24h",
    include: [{ group: { id: group.id } }],
    exclude: [],
    require: [],
    options: {},
    ...times,
  });
  const domain = "legacy-wiki.acme.example";
  store.applications.put({
    id: seededId("legacy application"),
    scope: "account",
    type: "self_hosted",
    fields: {
      type: "self_hosted",
      name: "Legacy wiki",
      domain,
      domain_type: "public",
      self_hosted_domains: [domain],
      destinations: [{ type: "public", uri: domain }],
      allowed_idps: [],
      tags: [],
      auto_redirect_to_identity: false,
      session_duration: "24h",
      app_launcher_visible: true,
      http_only_cookie_attribute: true,
      enable_binding_cookie: false,
      options_preflight_bypass: false,
    },
    secrets: {},
    policies: [{ id: policy.id, precedence: 1 }],
    aud: seededHex("legacy application", 64),
    ...times,
  });
}

function seededUser(email: string, name: string, login: string | null): AccessUser {
  return {
    id: seededId(email),
    email,
    name,
    seat_uid: seededId(`seat of ${email}`),
    access_seat: login !== null,
    gateway_seat: false,
    active_device_count: 0,
    last_successful_login: login,
    created_at: LONG_AGO,
    updated_at: login ?? LONG_AGO,
  };
}

/** The same id in every sandbox, so that a reset account is the account it was. */
function seededId(name: string): string {
  const hex = seededHex(name, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function seededHex(name: string, length: number): string {
  return createHash("sha256").update(`cloudflare sandbox: ${name}`).digest("hex").slice(0, length);
}
