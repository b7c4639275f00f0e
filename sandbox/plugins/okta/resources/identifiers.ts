/** Import ids made of several parts. */
import type { ResourceState } from "../../../../provider/rpc/resource";

/** Takes `a/b/id` apart: the last name is the resource's own id when it is `id`, the others are properties. */
export function splitImportId(id: string, ...names: readonly string[]): ResourceState {
  const parts = id.split("/");
  if (parts.length !== names.length || parts.includes("")) {
    throw new Error(`import id "${id}": expected ${names.length} parts in the form ${names.join("/")}.`);
  }
  const properties = Object.fromEntries(names.map((name, index) => [name, parts[index]]));
  const { id: own, ...rest } = properties;
  return { id: own ?? id, properties: rest };
}
