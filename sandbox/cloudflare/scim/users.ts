import { cloudflareId } from "../../shared/ids";
import type { Json, ScimUser } from "../entities";
import { scimUserKey, timestamp } from "../store";
import { deprovisioned, groupsChanged, identityChanged } from "./effects";
import { noResource, ScimError } from "./errors";
import type { Population } from "./population";
import { isObject } from "./values";

/** The user with this id. @throws ScimError 404 */
export function existingUser({ store, provider }: Population, id: string): ScimUser {
  const user = store.scimUsers.get(id);
  if (user === undefined || user.idpId !== provider.id) {
    throw noResource("User", id);
  }
  return user;
}

/** The user with this name, whatever its case. */
export function userNamed({ store, provider }: Population, userName: string): ScimUser | undefined {
  return store.scimUsersByName(scimUserKey(provider.id, userName))[0];
}

/**
 * Adds a user. Nobody becomes an Access user by that, and nobody gets a seat: that takes a login.
 *
 * @throws ScimError 409 uniqueness
 */
export function createUser(population: Population, attributes: Json): ScimUser {
  const now = timestamp();
  refuseTakenName(population, attributes);
  const { store, provider } = population;
  const user = store.scimUsers.put({
    ...fields(attributes),
    id: cloudflareId(),
    idpId: provider.id,
    created: now,
    lastModified: now,
  });
  identityChanged(population, user);
  return user;
}

/** Puts other attributes in the place of all that a user has. @throws ScimError 409 uniqueness */
export function replaceUser(population: Population, user: ScimUser, attributes: Json): ScimUser {
  refuseTakenName(population, attributes, user.id);
  const changed = population.store.scimUsers.put({ ...user, ...fields(attributes), lastModified: timestamp() });
  if (user.active && !changed.active) {
    deprovisioned(population, changed);
  }
  identityChanged(population, changed);
  return changed;
}

/** Removes a user, also from groups. */
export function deleteUser(population: Population, user: ScimUser): void {
  const { store } = population;
  const groups = store.scimGroupsByMember(user.id);
  for (const group of groups) {
    const members = group.members.filter((id) => id !== user.id);
    store.scimGroups.put({ ...group, members, lastModified: timestamp() });
  }
  if (groups.length > 0) {
    groupsChanged(population, [user.id]);
  }
  store.scimUsers.delete(user.id);
  deprovisioned(population, user);
}

function refuseTakenName(population: Population, { userName }: Json, id?: string): void {
  const other = userNamed(population, String(userName));
  if (other !== undefined && other.id !== id) {
    throw new ScimError(409, "User already exists: userName must be unique.", "uniqueness");
  }
}

function fields(
  attributes: Json,
): Pick<ScimUser, "externalId" | "userName" | "displayName" | "active" | "emails" | "attributes"> {
  const emails = Array.isArray(attributes.emails) ? attributes.emails.filter(isObject) : [];
  return {
    externalId: text(attributes.externalId) ?? "",
    userName: String(attributes.userName),
    displayName: displayNameOf(attributes),
    active: attributes.active !== false,
    emails: emails.map(({ value, type, primary }) => ({
      primary: primary === true,
      type: text(type) ?? "",
      value: text(value) ?? "",
    })),
    attributes,
  };
}

function displayNameOf(attributes: Json): string {
  const name = isObject(attributes.name) ? attributes.name : {};
  const parts = [name.givenName, name.familyName].map(text).filter((part) => part !== undefined);
  return (
    text(attributes.displayName) ??
    text(name.formatted) ??
    (parts.length > 0 ? parts.join(" ") : String(attributes.userName))
  );
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
