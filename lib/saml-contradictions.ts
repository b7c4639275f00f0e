import { quoteList } from "./words";

/** The choices that can contradict each other with SAML, from the settings or from a component's arguments. */
export interface SamlChoices {
  /** One Okta app for sign-in and SCIM. */
  readonly combined: boolean;
  readonly responseSigned: boolean;
  readonly assertionSigned: boolean;
  /** Whether a signature algorithm other than the default one is asked for. */
  readonly otherSignatureAlgorithm: boolean;
  /** Whether a digest algorithm other than the default one is asked for. */
  readonly otherDigestAlgorithm: boolean;
  readonly signRequests: boolean;
  readonly hasRequestCertificate: boolean;
  /** Name of the attribute with the groups. */
  readonly groupsAttribute: string;
  /** Names of the attributes besides e-mail and groups. */
  readonly attributes: readonly string[];
  /** Names of the attributes that come into headers. */
  readonly headers: readonly string[];
  readonly scim: {
    readonly enabled: boolean;
    /** Whether it has a label of its own. */
    readonly hasLabel: boolean;
    readonly assignsGroups: boolean;
    readonly assignsUsers: boolean;
  };
}

/** A contradiction: the setting that it is about, by its path, and the words for it. */
export interface Contradiction {
  readonly path: readonly string[];
  readonly problem: string;
  readonly advice: string;
}

/** What is said where nothing that Okta sends would be signed, at `assertionSigned`. */
export const NOTHING_SIGNED = {
  problem: "is false and responseSigned too, so anybody could log in as anybody",
  advice: "Set one of the two to true",
} as const;

/** Everything in which the choices for SAML contradict each other. */
export function samlContradictions(choices: SamlChoices): Contradiction[] {
  return [
    ...signing(choices),
    ...headers(choices),
    ...(choices.combined ? [...combinedSigning(choices), ...combinedScim(choices.scim)] : []),
  ];
}

function signing(choices: SamlChoices): Contradiction[] {
  const found: Contradiction[] = [];
  if (!choices.responseSigned && !choices.assertionSigned) {
    found.push({ path: ["saml", "assertionSigned"], ...NOTHING_SIGNED });
  }
  if (choices.hasRequestCertificate && !choices.signRequests) {
    found.push({
      path: ["saml", "requestCertificate"],
      problem: "makes Okta refuse requests without a signature, and signRequests is false: nobody could log in",
      advice: "Set signRequests to true, or remove the certificate",
    });
  }
  return found;
}

function headers(choices: SamlChoices): Contradiction[] {
  const known = ["email", choices.groupsAttribute, ...choices.attributes];
  return choices.headers
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: ["saml", "headers", name],
      problem: `"${name}" is no attribute that Okta sends`,
      advice: `Add it to saml.attributes, or use one of ${quoteList(known, "or")}`,
    }));
}

function combinedSigning(choices: SamlChoices): Contradiction[] {
  const theirs = (path: string, given: boolean): Contradiction[] =>
    given
      ? [
          {
            path: ["saml", path],
            problem: "cannot be chosen with combined: the catalogue app decides that itself",
            advice: "Remove it, or set saml.combined to false",
          },
        ]
      : [];
  return [
    ...theirs("responseSigned", !choices.responseSigned),
    ...theirs("assertionSigned", !choices.assertionSigned),
    ...theirs("signatureAlgorithm", choices.otherSignatureAlgorithm),
    ...theirs("digestAlgorithm", choices.otherDigestAlgorithm),
    ...theirs("requestCertificate", choices.hasRequestCertificate),
  ];
}

function combinedScim(scim: SamlChoices["scim"]): Contradiction[] {
  const one = (path: string, given: boolean, instead: string): Contradiction[] =>
    given
      ? [
          {
            path: ["scim", path],
            problem: "has no meaning with saml.combined: there is one app for sign-in and SCIM",
            advice: `Use ${instead}, or set saml.combined to false`,
          },
        ]
      : [];
  return [
    ...(scim.enabled
      ? []
      : [
          {
            path: ["saml", "combined"],
            problem: "needs SCIM, and scim.enabled is false",
            advice: "Set scim.enabled to true, or saml.combined to false",
          },
        ]),
    ...one("appLabel", scim.hasLabel, "saml.appLabel"),
    ...one("assignedGroups", scim.assignsGroups, "saml.assignedGroups"),
    ...one("assignedUsers", scim.assignsUsers, "saml.assignedUsers"),
  ];
}
