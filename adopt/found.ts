import type { Json } from "../api/json";

/** A group of Okta. */
export interface FoundGroup {
  readonly id: string;
  readonly name: string;
  /** Whether a search for the name finds this group and no other. */
  readonly isNamedAlone: boolean;
}

/** A group that is assigned to an app. */
export interface AssignedGroup extends FoundGroup {
  /** What the assignment sets for its members, such as roles; mostly empty. */
  readonly profile: Json;
}

/** Somebody who is assigned to an app by name, not by a group. */
export interface AssignedUser {
  readonly id: string;
  readonly login: string;
  readonly email: string;
  /** The name by which the app knows the person. */
  readonly username: string;
}

/** An app in Okta, with who is assigned to it. */
export interface FoundApp {
  readonly id: string;
  readonly label: string;
  /** What `GET /api/v1/apps/{id}` answers. */
  readonly wire: Json;
  readonly groups: readonly AssignedGroup[];
  /** Those whom the stack takes over. */
  readonly users: readonly AssignedUser[];
  /** How many people are assigned by name in all. */
  readonly userCount: number;
}

/** The app with which people sign in. */
export interface FoundSignInApp extends FoundApp {
  /** With OpenID Connect: what the tab Sign On says of the groups claim; undefined where it cannot be read. */
  readonly idToken: Json | undefined;
  /** The id of its authentication policy, where Okta tells. */
  readonly policyId: string | undefined;
  /** The signing certificate that is in use, base64, with SAML. */
  readonly certificate: string | undefined;
}

/** A push group mapping. */
export interface FoundMapping {
  readonly id: string;
  /** `ACTIVE`, `INACTIVE` or `ERROR`. */
  readonly status: string;
  readonly group: FoundGroup;
}

/** The app that provisions. */
export interface FoundScimApp extends FoundApp {
  /** Whether Okta tells that a connection is set up. */
  readonly isConnected: boolean;
  /** `USER_PROVISIONING`; undefined while it cannot be read, as before a connection is set up. */
  readonly features: Json | undefined;
  readonly mappings: readonly FoundMapping[];
  readonly policyId: string | undefined;
}

/** A custom authorization server. */
export interface FoundServer {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Json[];
  readonly claims: readonly Json[];
  /** Access policies, each with its rules under `rules`. */
  readonly policies: readonly (Json & { readonly rules: readonly Json[] })[];
}

/** What of Access uses the login method, by name. */
export interface FoundAccess {
  readonly applications: readonly string[];
  readonly policies: readonly string[];
  readonly groups: readonly string[];
}

/** An existing set-up, as far as both APIs tell. Holds no secret. */
export interface Found {
  readonly accountId: string;
  /** Full team domain. */
  readonly teamDomain: string;
  readonly orgUrl: string;
  /** Whether Okta is reached by OAuth 2.0. */
  readonly oauth: boolean;
  readonly protocol: "oidc" | "saml";
  /** What `GET …/identity_providers/{id}` answers. */
  readonly loginMethod: Json;
  readonly signIn: FoundSignInApp;
  /** Undefined where the organization's own issues the tokens. */
  readonly server: FoundServer | undefined;
  /** Undefined where nothing provisions. */
  readonly scim: FoundScimApp | undefined;
  readonly access: FoundAccess;
  /** The organization's default authentication policy, where Okta tells. */
  readonly defaultPolicyId: string | undefined;
  /** Names of authentication policies by id. */
  readonly policyNames: Readonly<Record<string, string>>;
}
