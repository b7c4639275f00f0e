import type { Changes } from "./changed-settings";
import { withChanges } from "./changed-settings";
import { plainSettings } from "./settings";

/** What makes the sandbox stack's settings sign people in with SAML. */
export const SAML_CHANGES: Changes = {
  protocol: "saml",
  oidc: undefined,
  "identityProvider.claims": undefined,
  "saml.assignedGroups": ["engineering", "finance"],
  "saml.attributes": { department: "user.department" },
};

/** And what makes one Okta app of the two. */
export const COMBINED_CHANGES: Changes = {
  ...SAML_CHANGES,
  "saml.combined": true,
  "scim.assignedGroups": undefined,
};

/** The sandbox stack's settings with SAML, and with some values changed. */
export function samlSettings(changes: Changes = {}): Record<string, unknown> {
  return withChanges(plainSettings(), { ...SAML_CHANGES, ...changes });
}
