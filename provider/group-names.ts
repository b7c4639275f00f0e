import { type Json, textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";

/** Ids in one search expression: a request line must stay below the 8 KiB at which proxies begin to refuse. */
const IDS_PER_SEARCH = 100;

/**
 * Names of groups by id, found with one search for up to 100. Okta's search is behind by seconds: what it does not find is
 * asked for by its id. A group that does not exist is left out.
 */
export async function groupNames(okta: OktaApi, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const add = (group: Json | undefined) => {
    const [id, name] = [textAt(group, "id"), textAt(group, "profile", "name")];
    if (id !== undefined && name !== undefined) {
      names.set(id, name);
    }
  };
  if (ids.length > 1) {
    const searches = Array.from({ length: Math.ceil(ids.length / IDS_PER_SEARCH) }, (_, index) =>
      ids.slice(index * IDS_PER_SEARCH, (index + 1) * IDS_PER_SEARCH),
    );
    const found = await Promise.all(searches.map((some) => okta.list(searchPath(some))));
    found.flat().forEach(add);
  }
  const missing = ids.filter((id) => !names.has(id));
  const asked = await Promise.all(missing.map((id) => okta.find(`/api/v1/groups/${encodeURIComponent(id)}`)));
  asked.forEach(add);
  return names;
}

function searchPath(ids: readonly string[]): string {
  const search = ids.map((id) => `id eq "${id}"`).join(" or ");
  return `/api/v1/groups?${new URLSearchParams({ search, limit: "200" }).toString()}`;
}
