import { cloudflareId } from "../../shared/ids";
import type { Json, ScimGroup } from "../entities";
import { timestamp } from "../store";
import { groupsChanged, identityChanged } from "./effects";
import { badRequest, noResource } from "./errors";
import type { Population } from "./population";
import { isObject } from "./values";

/** The group with this id. @throws ScimError 404 */
export function existingGroup({ store, provider }: Population, id: string): ScimGroup {
  const group = store.scimGroups.get(id);
  if (group === undefined || group.idpId !== provider.id) {
    throw noResource("Group", id);
  }
  return group;
}

/** Adds a group. SCIM lets two groups have one name. @throws ScimError invalidValue for members that do not exist */
export function createGroup(population: Population, attributes: Json): ScimGroup {
  const now = timestamp();
  const { store, provider } = population;
  const group = store.scimGroups.put({
    ...fields(population, attributes),
    id: cloudflareId(),
    idpId: provider.id,
    created: now,
    lastModified: now,
  });
  groupsChanged(population, group.members);
  return group;
}

/** Puts another name and other members in the place of those that a group has. @throws ScimError as {@link createGroup} */
export function replaceGroup(population: Population, group: ScimGroup, attributes: Json): ScimGroup {
  const { store } = population;
  const changed = store.scimGroups.put({
    ...group,
    ...fields(population, attributes),
    lastModified: timestamp(),
  });
  groupsChanged(population, difference(group.members, changed.members));
  if (group.displayName !== changed.displayName) {
    for (const id of changed.members) {
      const user = store.scimUsers.get(id);
      if (user !== undefined) {
        identityChanged(population, user);
      }
    }
  }
  return changed;
}

/** Removes a group: whoever was in it is not any more. */
export function deleteGroup(population: Population, group: ScimGroup): void {
  population.store.scimGroups.delete(group.id);
  groupsChanged(population, group.members);
}

/** What a group is stored as, in SCIM's words: for a PATCH to change. */
export function groupAttributes(group: ScimGroup): Json {
  return {
    id: group.id,
    ...(group.externalId === "" ? {} : { externalId: group.externalId }),
    displayName: group.displayName,
    members: group.members.map((value) => ({ value })),
  };
}

function fields(population: Population, attributes: Json): Pick<ScimGroup, "externalId" | "displayName" | "members"> {
  const { store, provider } = population;
  const sent = Array.isArray(attributes.members) ? attributes.members : [];
  const members = new Set(sent.map((member) => (isObject(member) ? String(member.value ?? "") : "")));
  for (const id of members) {
    if (store.scimUsers.get(id)?.idpId !== provider.id) {
      throw badRequest("invalidValue", `members: there is no user ${id}`);
    }
  }
  return {
    externalId: typeof attributes.externalId === "string" ? attributes.externalId : "",
    displayName: String(attributes.displayName),
    members: [...members],
  };
}

function difference(before: readonly string[], after: readonly string[]): string[] {
  const was = new Set(before);
  const is = new Set(after);
  return [...before.filter((id) => !is.has(id)), ...after.filter((id) => !was.has(id))];
}
