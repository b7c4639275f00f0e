import { z } from "zod";
import { isCertificate } from "../../lib/certificates";
import { MAX_APP_LABEL_LENGTH } from "../../lib/names";
import { DEFAULT_GROUPS_ATTRIBUTE, EMAIL_ATTRIBUTE, isReservedSamlAttribute } from "../../lib/saml-attributes";
import { problem } from "../problem";
import { authenticationPolicy, flag, groupKeys, groupsFilter, text, userLogins, word } from "./fields";

/** The words of the console for "Signature Algorithm", and the API's word for each. */
export const SIGNATURE_ALGORITHM = { "RSA-SHA256": "RSA_SHA256", "RSA-SHA1": "RSA_SHA1" } as const;

const attributeName = z
  .string()
  .max(128, problem("is longer than 128 characters", "Shorten it"))
  .regex(/^\S+$/, problem("is no attribute name: those have no blanks", "Write one word"))
  .refine(
    (name) => !isReservedSamlAttribute(name),
    problem("is sent in any case", "Remove it; groupsAttribute says which groups are sent"),
  );

/** Sign-in with SAML: the app in Okta, and what Cloudflare makes of what it says. */
export const saml = z.strictObject({
  appLabel: text("a label", MAX_APP_LABEL_LENGTH)
    .default("Cloudflare Access")
    .describe("Name of the SAML app in Okta. Updated in place."),
  combined: flag(
    "One Okta app for sign-in and SCIM, the SCIM app, instead of two. Not documented by Okta: the deployment says so where it does not work.",
    false,
  ),
  groupsAttribute: z
    .strictObject({
      name: word("an attribute name")
        .refine(
          (name) => name.toLowerCase() !== EMAIL_ATTRIBUTE,
          problem("is the attribute with the e-mail address", `Leave it at "${DEFAULT_GROUPS_ATTRIBUTE}"`),
        )
        .default(DEFAULT_GROUPS_ATTRIBUTE)
        .describe("Name of the attribute that carries a person's groups. Cloudflare takes only this one for groups."),
      regex: groupsFilter("Which groups the attribute carries: those whose whole name matches."),
    })
    .prefault({}),
  attributes: z
    .record(
      attributeName,
      text("an expression", 1_024).describe("What Okta puts into the attribute, in its expression language."),
      problem("expected expressions by the name of an attribute", "Write it as a YAML map"),
    )
    .default({})
    .describe("Attributes besides e-mail and groups, for tokens and policies of Access."),
  headers: z
    .record(
      z.string(),
      text("a header name", 128)
        .regex(/^[0-9A-Za-z-]+$/, problem("is no name of a header", "Use letters, digits and hyphens"))
        .describe("Name of the header of Access's answer to a login that carries the attribute."),
      problem("expected header names by the name of an attribute", "Write it as a YAML map"),
    )
    .default({})
    .describe("SAML header attributes: attributes that come into headers too."),
  responseSigned: flag("Okta signs the response. Not with combined, where the app decides.", true),
  assertionSigned: flag("Okta signs the assertion. Not with combined, where the app decides.", true),
  signatureAlgorithm: z
    .enum(
      ["RSA-SHA256", "RSA-SHA1"],
      problem("is not a signature algorithm", 'Write "RSA-SHA256"; "RSA-SHA1" is broken'),
    )
    .default("RSA-SHA256")
    .describe("Signature Algorithm of responses and assertions."),
  digestAlgorithm: z
    .enum(["SHA256", "SHA1"], problem("is not a digest algorithm", 'Write "SHA256"; "SHA1" is broken'))
    .default("SHA256")
    .describe("Digest Algorithm of responses and assertions."),
  signRequests: flag("Sign SAML authentication request: Cloudflare signs its requests, and sends them by POST.", true),
  requestCertificate: z
    .string(problem("expected a certificate", "Write it as a block of text (|)"))
    .refine(
      isCertificate,
      problem("is not an X.509 certificate", "Copy all of what https://<team domain>/cdn-cgi/access/public-cert shows"),
    )
    .optional()
    .describe(
      "Signature Certificate: with it Okta takes only requests that are signed with its key. Cloudflare changes it from time to time; nobody can log in until the new one is here.",
    ),
  authenticationPolicy: authenticationPolicy(),
  assignedGroups: groupKeys("Groups whose members may sign in to Cloudflare through Okta."),
  assignedUsers: userLogins("People who may sign in besides the members of the groups, by Okta login."),
});
