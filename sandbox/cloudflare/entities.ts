import type { Document } from "../shared/database";

/** Where a resource lives: in the account, or in one zone of it. */
export type Scope = "account" | "zone";

/** A JSON object as it came over the wire. */
export type Json = Record<string, unknown>;

/** The login methods that Access knows. The type of an identity provider never changes. */
export const IDENTITY_PROVIDER_TYPES = [
  "onetimepin",
  "azureAD",
  "saml",
  "centrify",
  "facebook",
  "github",
  "google-apps",
  "google",
  "linkedin",
  "oidc",
  "okta",
  "onelogin",
  "pingone",
  "yandex",
  "cloudflare",
] as const;

/** One of {@link IDENTITY_PROVIDER_TYPES}. */
export type IdentityProviderType = (typeof IDENTITY_PROVIDER_TYPES)[number];

/** What a SCIM event does to the identity that policies are evaluated against. */
export const IDENTITY_UPDATE_BEHAVIORS = ["automatic", "reauth", "no_action"] as const;

/** The SCIM settings of an identity provider, without its secret and base URL. */
export interface ScimSettings {
  readonly enabled: boolean;
  readonly user_deprovision: boolean;
  readonly seat_deprovision: boolean;
  readonly identity_update_behavior: (typeof IDENTITY_UPDATE_BEHAVIORS)[number];
}

/** A login method. */
export interface IdentityProvider extends Document {
  readonly scope: Scope;
  readonly name: string;
  readonly type: IdentityProviderType;
  /** The configuration that may be answered: exactly the fields that were sent, minus the secret ones. */
  readonly config: Json;
  /** The configuration that is never answered: `client_secret`, `api_token`. */
  readonly secretConfig: Readonly<Record<string, string>>;
  readonly scim: ScimSettings;
  /** SHA-256 of the SCIM secret in hex. The secret itself is answered once and not kept. */
  readonly scimSecretHash: string | null;
  /** Fixed at creation: clients keep it. */
  readonly scimBaseUrl: string;
  readonly readOnly: boolean;
  readonly samlCertificateSetId: string | null;
  /** 32 hex digits, new at every change. */
  readonly version: string;
}

/** The Zero Trust organization; an account has one or none. */
export interface Organization extends Document {
  /** Fields that are always answered and fields that were set, under their wire names. */
  readonly settings: Json;
  readonly created_at: string;
  readonly updated_at: string;
}

/** One element of include, exclude or require: an object with one selector. */
export type Rule = Readonly<Record<string, Json>>;

/** The three rule lists of a group or a policy. */
export interface RuleSet {
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
  readonly require: readonly Rule[];
}

/** An Access group. */
export interface AccessGroup extends Document, RuleSet {
  readonly scope: Scope;
  readonly name: string;
  readonly isDefault: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** An Access policy: reusable, or owned by one application. */
export interface AccessPolicy extends Document, RuleSet {
  readonly name: string;
  readonly decision: "allow" | "deny" | "non_identity" | "bypass";
  readonly session_duration: string;
  /** Optional fields, only those that were sent. */
  readonly options: Json;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The use of a policy by an application. */
export interface PolicyUse {
  readonly id: string;
  /** From 1, unique within the application. */
  readonly precedence: number;
  /** Set when the application owns the policy; otherwise `id` names a reusable one. */
  readonly own?: AccessPolicy;
}

/** An Access application. */
export interface AccessApplication extends Document {
  readonly scope: Scope;
  readonly type: string;
  /** Fields as they are answered, without ids, times, policies and secrets. */
  readonly fields: Json;
  /** Values that are never answered again: passwords and tokens of outbound SCIM, the client secret of an OIDC app. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly policies: readonly PolicyUse[];
  /** The audience tag: 64 hex digits, never changes. */
  readonly aud: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A person who has logged in to Access, or was added to it. */
export interface AccessUser extends Document {
  readonly email: string;
  readonly name: string;
  readonly seat_uid: string;
  readonly access_seat: boolean;
  readonly gateway_seat: boolean;
  readonly active_device_count: number;
  readonly last_successful_login: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A user that an identity provider has pushed by SCIM. */
export interface ScimUser extends Document {
  readonly idpId: string;
  readonly externalId: string;
  readonly userName: string;
  readonly displayName: string;
  readonly active: boolean;
  readonly emails: readonly { readonly primary: boolean; readonly type: string; readonly value: string }[];
  /** The whole resource as it was pushed, with SCIM's names and without what this service adds. */
  readonly attributes: Json;
  readonly created: string;
  readonly lastModified: string;
}

/** A group that an identity provider has pushed by SCIM. */
export interface ScimGroup extends Document {
  readonly idpId: string;
  readonly externalId: string;
  readonly displayName: string;
  /** Ids of {@link ScimUser}s. */
  readonly members: readonly string[];
  readonly created: string;
  readonly lastModified: string;
}

/** What the User Registry knows of a person through SCIM, with "automatic" identity updates; the id is the Access user's. */
export interface RegistryIdentity extends Document {
  readonly idpId: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly updated_at: string;
}

/** The last request that a SCIM service refused because of its credentials; the id is the identity provider's. */
export interface ScimRefusal extends Document {
  readonly at: string;
  readonly reason: string;
  /** How many were refused so far. */
  readonly count: number;
}

/** One SCIM request that an identity provider made, as `access/logs/scim/updates` tells it. */
export interface ScimUpdate extends Document {
  readonly idp_id: string;
  readonly logged_at: string;
  readonly request_method: "DELETE" | "PATCH" | "POST" | "PUT";
  readonly resource_type: "USER" | "GROUP";
  readonly status: "SUCCESS" | "FAILURE";
  readonly cf_resource_id: string;
  readonly idp_resource_id: string;
  readonly resource_user_email?: string;
  readonly resource_group_name?: string;
  readonly request_body: string;
  readonly error_description?: string;
}

/** One attempt to log in to an application, as the Access logs tell it. */
export interface AccessRequest extends Document {
  readonly action: "login";
  readonly allowed: boolean;
  readonly app_domain: string;
  readonly app_uid: string;
  /** Kind of the login method. */
  readonly connection: string;
  readonly country: string;
  readonly created_at: string;
  readonly ip_address: string;
  readonly ray_id: string;
  readonly user_email: string;
}

/** A key pair that signs what Access issues. */
export interface SigningKey extends Document {
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  readonly publicJwk: { readonly kty: "RSA"; readonly n: string; readonly e: string };
  /** A self-signed certificate of the key, in PEM. */
  readonly certificate: string;
}
