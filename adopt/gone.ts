import { asObject, type Json, textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";
import { resourcesIn } from "./state";

/** Apps: Okta's provider fails at one that is gone, or at what was in it, instead of making it anew. */
const APPS = ["okta:app/oAuth:OAuth", "okta:app/saml:Saml"];
const PUSH_GROUP = "okta:index/pushGroup:PushGroup";

/** Types of which {@link goneFrom} looks at each; of what else is in an app it looks at the app. */
export const LOOKED_AT: readonly string[] = [...APPS, PUSH_GROUP];

/** Something of a stack's state. */
export interface StateEntry {
  readonly urn: string;
  readonly id: string;
}

/**
 * What of a stack's state Okta does not have any more: apps, everything that was in such an app (assignments, connection,
 * provisioning, push groups), and push groups that were unlinked in an app that is there.
 *
 * One call for each app, and one for each page of its push groups.
 *
 * @param state What `pulumi stack export` prints; secrets may be encrypted.
 * @throws `OktaApiError` when Okta refuses to say: then nothing is taken for gone.
 */
export async function goneFrom(state: Json, okta: OktaApi): Promise<StateEntry[]> {
  const resources = resourcesIn(state).filter(({ custom, external }) => custom === true && external !== true);
  const appIds = [...new Set(resources.flatMap((resource) => appOf(resource) ?? []))];
  const gone = new Set<string>();
  const mappings = new Set<string>();
  for (const appId of appIds) {
    const path = `/api/v1/apps/${encodeURIComponent(appId)}`;
    if ((await okta.find(path)) === undefined) {
      gone.add(appId);
    } else if (resources.some((resource) => resource.type === PUSH_GROUP && appOf(resource) === appId)) {
      for (const { id } of await okta.list(`${path}/group-push/mappings?limit=1000`)) {
        mappings.add(String(id));
      }
    }
  }
  return resources
    .filter((resource) => {
      const appId = appOf(resource);
      return (
        appId !== undefined && (gone.has(appId) || (resource.type === PUSH_GROUP && !mappings.has(String(resource.id))))
      );
    })
    .map(({ urn, id }) => ({ urn: String(urn), id: String(id) }));
}

/** Id of the app that a resource is, or is in; undefined for one that has nothing to do with an app. */
function appOf(resource: Json): string | undefined {
  return APPS.includes(String(resource.type)) ? String(resource.id) : textAt(resource.outputs, "appId");
}

/**
 * The state without some of what it has, and without what the rest says of it: `pulumi state delete` refuses what others
 * depend on.
 *
 * @param state What `pulumi stack export` prints.
 */
export function forgetting(state: Json, gone: readonly StateEntry[]): Json {
  const kept = resourcesIn(state).filter(
    (resource) => !gone.some(({ urn, id }) => resource.urn === urn && resource.id === id),
  );
  // One that waits for its deletion has the URN of the one that took its place.
  const urns = new Set(kept.map(({ urn }) => urn));
  const known = (list: unknown) => (Array.isArray(list) ? list.filter((urn) => urns.has(urn)) : list);
  return {
    ...state,
    deployment: {
      ...asObject(state.deployment),
      resources: kept.map(({ dependencies, propertyDependencies, deletedWith, ...resource }) => ({
        ...resource,
        ...(dependencies === undefined ? {} : { dependencies: known(dependencies) }),
        ...(propertyDependencies === undefined
          ? {}
          : {
              propertyDependencies: Object.fromEntries(
                Object.entries(asObject(propertyDependencies)).map(([name, list]) => [name, known(list)]),
              ),
            }),
        ...(urns.has(deletedWith) ? { deletedWith } : {}),
      })),
    },
  };
}
