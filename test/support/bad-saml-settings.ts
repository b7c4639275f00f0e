import type { BadConfig } from "./bad-config";
import { TEST_CERTIFICATE } from "./certificates";
import type { Changes } from "./changed-settings";
import { COMBINED_CHANGES, SAML_CHANGES } from "./saml-settings";

const S = "okta-cloudflare-access:settings";

const saml = (changes: Changes): Changes => ({ ...SAML_CHANGES, ...changes });
const combined = (changes: Changes): Changes => ({ ...COMBINED_CHANGES, ...changes });
const foreign = (setting: string, protocol: "oidc" | "saml") =>
  `${S}.${setting}: has no meaning with protocol "${protocol}". Remove it, or set ${S}.protocol to "${protocol === "oidc" ? "saml" : "oidc"}".`;

/** Settings that are wrong about SAML. */
export const BAD_SAML_SETTINGS: readonly BadConfig[] = [
  {
    name: "a protocol that is none",
    settings: { protocol: "SAML" },
    messages: [`${S}.protocol: is not a protocol to sign in with. Write "oidc" or "saml".`],
  },
  {
    name: "a protocol that is none, with the sections of both",
    settings: saml({ protocol: "ldap", "oidc.assignedGroups": ["finance"], "identityProvider.claims": ["team"] }),
    messages: [`${S}.protocol: is not a protocol to sign in with. Write "oidc" or "saml".`],
  },
  {
    name: "settings for SAML without the protocol",
    settings: { saml: { combined: true, assignedGroups: ["engineering"] } },
    messages: [foreign("saml.combined", "oidc"), foreign("saml.assignedGroups", "oidc")],
  },
  {
    name: "settings for OpenID Connect with SAML",
    settings: saml({
      "oidc.appLabel": "Login",
      "oidc.assignedGroups": ["engineering"],
      "identityProvider.pkce": false,
      "identityProvider.claims": ["department"],
      authorizationServer: { existing: { id: "default" } },
    }),
    messages: [
      foreign("oidc.appLabel", "saml"),
      foreign("oidc.assignedGroups", "saml"),
      foreign("authorizationServer", "saml"),
      foreign("identityProvider.pkce", "saml"),
      foreign("identityProvider.claims", "saml"),
    ],
  },
  {
    name: "an authorization server that is none, with SAML",
    settings: saml({ authorizationServer: { existing: { id: "cloudflare" } } }),
    messages: [
      `${S}.authorizationServer.existing.id: is not an authorization server id. An id has 20 characters and starts with "aus"; the one that Okta comes with is "default".`,
    ],
  },
  {
    name: "a mistyped key in saml",
    settings: saml({ "saml.signRequest": true }),
    messages: [`${S}.saml.signRequest: is not a setting. Did you mean "signRequests"?`],
  },
  {
    name: "an unknown group in saml",
    settings: saml({ "saml.assignedGroups": ["enginering"] }),
    messages: [`${S}.saml.assignedGroups[0]: "enginering" is not a key of ${S}.groups. Did you mean "engineering"?`],
  },
  {
    name: "a groups filter of SAML that cannot be read",
    settings: saml({ "saml.groupsAttribute": { regex: "(" } }),
    messages: [`${S}.saml.groupsAttribute.regex: is not a regular expression: Unterminated group. Correct it.`],
  },
  {
    name: "the groups in the attribute of the e-mail address",
    settings: saml({ "saml.groupsAttribute": { name: "Email" } }),
    messages: [`${S}.saml.groupsAttribute.name: is the attribute with the e-mail address. Leave it at "groups".`],
  },
  {
    name: "an attribute that is sent in any case",
    settings: saml({ "saml.attributes": { Groups: "user.department" } }),
    messages: [
      `${S}.saml.attributes.Groups: is sent in any case. Remove it; groupsAttribute says which groups are sent.`,
    ],
  },
  {
    name: "an attribute of two words, and the header that carries it",
    settings: saml({
      "saml.attributes": { "cost centre": "user.costCenter" },
      "saml.headers": { "cost centre": "X-Cost-Centre" },
    }),
    messages: [`${S}.saml.attributes["cost centre"]: is no attribute name: those have no blanks. Write one word.`],
  },
  {
    name: "an attribute without an expression",
    settings: saml({ "saml.attributes": { department: "" } }),
    messages: [`${S}.saml.attributes.department: is empty. Write an expression.`],
  },
  {
    name: "a header of an attribute that is not sent",
    settings: saml({ "saml.headers": { team: "X-Team" } }),
    messages: [
      `${S}.saml.headers.team: "team" is no attribute that Okta sends. Add it to saml.attributes, or use one of "email", "groups", or "department".`,
    ],
  },
  {
    name: "a header with a blank",
    settings: saml({ "saml.headers": { department: "X Department" } }),
    messages: [`${S}.saml.headers.department: is no name of a header. Use letters, digits and hyphens.`],
  },
  {
    name: "SAML without any signature",
    settings: saml({ "saml.responseSigned": false, "saml.assertionSigned": false }),
    messages: [
      `${S}.saml.assertionSigned: is false and responseSigned too, so anybody could log in as anybody. Set one of the two to true.`,
    ],
  },
  {
    name: "a signature algorithm in the API's word",
    settings: saml({ "saml.signatureAlgorithm": "RSA_SHA256" }),
    messages: [`${S}.saml.signatureAlgorithm: is not a signature algorithm. Write "RSA-SHA256"; "RSA-SHA1" is broken.`],
  },
  {
    name: "a digest algorithm that is none",
    settings: saml({ "saml.digestAlgorithm": "MD5" }),
    messages: [`${S}.saml.digestAlgorithm: is not a digest algorithm. Write "SHA256"; "SHA1" is broken.`],
  },
  {
    name: "a certificate that is none",
    settings: saml({ "saml.requestCertificate": TEST_CERTIFICATE.slice(0, 200) }),
    messages: [
      `${S}.saml.requestCertificate: is not an X.509 certificate. Copy all of what https://<team domain>/cdn-cgi/access/public-cert shows.`,
    ],
  },
  {
    name: "a certificate for requests that are not signed",
    settings: saml({ "saml.requestCertificate": TEST_CERTIFICATE, "saml.signRequests": false }),
    messages: [
      `${S}.saml.requestCertificate: makes Okta refuse requests without a signature, and signRequests is false: nobody could log in. Set signRequests to true, or remove the certificate.`,
    ],
  },
  {
    name: "one app for both without SCIM",
    settings: combined({ "scim.enabled": false }),
    messages: [
      `${S}.saml.combined: needs SCIM, and scim.enabled is false. Set scim.enabled to true, or saml.combined to false.`,
    ],
  },
  {
    name: "one app for both with a label and assignments for each",
    settings: combined({
      "scim.appLabel": "Provisioning",
      "scim.assignedGroups": ["engineering"],
      "scim.assignedUsers": ["ada@example.com"],
    }),
    messages: ["appLabel", "assignedGroups", "assignedUsers"].map(
      (key) =>
        `${S}.scim.${key}: has no meaning with saml.combined: there is one app for sign-in and SCIM. Use saml.${key}, or set saml.combined to false.`,
    ),
  },
  {
    name: "one app for both that is told how to sign",
    settings: combined({
      "saml.responseSigned": false,
      "saml.signatureAlgorithm": "RSA-SHA1",
      "saml.digestAlgorithm": "SHA1",
      "saml.requestCertificate": TEST_CERTIFICATE,
    }),
    messages: ["responseSigned", "signatureAlgorithm", "digestAlgorithm", "requestCertificate"].map(
      (key) =>
        `${S}.saml.${key}: cannot be chosen with combined: the catalogue app decides that itself. Remove it, or set saml.combined to false.`,
    ),
  },
  {
    name: "a group assigned and pushed in one app for both",
    settings: combined({ "scim.pushGroups": ["finance"] }),
    messages: [
      `${S}.scim.pushGroups[0]: "finance" is also in ${S}.saml.assignedGroups, and Okta does not support one group for both app assignment and Group Push: memberships then arrive incomplete. Assign a second group with the same members, and push this one.`,
    ],
  },
];
