import type { IdentityProvider, Json, ScimGroup, ScimUser } from "../entities";
import type { Store } from "../store";
import { GROUP, type ResourceType, USER } from "./schema";

/** The people and groups of one identity provider. */
export interface Population {
  readonly store: Store;
  readonly provider: IdentityProvider;
}

/** A user as SCIM answers it. */
export function userResource(population: Population, user: ScimUser): Json {
  const groups = population.store.scimGroupsByMember(user.id);
  const extensions = USER.extensions.filter(({ id }) => user.attributes[id] !== undefined);
  return {
    schemas: [USER.schema.id, ...extensions.map(({ id }) => id)],
    id: user.id,
    ...user.attributes,
    ...(groups.length === 0
      ? {}
      : {
          groups: groups.map((group) => ({
            value: group.id,
            $ref: location(population, GROUP, group.id),
            display: group.displayName,
          })),
        }),
    meta: meta(population, USER, user),
  };
}

/** A group as SCIM answers it. */
export function groupResource(population: Population, group: ScimGroup): Json {
  return {
    schemas: [GROUP.schema.id],
    id: group.id,
    ...(group.externalId === "" ? {} : { externalId: group.externalId }),
    displayName: group.displayName,
    members: group.members.map((id) => ({ value: id, $ref: location(population, USER, id) })),
    meta: meta(population, GROUP, group),
  };
}

/** Where a resource is: below the base URL that the management API answers. */
export function location({ provider }: Population, type: ResourceType, id: string): string {
  return `${provider.scimBaseUrl}${type.endpoint}/${id}`;
}

function meta(
  population: Population,
  type: ResourceType,
  resource: { readonly id: string; readonly created: string; readonly lastModified: string },
): Json {
  return {
    resourceType: type.name,
    created: resource.created,
    lastModified: resource.lastModified,
    location: location(population, type, resource.id),
  };
}
