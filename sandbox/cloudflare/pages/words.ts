import type { IdentityProviderType, Json, Rule, ScimSettings } from "../entities";
import type { Store } from "../store";

const TYPES: Partial<Record<IdentityProviderType, string>> = {
  onetimepin: "One-time PIN",
  azureAD: "Microsoft Entra ID",
  saml: "SAML",
  github: "GitHub",
  "google-apps": "Google Workspace",
  google: "Google",
  oidc: "OpenID Connect",
  okta: "Okta",
};

/** The console's name for a kind of login method. */
export function typeName(type: IdentityProviderType): string {
  return TYPES[type] ?? type;
}

/** The console's words for what a SCIM event does to an identity. */
export function behaviorName(behavior: ScimSettings["identity_update_behavior"]): string {
  const names = {
    automatic: "Automatic identity updates",
    reauth: "Group membership change reauthentication",
    no_action: "No action",
  } as const;
  return names[behavior];
}

/** One rule as a sentence: `Okta group "access-engineering" (Okta)`. */
export function ruleText(store: Store, rule: Rule): string {
  const [entry] = Object.entries(rule);
  if (entry === undefined) {
    return "no selector";
  }
  const [selector, fields] = entry;
  switch (selector) {
    case "everyone":
      return "Everyone";
    case "email":
      return `Email ${fields.email}`;
    case "email_domain":
      return `Emails ending in @${fields.domain}`;
    case "group":
      return `Access group "${store.groups.get(String(fields.id))?.name ?? fields.id}"`;
    case "login_method":
      return `Login method "${providerName(store, fields.id)}"`;
    case "okta":
      return `Okta group "${fields.name}" (${providerName(store, fields.identity_provider_id)})`;
    case "oidc":
      return `OIDC claim ${fields.claim_name} = ${fields.claim_value} (${providerName(store, fields.identity_provider_id)})`;
    default:
      return otherRule(selector, fields);
  }
}

function otherRule(selector: string, fields: Json): string {
  const values = Object.entries(fields).map(([key, value]) => `${key}: ${String(value)}`);
  return values.length === 0 ? selector : `${selector} (${values.join(", ")})`;
}

/** The name of a login method, or its id when it is gone. */
export function providerName(store: Store, id: unknown): string {
  return store.identityProviders.get(String(id))?.name ?? String(id);
}
