import { accessFindings } from "../lib/access-problems";
import { absentClaims } from "../lib/authorization-server";
import { DEFAULT_GROUPS_ATTRIBUTE } from "../lib/saml-attributes";
import { samlContradictions } from "../lib/saml-contradictions";
import { suggest } from "../lib/words";
import { ArgsCheck } from "./args";
import { addFindings, checkAccessObjects } from "./cloudflare/check-access-objects";
import { checkAuthorizationServer } from "./okta/check-authorization-server";
import { checkGroups } from "./okta/okta-groups";
import { SamlDigestAlgorithm, SamlSignatureAlgorithm } from "./okta/okta-saml-app";
import { ScimConnection } from "./okta/okta-scim-app";
import { checkSamlAttributes } from "./okta/saml-sign-on";
import type { OktaAccessArgs } from "./okta-access-args";
import { accessSurroundings } from "./wiring/access";
import { authorizationServerArgs, createdClaims } from "./wiring/authorization-server";
import { scimGroups } from "./wiring/scim-args";
import { isSaml } from "./wiring/sign-in-args";

/**
 * Checks the arguments of an OktaAccess, those that it hands to its parts too: a part that refuses them after others
 * were registered would leave half a deployment.
 *
 * @throws {@link UserError} with everything that is wrong.
 */
export function checkAccessArgs(name: string, args: OktaAccessArgs): void {
  const check = new ArgsCheck(`OktaAccess "${name}"`)
    .accountId("accountId", args.accountId)
    .teamDomain("teamDomain", args.teamDomain)
    .oktaAccount("oktaOrgUrl", args.oktaOrgUrl)
    .appLabel("oidc.appLabel", args.oidc?.appLabel)
    .groupsClaimRegex("oidc.groupsClaim.regex", args.oidc?.groupsClaim?.regex)
    .loginMethodName("identityProvider.name", args.identityProvider?.name)
    .appLabel("scim.appLabel", args.scim?.appLabel)
    .notAssignedAndPushed("scim.pushGroups", scimGroups(args), args.scim?.pushGroups ?? []);
  checkProtocol(check, args);
  checkGroups(check, args.groups ?? {});
  checkGroupLists(check, args);
  checkScimSwitches(check, args);
  if (args.access !== undefined) {
    checkAccessObjects(check, "access.", args.access);
    addFindings(check, "access.", accessFindings(args.access, accessSurroundings(args)).errors);
  }
  check.done();
}

function checkGroupLists(check: ArgsCheck, args: OktaAccessArgs): void {
  const known = Object.keys(args.groups ?? {});
  const lists = {
    "oidc.assignedGroups": args.oidc?.assignedGroups,
    "saml.assignedGroups": args.saml?.assignedGroups,
    "scim.assignedGroups": args.scim?.assignedGroups,
    "scim.pushGroups": args.scim?.pushGroups,
  };
  for (const [argument, keys] of Object.entries(lists)) {
    for (const key of (keys ?? []).filter((candidate) => !known.includes(candidate))) {
      check.add(argument, `"${key}" is not a key of groups`, suggest(key, known, "groups there"));
    }
  }
}

function checkScimSwitches(check: ArgsCheck, { scim }: OktaAccessArgs): void {
  if (scim?.removeSeats === true && scim.deprovisionUsers === false) {
    check.add("scim.removeSeats", "needs deprovisionUsers", "Set deprovisionUsers to true, or removeSeats to false");
  }
  check.consoleDone("scim.consoleDone", scim?.consoleDone, scim?.connection === ScimConnection.Console);
}

/** What belongs to the other protocol, and what contradicts itself with SAML. */
function checkProtocol(check: ArgsCheck, args: OktaAccessArgs): void {
  if (!isSaml(args)) {
    if (args.saml !== undefined) {
      check.add("saml", 'needs protocol "saml"', 'Remove it, or set protocol to "saml"');
    }
    const server = authorizationServerArgs(args);
    if (server !== undefined) {
      checkAuthorizationServer(check, "authorizationServer.", server);
    }
    const created = createdClaims(args);
    const absent = created === undefined ? [] : absentClaims(args.identityProvider?.claims ?? [], created);
    for (const { index, problem, advice } of absent) {
      check.add(`identityProvider.claims[${index}]`, problem, advice);
    }
    return;
  }
  const { pkce, claims } = args.identityProvider ?? {};
  const oidcOnly = {
    oidc: args.oidc,
    "identityProvider.pkce": pkce,
    "identityProvider.claims": claims,
    authorizationServer: args.authorizationServer,
    groupsApiToken: args.groupsApiToken,
  };
  for (const [argument] of Object.entries(oidcOnly).filter(([, value]) => value !== undefined)) {
    check.add(argument, 'has no meaning with protocol "saml"', 'Remove it, or set protocol to "oidc"');
  }
  check
    .appLabel("saml.appLabel", args.saml?.appLabel)
    .requestCertificate("saml.requestCertificate", args.saml?.requestCertificate);
  checkSamlAttributes(check, "saml.", args.saml ?? {});
  for (const { path, problem, advice } of samlContradictions(samlChoices(args))) {
    check.add(path.join("."), problem, advice);
  }
}

function samlChoices({ saml = {}, scim = {} }: OktaAccessArgs): Parameters<typeof samlContradictions>[0] {
  const { signatureAlgorithm, digestAlgorithm } = saml;
  return {
    combined: saml.combined ?? false,
    responseSigned: saml.responseSigned ?? true,
    assertionSigned: saml.assertionSigned ?? true,
    otherSignatureAlgorithm:
      (signatureAlgorithm ?? SamlSignatureAlgorithm.RsaSha256) !== SamlSignatureAlgorithm.RsaSha256,
    otherDigestAlgorithm: (digestAlgorithm ?? SamlDigestAlgorithm.Sha256) !== SamlDigestAlgorithm.Sha256,
    signRequests: saml.signRequests ?? true,
    hasRequestCertificate: saml.requestCertificate !== undefined,
    groupsAttribute: saml.groupsAttribute?.name ?? DEFAULT_GROUPS_ATTRIBUTE,
    attributes: Object.keys(saml.attributes ?? {}),
    headers: Object.keys(saml.headers ?? {}),
    scim: {
      enabled: scim.enabled ?? true,
      hasLabel: scim.appLabel !== undefined,
      assignsGroups: (scim.assignedGroups ?? []).length > 0,
      assignsUsers: (scim.assignedUsers ?? []).length > 0,
    },
  };
}
