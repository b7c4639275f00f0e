import { asList, asObject, type Json } from "../api/json";
import { UserError } from "../lib/errors";
import { type ImportedResource, urnOf } from "./resources";

/** How a secret stands in a state that is exported in the clear. */
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270";

/** URNs of everything that a stack has. */
export function urnsIn(state: Json): Set<string> {
  return new Set(resourcesIn(state).map(({ urn }) => String(urn)));
}

/**
 * Refuses a stack that manages something else under the name of what is to be adopted.
 *
 * @throws {@link UserError} that names every such resource.
 */
export function refuseOthers(state: Json, stack: string, resources: readonly ImportedResource[]): void {
  const byUrn = new Map(resourcesIn(state).map(({ urn, id }) => [urn, String(id)]));
  const issues = resources.flatMap((resource) => {
    const present = byUrn.get(urnOf(stack, resource, resources));
    // The ids of some resources are the last part of what they are imported by.
    return present === undefined || resource.id === undefined || resource.id.endsWith(present)
      ? []
      : [
          {
            where: `Stack "${stack}", resource ${resource.name}`,
            problem: `is there already, for another object (${present}) than the one that was found (${resource.id})`,
            advice: "Adopt into a stack of its own, or choose the other object",
          },
        ];
  });
  if (issues.length > 0) {
    throw new UserError("LOOKUP_FAILED", issues);
  }
}

/**
 * The state with the client secret at the OIDC app, where an import leaves it empty; undefined where it is there already.
 *
 * @param state What `pulumi stack export --show-secrets` prints: in the clear, so it must never reach a file.
 */
export function withClientSecret(state: Json, urn: string, clientSecret: string): Json | undefined {
  const app = resourcesIn(state).find((resource) => resource.urn === urn);
  const present = asObject(asObject(app?.outputs).clientSecret).plaintext;
  const plaintext = JSON.stringify(clientSecret);
  if (app === undefined || present === plaintext) {
    return undefined;
  }
  const outputs = { ...asObject(app.outputs), clientSecret: { [SECRET_SIGNATURE]: SECRET_MARK, plaintext } };
  const deployment = asObject(state.deployment);
  return {
    ...state,
    deployment: {
      ...deployment,
      resources: resourcesIn(state).map((resource) => (resource.urn === urn ? { ...resource, outputs } : resource)),
    },
  };
}

/** Everything that a stack has, as its exported state tells it. */
export function resourcesIn(state: Json): Json[] {
  return asList(asObject(state.deployment).resources);
}
