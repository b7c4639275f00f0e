import { goneFrom, LOOKED_AT, type StateEntry } from "../adopt/gone";
import { resourcesIn } from "../adopt/state";
import { asObject, type Json, textAt } from "../api/json";
import type { Tenants } from "../config/tenants";
import { KINDS, type ListPath } from "./kinds";

/** Lists of what is made once more without harm, and so is none of {@link KINDS}; the last part is the id of what is in it. */
const ASSIGNMENTS: Readonly<Record<string, readonly [list: string, id: string]>> = {
  "okta:app/groupAssignment:GroupAssignment": ["groups", "groupId"],
  "okta:app/user:User": ["users", "userId"],
};

/**
 * What a stack's state has and its vendor does not: a deletion took effect and was not noted. Both providers fail when they
 * are to delete some of these once more, and the engine forgets after one more run that it had begun to.
 *
 * A call for each thing.
 *
 * @param state What `pulumi stack export` prints; secrets may be encrypted.
 * @throws When a vendor refuses to say: then nothing is taken for gone.
 */
export async function goneAtVendors(
  state: Json,
  tenants: Pick<Tenants, "okta" | "cloudflare">,
): Promise<readonly StateEntry[]> {
  const gone: StateEntry[] = await goneFrom(state, tenants.okta);
  for (const resource of resourcesIn(state)) {
    const entry = { urn: String(resource.urn), id: String(resource.id) };
    const isManaged = resource.custom === true && resource.external !== true;
    const isKnown =
      LOOKED_AT.includes(String(resource.type)) || gone.some(({ urn, id }) => urn === entry.urn && id === entry.id);
    const place = isManaged && !isKnown ? placeOf(resource) : undefined;
    if (place !== undefined && (await tenants[place.vendor].find(place.path)) === undefined) {
      gone.push(entry);
    }
  }
  return gone;
}

/** Where a vendor answers one thing of the state: in its list, by its id. Undefined where the state lacks a part of that. */
function placeOf({ type, id, inputs, outputs }: Json): ListPath | undefined {
  const values = { ...asObject(inputs), ...asObject(outputs) };
  const [list, idAt] = ASSIGNMENTS[String(type)] ?? [];
  const appId = textAt(values, "appId");
  const place =
    list === undefined
      ? KINDS[String(type)]?.list(values)
      : appId && ({ vendor: "okta", path: `/api/v1/apps/${encodeURIComponent(appId)}/${list}` } as const);
  const last = idAt === undefined ? id : values[idAt];
  return place && typeof last === "string"
    ? { vendor: place.vendor, path: `${place.path.split("?")[0]}/${encodeURIComponent(last)}` }
    : undefined;
}
