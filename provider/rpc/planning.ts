/** Planning for one resource type: its own way where it has one, else the schema's. */
import type { ResourceDefinition } from "./resource";
import { plan, resolved } from "./schema";
import type { PropertyMap } from "./values";

/** The state that an apply would lead to. `prior` is absent when creating; neither argument holds secrets. */
export function planFor(
  definition: ResourceDefinition<never>,
  inputs: PropertyMap,
  prior: PropertyMap | undefined,
): PropertyMap {
  const { kind, properties } = definition;
  return definition.plan?.(inputs, prior) ?? plan({ kind, properties, inputs, prior });
}

/** A plan as `create` and `update` get it. */
export function planForCalls(definition: ResourceDefinition<never>, planned: PropertyMap): PropertyMap {
  return definition.plan === undefined ? resolved(planned) : planned;
}
