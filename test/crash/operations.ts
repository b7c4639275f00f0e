import { type Changes, withChanges } from "../support/changed-settings";
import { LENA } from "../support/okta-sign-in";
import { sandboxSettings } from "../support/settings";

/** What is done to a stack while it is killed. */
export type OperationName = "deploy" | "update" | "rotate" | "destroy";

/** One of {@link OperationName}, from where it starts to where it leads. */
export interface Operation {
  readonly name: OperationName;
  /** Settings that are deployed before; undefined when there is nothing. */
  readonly from: Record<string, unknown> | undefined;
  /** Settings that it leads to; those that stay in the stack's config when everything is destroyed. */
  readonly to: Record<string, unknown>;
}

/** The whole of it: sign-in, SCIM, a custom authorization server, Access objects, rotation, verification. */
const DEPLOYED = withChanges(sandboxSettings(), {
  authorizationServer: {
    create: { name: "Access", description: "Tokens for Access" },
    claims: { department: { name: "department", expression: "user.department" } },
  },
  "oidc.assignedUsers": [LENA],
  "oidc.clientSecretRotation": "1",
  "oidc.clientSecretOverlap": 0,
  "identityProvider.claims": undefined,
  "scim.secretRotation": "1",
  verify: "enforce",
});

/** Something of everything: changed in place, added, taken away. */
const UPDATE: Changes = {
  "oidc.appLabel": "Cloudflare Access (new)",
  "oidc.assignedGroups": ["workforce", "contractors"],
  "oidc.assignedUsers": [],
  "authorizationServer.claims": {
    department: { name: "department", expression: "user.costCenter" },
    title: { name: "title", expression: "user.title" },
  },
  "identityProvider.name": "Okta (new)",
  "groups.access-engineering": undefined,
  "groups.access-sales": { create: { name: "access-sales" } },
  "groups.access-finance": { create: { name: "access-accounting" } },
  "scim.updateUsers": false,
  "scim.pushGroups": ["access-sales", "access-finance", "contractors", "engineering", "finance"],
  "access.groups.staff.name": "Staff of Acme",
  "access.policies.break-glass": undefined,
  "access.policies.engineering.include": [{ oktaGroup: "engineering" }, { oktaGroup: "access-sales" }],
  "access.policies.engineering.sessionDuration": "4h",
  "access.policies.guests": { name: "Guests", decision: "allow", include: [{ email: LENA }] },
  "access.applications.wiki": { name: "Wiki", domain: "wiki.acme.example", policies: ["guests"], redirectToOkta: true },
  "access.applications.finance": undefined,
};

/** All of them, in the order in which a stack lives through them. */
export const OPERATIONS: readonly Operation[] = [
  { name: "deploy", from: undefined, to: DEPLOYED },
  { name: "update", from: DEPLOYED, to: withChanges(DEPLOYED, UPDATE) },
  {
    name: "rotate",
    from: DEPLOYED,
    to: withChanges(DEPLOYED, { "oidc.clientSecretRotation": "2", "scim.secretRotation": "2" }),
  },
  { name: "destroy", from: DEPLOYED, to: DEPLOYED },
];
