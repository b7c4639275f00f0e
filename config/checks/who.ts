import type { Path } from "../issues";
import type { Settings } from "../settings";

/** Who may sign in, and which of their groups Cloudflare hears of, whatever the protocol. */
export interface SignIn {
  /** The section of the settings. */
  readonly section: "oidc" | "saml";
  /** The app, in words. */
  readonly app: string;
  /** What carries the groups, in words. */
  readonly carrier: string;
  readonly assignedGroups: readonly string[];
  readonly assignedUsers: readonly string[];
  readonly groupsRegex: string;
  readonly groupsRegexPath: Path;
}

/** Who may sign in. */
export function signInOf({ protocol, oidc, saml }: Settings): SignIn {
  return protocol === "saml"
    ? {
        section: "saml",
        app: "SAML",
        carrier: "SAML assertion",
        assignedGroups: saml.assignedGroups,
        assignedUsers: saml.assignedUsers,
        groupsRegex: saml.groupsAttribute.regex,
        groupsRegexPath: ["saml", "groupsAttribute", "regex"],
      }
    : {
        section: "oidc",
        app: "OIDC",
        carrier: "ID token",
        assignedGroups: oidc.assignedGroups,
        assignedUsers: oidc.assignedUsers,
        groupsRegex: oidc.groupsClaim.regex,
        groupsRegexPath: ["oidc", "groupsClaim", "regex"],
      };
}

/** Whether one Okta app carries sign-in and SCIM. */
export function isCombined({ protocol, saml }: Settings): boolean {
  return protocol === "saml" && saml.combined;
}

/** Who is provisioned, and in which section that is said. */
export function provisionedOf(settings: Settings): Pick<SignIn, "assignedGroups" | "assignedUsers"> & {
  readonly section: "saml" | "scim";
} {
  const section = isCombined(settings) ? "saml" : "scim";
  const { assignedGroups, assignedUsers } = settings[section];
  return { section, assignedGroups, assignedUsers };
}
