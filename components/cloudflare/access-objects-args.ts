import type { AccessDecision } from "./cloudflare-access-policy";
import type { ExistingOneTimePinArgs, NewOneTimePinArgs } from "./cloudflare-one-time-pin";

/** One rule, in which groups and login methods are named by key: exactly one of these must be given. */
export interface KeyedAccessRuleArgs {
  /** "Okta groups": key of an Okta group. */
  oktaGroup?: string;
  /** "Rule group": key of an Access group. */
  accessGroup?: string;
  /** "Emails": an e-mail address. */
  email?: string;
  /** "Emails ending in": a domain, without `@`. */
  emailDomain?: string;
  /** "Email list": id of a list. */
  emailList?: string;
  /** "Everyone": true. */
  everyone?: boolean;
  /** "Login Methods": `okta` or `oneTimePin`. */
  loginMethod?: string;
  /** "IP ranges": an address or a range in CIDR notation. */
  ip?: string;
  /** "IP list": id of a list. */
  ipList?: string;
  /** "Country": two capital letters (ISO 3166-1 alpha-2). */
  country?: string;
  /** "OIDC Claims": with OpenID Connect, a claim that the login method asks for. */
  oidcClaim?: KeyedAccessClaimArgs;
  /** "SAML Group": with SAML, an attribute of the assertion. */
  samlAttribute?: KeyedAccessClaimArgs;
  /** "Authentication Method": a value of `amr` (RFC 8176), such as `mfa`. */
  authMethod?: string;
  /** "Device Posture": id of a posture check. */
  devicePosture?: string;
  /** "Service Token": id of a token. */
  serviceToken?: string;
  /** "Any Access Service Token": true. */
  anyServiceToken?: boolean;
  /** "Valid Certificate": true. */
  certificate?: boolean;
  /** "Common Name": of a client certificate. */
  commonName?: string;
}

/** A claim, or attribute, and the value that it must have. */
export interface KeyedAccessClaimArgs {
  /** Name of the OIDC claim or SAML attribute. */
  name: string;
  /** The value, letter by letter; of a claim with several values, one of them. */
  value: string;
}

/** The rules of an Access group or policy. */
export interface KeyedAccessRuleListsArgs {
  /** A person must match one of these. At least one, at most 1,000. Updated in place. */
  include: KeyedAccessRuleArgs[];
  /** A person must match all of these besides. Defaults to none. Updated in place. */
  require?: KeyedAccessRuleArgs[];
  /** A person must match none of these. Defaults to none. Updated in place. */
  exclude?: KeyedAccessRuleArgs[];
}

/** An Access group. */
export interface AccessGroupArgs extends KeyedAccessRuleListsArgs {
  /** Name, 1 to 255 characters. Updated in place. */
  name: string;
}

/** A reusable policy. */
export interface AccessPolicyArgs extends KeyedAccessRuleListsArgs {
  /** Name, 1 to 255 characters. Updated in place. */
  name: string;
  /** What happens to those who match. Updated in place. */
  decision: AccessDecision;
  /** How long a login holds for those who match, such as `24h`. Defaults to 24 hours. Updated in place. */
  sessionDuration?: string;
}

/** A self-hosted application. */
export interface AccessApplicationArgs {
  /** Name, as people see it in the App Launcher, 1 to 255 characters. Updated in place. */
  name: string;
  /** A host name, and a path on request. It must be in a zone of the account. Updated in place. */
  domain: string;
  /** Keys of policies, in the order in which they are asked. At least one. Updated in place. */
  policies: string[];
  /** `okta`, `oneTimePin` or both: how people may log in. Defaults to Okta alone. Updated in place. */
  loginMethods?: string[];
  /** "Instant Auth": people go to Okta at once. Needs Okta as the only login method. Defaults to false. */
  redirectToOkta?: boolean;
  /** How long a login holds, such as `24h` or `30m`, at most `730h`. Defaults to 24 hours. Updated in place. */
  sessionDuration?: string;
  /** "Show application in App Launcher". Defaults to true. Updated in place. */
  appLauncherVisible?: boolean;
}

/** The one-time PIN as a login method: exactly one of the two must be given. */
export interface OneTimePinArgs {
  /** The one that the account has. */
  existing?: ExistingOneTimePinArgs;
  /** One to add. An account can have one. */
  create?: NewOneTimePinArgs;
}

/** Login methods besides Okta. */
export interface LoginMethodsArgs {
  /** The one-time PIN: a way in when Okta fails. Defaults to none. */
  oneTimePin?: OneTimePinArgs;
}

/** What Access is for. A key is an object's identity for Pulumi: renaming it deletes the object and creates another. */
export interface AccessObjectsArgs {
  /** Login methods besides Okta. */
  loginMethods?: LoginMethodsArgs;
  /** Access groups, by key. Defaults to none. */
  groups?: Record<string, AccessGroupArgs>;
  /** Reusable policies, by key. Defaults to none. */
  policies?: Record<string, AccessPolicyArgs>;
  /** Self-hosted applications, by key. Defaults to none. */
  applications?: Record<string, AccessApplicationArgs>;
}
