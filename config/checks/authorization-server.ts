import { type ClaimFinding, claimFindings, idTokenClaims } from "../../lib/authorization-server";
import type { Issue } from "../../lib/errors";
import type { Settings } from "../settings";
import type { At } from "./at";

/** What is wrong with the claims of the authorization server. */
export function claimProblems(settings: Settings, at: At): Issue[] {
  return findings(settings, true, at);
}

/** Claims that do not arrive. */
export function claimWarnings(settings: Settings, at: At): Issue[] {
  return findings(settings, false, at);
}

/** The claims that the login method names: those that are listed, or those of the custom authorization server. */
export function claimsOf({ identityProvider, authorizationServer }: Settings): readonly string[] {
  return identityProvider.claims ?? idTokenClaims(authorizationServer?.claims ?? {});
}

function findings({ authorizationServer, oidc }: Settings, stops: boolean, at: At): Issue[] {
  if (authorizationServer === undefined) {
    return [];
  }
  const { claims, groupsClaim } = authorizationServer;
  return claimFindings(claims, groupsClaim === "create" ? oidc.groupsClaim.name : undefined)
    .filter((finding: ClaimFinding) => finding.stops === stops)
    .map(({ key, setting, problem, advice }) => ({
      where: at("authorizationServer", "claims", key, setting),
      problem,
      advice,
    }));
}
