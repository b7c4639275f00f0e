import { absentClaims, type ClaimFinding, claimFindings, idTokenClaims } from "../../lib/authorization-server";
import type { Issue } from "../../lib/errors";
import type { Settings } from "../settings";
import type { At } from "./at";

/** What is wrong with the claims of the authorization server. */
export function claimProblems(settings: Settings, at: At): Issue[] {
  return findings(settings, true, at);
}

/** Claims that the login method is told of, and that no login with the server that this stack creates brings. */
export function absentClaimProblems({ identityProvider, authorizationServer, oidc }: Settings, at: At): Issue[] {
  if (authorizationServer?.create === undefined) {
    return [];
  }
  const { claims, groupsClaim } = authorizationServer;
  const created = [...idTokenClaims(claims), ...(groupsClaim === "create" ? [oidc.groupsClaim.name] : [])];
  return absentClaims(identityProvider.claims ?? [], created).map(({ index, problem, advice }) => ({
    where: at("identityProvider", "claims", index),
    problem,
    advice,
  }));
}

/** A server that this stack creates has the scope only when this stack creates it. */
export function groupsScopeProblem({ authorizationServer }: Settings, at: At): Issue[] {
  return authorizationServer?.create !== undefined && authorizationServer.groupsScope === "existing"
    ? [
        {
          where: at("authorizationServer", "groupsScope"),
          problem:
            'is "existing", and a server that this stack creates has no scope "groups" yet: every login would fail',
          advice: 'Remove it, or set it to "create"',
        },
      ]
    : [];
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
