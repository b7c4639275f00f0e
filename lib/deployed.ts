/** A JSON object in a vendor's own words. */
type Wire = Record<string, unknown>;

/** Groups and people that an app is assigned to. */
export interface DeployedAssignments {
  /** Okta group id by key of the settings. */
  readonly groups: Readonly<Record<string, string>>;
  /** Okta user id by login. */
  readonly users: Readonly<Record<string, string>>;
}

/** An app in Okta. */
export interface DeployedApp {
  /** Okta app id. */
  readonly id: string;
  /** What `GET /api/v1/apps/{id}` must answer, as far as it was declared. */
  readonly declared: Wire;
  readonly assignments: DeployedAssignments;
}

/** What people sign in with, with OpenID Connect. */
export interface DeployedOidc {
  readonly clientId: string;
  readonly redirectUri: string;
  /** `https://acme.okta.com`, or that of a custom authorization server. */
  readonly issuer: string;
  readonly pkce: boolean;
  readonly groupsClaim: {
    readonly name: string;
    /** Undefined where a claim that is not of this stack's making decides. */
    readonly regex?: string;
    /** Whether it is a claim of the app; else of the custom authorization server. */
    readonly onApp: boolean;
  };
}

/** A custom authorization server. */
export interface DeployedAuthorizationServer {
  readonly id: string;
  /** What `GET /api/v1/authorizationServers/{id}` must answer; nothing of a server that was adopted. */
  readonly declared: Wire;
  /** Claims of this stack's making, each as the API must answer it, with its `name` and `claimType`. */
  readonly claims: readonly Wire[];
  readonly policyName: string;
}

/** Provisioning. */
export interface DeployedScim {
  readonly app: DeployedApp;
  /** "SCIM Endpoint", what Okta calls "Base URL". */
  readonly baseUrl: string;
  /** Who sets up the connection in Okta. */
  readonly connection: "api" | "console";
  /** Whether features and push groups are there already: false while a person has yet to set up the connection. */
  readonly complete: boolean;
  readonly features: {
    readonly createUsers: boolean;
    readonly updateUsers: boolean;
    readonly deactivateUsers: boolean;
  };
  /** Okta group id by key of every group that is pushed. */
  readonly pushGroups: Readonly<Record<string, string>>;
  /** The page of the connection in the Okta Admin Console, where its address is known. */
  readonly page?: string;
}

/**
 * What a stack has deployed, for who looks whether it is really there. Holds no secret.
 *
 * Kept in the state as the output `deployed` of the component `OktaAccess`, so that the command line finds it there.
 */
export interface Deployed {
  readonly accountId: string;
  /** Full team domain. */
  readonly teamDomain: string;
  /** Address of the Okta organization. */
  readonly oktaOrgUrl: string;
  /** The login method in Cloudflare. */
  readonly loginMethod: {
    readonly id: string;
    /** What `GET …/identity_providers/{id}` must answer, as far as it was declared. */
    readonly declared: Wire;
  };
  /** The app that people sign in with. */
  readonly signInApp: DeployedApp;
  /** Absent with SAML. */
  readonly oidc?: DeployedOidc;
  /** Absent where the organization's own issues the tokens. */
  readonly authorizationServer?: DeployedAuthorizationServer;
  /** Absent with SCIM off. */
  readonly scim?: DeployedScim;
  /** Name in Okta of the groups of the settings by key, as far as it is written there. */
  readonly groupNames: Readonly<Record<string, string>>;
}
