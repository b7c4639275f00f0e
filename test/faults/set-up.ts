import { type Changes, withChanges } from "../support/changed-settings";
import { plainSettings } from "../support/settings";
import type { EngineOperation } from "./fault";

const ACCESS: Changes = {
  "access.policies.engineering": {
    name: "Engineering",
    decision: "allow",
    include: [{ oktaGroup: "access-engineering" }],
  },
  "access.applications.wiki": { name: "Wiki", domain: "wiki.acme.example", policies: ["engineering"] },
  // From the first deployment on they make nothing anew: another value does.
  "scim.secretRotation": "1",
  "oidc.clientSecretRotation": "1",
  "oidc.clientSecretOverlap": 0,
};

const CHANGES: Readonly<Record<EngineOperation, Changes>> = {
  deploy: {},
  update: {
    "oidc.appLabel": "Cloudflare Access for Acme",
    "identityProvider.claims": ["department", "title"],
    "groups.contractors": { existing: { name: "Contractors" } },
    "scim.pushGroups": ["access-engineering", "access-finance", "contractors"],
    "access.policies.engineering.sessionDuration": "8h",
  },
  rotate: { "scim.secretRotation": "2", "oidc.clientSecretRotation": "2" },
  destroy: {},
};

/** The settings of the stack when an operation runs: the guide's set-up, an Access application, both rotations. */
export function settingsFor(operation: EngineOperation): Record<string, unknown> {
  return withChanges(plainSettings(), { ...ACCESS, ...CHANGES[operation] });
}
