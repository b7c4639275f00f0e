import { isDeepStrictEqual } from "node:util";
import type { Issue } from "../../lib/errors";
import { DEFAULT_GROUPS_ATTRIBUTE } from "../../lib/saml-attributes";
import { samlContradictions } from "../../lib/saml-contradictions";
import type { Settings } from "../settings";
import { identityProvider } from "../settings/identity-provider";
import { oidc } from "../settings/oidc";
import { saml } from "../settings/saml";
import { scim } from "../settings/scim";
import type { At } from "./at";

/** Settings of the login method that only OpenID Connect has. */
const OIDC_ONLY = ["pkce", "claims"] as const;

/** Settings that belong to the protocol that is not used. One that says what holds anyway is no mistake. */
export function otherProtocol(settings: Settings, at: At): Issue[] {
  const { protocol } = settings;
  const issue = (...path: string[]): Issue => ({
    where: at(...path),
    problem: `has no meaning with protocol "${protocol}"`,
    advice: `Remove it, or set ${at("protocol")} to "${protocol === "oidc" ? "saml" : "oidc"}"`,
  });
  if (protocol === "oidc") {
    return changed(settings.saml, saml.parse({})).map((key) => issue("saml", key));
  }
  const login = changed(settings.identityProvider, identityProvider.parse({}));
  return [
    ...changed(settings.oidc, oidc.parse({})).map((key) => issue("oidc", key)),
    ...(settings.authorizationServer === undefined ? [] : [issue("authorizationServer")]),
    ...OIDC_ONLY.filter((key) => login.includes(key)).map((key) => issue("identityProvider", key)),
  ];
}

/** What contradicts itself with SAML. */
export function samlProblems(settings: Settings, at: At): Issue[] {
  if (settings.protocol !== "saml") {
    return [];
  }
  const { saml: given, scim: provisioning } = settings;
  const contradictions = samlContradictions({
    ...given,
    otherSignatureAlgorithm: given.signatureAlgorithm !== "RSA-SHA256",
    otherDigestAlgorithm: given.digestAlgorithm !== "SHA256",
    hasRequestCertificate: given.requestCertificate !== undefined,
    groupsAttribute: given.groupsAttribute.name,
    attributes: Object.keys(given.attributes),
    headers: Object.keys(given.headers),
    scim: {
      enabled: provisioning.enabled,
      hasLabel: provisioning.appLabel !== scim.parse({}).appLabel,
      assignsGroups: provisioning.assignedGroups.length > 0,
      assignsUsers: provisioning.assignedUsers.length > 0,
    },
  });
  return contradictions.map(({ path, problem, advice }) => ({ where: at(...path), problem, advice }));
}

/** Groups under a name that Cloudflare does not take for groups. */
export function unknownGroupsAttribute({ protocol, saml: { groupsAttribute } }: Settings, at: At): Issue[] {
  return protocol === "saml" && groupsAttribute.name.toLowerCase() !== DEFAULT_GROUPS_ATTRIBUTE
    ? [
        {
          where: at("saml", "groupsAttribute", "name"),
          problem: `Cloudflare takes only an attribute called "${DEFAULT_GROUPS_ATTRIBUTE}" for a person's groups; this one is an attribute like the others, and groups that SCIM changes are not seen in it`,
          advice: `Leave it at "${DEFAULT_GROUPS_ATTRIBUTE}"`,
        },
      ]
    : [];
}

/** The keys in which a section is not what it is when nothing is written. */
function changed<T extends object>(section: T, unwritten: T): string[] {
  return Object.entries(section)
    .filter(([key, value]) => value !== undefined && !isDeepStrictEqual(value, unwritten[key as keyof T]))
    .map(([key]) => key);
}
