import type { ScimUser } from "../entities";
import { Sessions } from "../sessions";
import { timestamp } from "../store";
import type { Population } from "./population";

/**
 * What follows when somebody was deactivated or deleted: their sessions end and their seats become free, as far as the
 * identity provider's settings say so. Access knows people by their address, so it finds only those whose `userName` is
 * the address they log in with.
 */
export function deprovisioned({ store, provider }: Population, user: ScimUser): void {
  if (!provider.scim.user_deprovision) {
    return;
  }
  new Sessions(store).revokeUser(user.userName, "deprovisioned");
  const person = store.userByEmail(user.userName);
  if (person !== undefined && provider.scim.seat_deprovision) {
    store.users.put({ ...person, access_seat: false, gateway_seat: false, updated_at: timestamp() });
  }
}

/**
 * What follows when the groups of people changed: with "reauth" their sessions end, with "automatic" the User Registry
 * learns it. Access itself goes on with what it was told at the login.
 *
 * @param userIds Ids of SCIM users.
 */
export function groupsChanged(population: Population, userIds: Iterable<string>): void {
  for (const id of userIds) {
    const user = population.store.scimUsers.get(id);
    if (user === undefined) {
      continue;
    }
    if (population.provider.scim.identity_update_behavior === "reauth") {
      new Sessions(population.store).revokeUser(user.userName, "group_change");
    }
    identityChanged(population, user);
  }
}

/** What follows when something about a person, or a name of one of their groups, changed. */
export function identityChanged(population: Population, user: ScimUser): void {
  const { store, provider } = population;
  const person = store.userByEmail(user.userName);
  if (provider.scim.identity_update_behavior !== "automatic" || person === undefined) {
    return;
  }
  store.registryIdentities.put({
    id: person.id,
    idpId: provider.id,
    name: user.displayName,
    groups: store.scimGroupsByMember(user.id).map((group) => group.displayName),
    updated_at: timestamp(),
  });
}
