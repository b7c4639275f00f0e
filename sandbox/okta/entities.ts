import type { Document } from "../shared/database";

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** https://developer.okta.com/docs/reference/api/users/#user-status */
export type UserStatus =
  | "STAGED"
  | "PROVISIONED"
  | "ACTIVE"
  | "PASSWORD_EXPIRED"
  | "LOCKED_OUT"
  | "SUSPENDED"
  | "DEPROVISIONED";

/** A person. Recovery answers are never stored, only whether there is one; of passwords see {@link Password}. */
export interface User extends Document {
  readonly status: UserStatus;
  readonly created: string;
  readonly activated: string | null;
  readonly statusChanged: string | null;
  readonly lastLogin: string | null;
  readonly lastUpdated: string;
  readonly passwordChanged: string | null;
  /** `login`, `email`, `firstName`, `lastName` and what else was set. Null values are not kept. */
  readonly profile: JsonObject;
  readonly hasPassword: boolean;
  readonly recoveryQuestion: string | null;
  /** Standard administrator roles, such as `SUPER_ADMIN`. */
  readonly roles: readonly string[];
}

/** `OKTA_GROUP` made here, `BUILT_IN` by Okta, `APP_GROUP` lives in an application (the target of a group push). */
export type GroupType = "OKTA_GROUP" | "BUILT_IN" | "APP_GROUP";

/** A group of people. */
export interface Group extends Document {
  readonly type: GroupType;
  readonly created: string;
  readonly lastUpdated: string;
  readonly lastMembershipUpdated: string;
  readonly profile: JsonObject;
  /** For `APP_GROUP`: the application it lives in. */
  readonly sourceAppId: string | null;
}

/** That a user is in a group; the id is `{groupId}/{userId}`. */
export interface Membership extends Document {
  readonly groupId: string;
  readonly userId: string;
}

/** The ways to sign in that this sandbox knows. Null: an integration without sign-in of its own. */
export type SignOnMode = "OPENID_CONNECT" | "SAML_2_0" | "SAML_1_1" | "BOOKMARK" | "AUTO_LOGIN" | null;

/** What an app puts into the ID token, as the internal call of the admin console sets it. */
export interface IdTokenClaim {
  readonly issuerMode: string;
  readonly valueType?: string;
  readonly name?: string;
  readonly groupFilterType?: string;
  readonly value?: string;
}

/** An application instance. Client secrets are kept apart, in {@link ClientSecret}. */
export interface App extends Document {
  /** `oidc_client`, a catalogue name, or `{org}_{label}_{n}` for a custom SAML app. */
  readonly name: string;
  readonly label: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly created: string;
  readonly lastUpdated: string;
  readonly signOnMode: SignOnMode;
  readonly accessibility: JsonObject;
  readonly visibility: JsonObject;
  readonly credentials: JsonObject;
  readonly settings: JsonObject;
  /** Attributes that somebody added to this app; null when nobody did. */
  readonly profile: JsonObject | null;
  readonly accessPolicyId: string;
  /** The key that stands in SAML entity ids: `exk…`. */
  readonly externalKey: string;
  /** The last part of the app link on the dashboard: `aln…`. */
  readonly appLinkId: string;
  readonly idToken: IdTokenClaim;
  /** True for an app made from nothing, false for one from the catalogue. */
  readonly custom: boolean;
}

/** A client secret of an OIDC app: `ocs…`. */
export interface ClientSecret extends Document {
  readonly appId: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly client_secret: string;
}

/** A signing key of a SAML app; the id is `{appId}/{kid}`. */
export interface AppKey extends Document {
  readonly appId: string;
  readonly kid: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly expiresAt: string;
  /** The certificate, base64 DER. */
  readonly x5c: string;
  /** SHA-256 of the certificate, base64url. */
  readonly thumbprint: string;
  readonly e: string;
  readonly n: string;
  /** PEM, PKCS#8. In no answer. Undefined in a database of a time when nothing signed. */
  readonly privateKey?: string;
}

/** Why a user is in an app: assigned alone, or through a group. */
export type AssignmentScope = "USER" | "GROUP";

/** A user of an application; the id is `{appId}/{userId}`. */
export interface AppUser extends Document {
  readonly appId: string;
  readonly userId: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly scope: AssignmentScope;
  readonly userName: string;
  readonly profile: JsonObject;
}

/** A group assigned to an application; the id is `{appId}/{groupId}`. */
export interface AppGroup extends Document {
  readonly appId: string;
  readonly groupId: string;
  readonly lastUpdated: string;
  readonly priority: number;
  readonly profile: JsonObject;
}

/** The provisioning connection of an application; the id is the app's. No document: never configured. */
export interface Connection extends Document {
  readonly status: "ENABLED" | "DISABLED";
  readonly baseUrl: string;
  /** What Okta sends to the application. Never answered. */
  readonly token: string;
  /** Who configured it: the API, or a person in the console. */
  readonly origin: "api" | "console";
}

/** Features of provisioning. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationFeatures/ */
export type FeatureName = "USER_PROVISIONING" | "INBOUND_PROVISIONING";

/** The settings of one feature of one app; the id is `{appId}/{name}`. */
export interface Feature extends Document {
  readonly appId: string;
  readonly name: FeatureName;
  readonly capabilities: JsonObject;
}

/** A group push: `gPm…`. Timestamps have no milliseconds here. */
export interface PushMapping extends Document {
  readonly appId: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly sourceGroupId: string;
  readonly targetGroupId: string;
  readonly status: "ACTIVE" | "INACTIVE" | "ERROR";
  /** Why the last push failed; only with the status `ERROR`. */
  readonly errorSummary?: string;
}

/** What became of the last attempt to provision somebody or something. */
export interface Attempt {
  /** Why it failed; null: it did not. */
  readonly error: string | null;
  /** What it was to bring about, as text: tried again as soon as this is another. */
  readonly failedFor: string | null;
  /** When it failed. */
  readonly failedAt: string | null;
}

/** What is known of a user of an app at the app itself; the id is `{appId}/{userId}`. */
export interface ProvisionedUser extends Document, Attempt {
  readonly appId: string;
  readonly userId: string;
  /**
   * `pending`: to be created. `leaving`: unassigned, to be deactivated. `unprovisioned`: assigned while Create Users was
   * off, so nothing is sent before somebody selects "Provision User".
   */
  readonly status: "pending" | "provisioned" | "leaving" | "unprovisioned";
  /** The id that the app gave. */
  readonly externalId: string | null;
  /** What the app was sent last. */
  readonly sent: JsonObject | null;
}

/** What is known of a pushed group at the app itself; the id is the mapping's. */
export interface PushedGroup extends Document, Attempt {
  readonly appId: string;
  readonly sourceGroupId: string;
  readonly targetGroupId: string;
  /** `leaving`: the mapping is gone, the group is to be deleted at the app. */
  readonly status: "pending" | "pushed" | "leaving";
  /** The id that the app gave. */
  readonly externalId: string | null;
  /** The name that the app was sent last. */
  readonly name: string | null;
  /** The name that the group in Okta had then. */
  readonly sourceName: string | null;
  /** The members that the app was sent last, by the app's ids. */
  readonly members: readonly string[];
}

/** Which group of an app an `APP_GROUP` of Okta stands for; the id is that of the latter. */
export interface RemoteGroup extends Document {
  readonly appId: string;
  readonly externalId: string;
}

/** A policy of the organization (`rst…` for apps, `00p…` else). */
export interface Policy extends Document {
  readonly type: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly name: string;
  readonly description: string | null;
  readonly priority: number;
  readonly system: boolean;
  readonly conditions: JsonObject | null;
  readonly settings: JsonObject | null;
  readonly created: string;
  readonly lastUpdated: string;
  /** The Okta app this policy belongs to for good, such as "Okta Admin Console". */
  readonly reservedFor: string | null;
}

/** A rule of a {@link Policy}. */
export interface PolicyRule extends Document {
  readonly policyId: string;
  readonly type: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly name: string;
  readonly priority: number;
  readonly system: boolean;
  readonly conditions: JsonObject | null;
  readonly actions: JsonObject;
  readonly created: string;
  readonly lastUpdated: string;
}

/** A custom authorization server: `aus…`. */
export interface AuthorizationServer extends Document {
  readonly name: string;
  readonly description: string | null;
  readonly audiences: readonly string[];
  readonly issuerMode: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly created: string;
  readonly lastUpdated: string;
  readonly kid: string;
  readonly rotationMode: "AUTO" | "MANUAL";
  readonly lastRotated: string;
  /** The server that every organization has; its URLs carry `default` in the place of its id. */
  readonly default: boolean;
}

/** A scope of an authorization server: `scp…`. */
export interface Scope extends Document {
  readonly serverId: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly system: boolean;
  readonly metadataPublish: string;
  readonly consent: string;
  readonly optional: boolean;
  readonly default: boolean;
}

/** A claim of an authorization server: `ocl…`. */
export interface Claim extends Document {
  readonly serverId: string;
  readonly name: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly claimType: string;
  readonly valueType: string;
  readonly value: string | null;
  readonly scopes: readonly string[];
  readonly system: boolean;
  readonly alwaysIncludeInToken: boolean;
  readonly groupFilterType: string | null;
}

/** An access policy of an authorization server: `00p…`. */
export interface ServerPolicy extends Document {
  readonly serverId: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly name: string;
  readonly description: string | null;
  readonly priority: number;
  readonly system: boolean;
  readonly clients: readonly string[];
  readonly created: string;
  readonly lastUpdated: string;
}

/** A rule of a {@link ServerPolicy}: `0pr…`. */
export interface ServerRule extends Document {
  readonly serverId: string;
  readonly policyId: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly name: string;
  readonly priority: number;
  readonly system: boolean;
  readonly conditions: JsonObject;
  readonly actions: JsonObject;
  readonly created: string;
  readonly lastUpdated: string;
}

/** A password that was set by API, or failed attempts to sign in; the id is the user's. */
export interface Password extends Document {
  /** Salt and scrypt hash, base64url, with a dot between; null: the password that everyone of the seed has. */
  readonly hash: string | null;
  /** Wrong passwords in a row. */
  readonly failures: number;
}

/** A key that signs tokens; the id is its `kid`. */
export interface SigningKey extends Document {
  /** The id of the custom authorization server, or of the organization. */
  readonly ownerId: string;
  /** `NEXT` signs after the next rotation, `EXPIRED` did before the last one. */
  readonly status: "ACTIVE" | "NEXT" | "EXPIRED";
  readonly created: string;
  readonly lastUpdated: string;
  /** RSA, private part included. */
  readonly jwk: JsonObject;
}

/** What the OpenID provider keeps: sessions, codes, tokens, consents. The id is `{kind}/{id}`. */
export interface OidcDocument extends Document {
  readonly kind: string;
  /** Seconds since 1970; null: does not expire. */
  readonly expires: number | null;
  readonly grantId: string | null;
  readonly payload: JsonObject;
}

/** An entry of the System Log; the id is its `uuid`. */
export interface LogEvent extends Document {
  readonly published: string;
  readonly eventType: string;
  readonly displayMessage: string;
  readonly result: "SUCCESS" | "FAILURE" | "ALLOW" | "DENY";
  /** Why it failed, in Okta's code words. */
  readonly reason: string | null;
  /** Null: nobody that this organization knows. */
  readonly actorId: string | null;
  /** What was typed as a user name, for an unknown actor. */
  readonly actorLogin: string;
  readonly targets: readonly { readonly id: string; readonly type: string; readonly displayName: string }[];
  readonly debugData: JsonObject;
}

/** The organization itself; one document. */
export interface Organization extends Document {
  readonly subdomain: string;
  readonly companyName: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly website: string | null;
  readonly phoneNumber: string;
  readonly endUserSupportHelpURL: string;
  readonly supportPhoneNumber: string;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly postalCode: string | null;
  /** The key that signs the ID tokens of OIDC apps. */
  readonly signingKeyId: string;
  readonly userTypeId: string;
  readonly userSchemaId: string;
  readonly realmId: string;
  /** Policy to which every new app is enrolled. */
  readonly profileEnrollmentPolicyId: string;
  /** The user whose token the API token is. */
  readonly tokenOwnerId: string;
}
