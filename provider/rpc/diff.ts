/** Diff as the bridge does it: the planned state against the recorded one, property path by property path. */
import { planFor } from "./planning";
import type { ResourceDefinition } from "./resource";
import { type BridgeKind, DEFAULTS_KEY, isZero, type Properties, type Property, withoutDefaultsKeys } from "./schema";
import { isMap, isUnknown, mapWithoutSecrets, type PropertyMap, sameValue, type Value } from "./values";

/** What happens to the value at one path, in the engine's words. */
export type ChangeKind = "ADD" | "DELETE" | "UPDATE" | "ADD_REPLACE" | "DELETE_REPLACE" | "UPDATE_REPLACE";

/** The outcome of {@link diffResource}. */
export interface Difference {
  /** By property path, such as `groups[1].id`. Empty: nothing to do. */
  readonly changes: ReadonlyMap<string, ChangeKind>;
  /** The top-level properties that changed, sorted. */
  readonly changed: readonly string[];
  /** The top-level properties that force a replacement, sorted. */
  readonly replaces: readonly string[];
  /** The top-level properties that would force a replacement and did not change, sorted. */
  readonly stables: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** What {@link diffResource} works from. */
export interface DiffRequest {
  /** The recorded outputs. */
  readonly state: PropertyMap;
  /** The checked inputs. */
  readonly inputs: PropertyMap;
  /** Top-level properties or paths whose changes are not looked at. */
  readonly ignoreChanges: readonly string[];
}

/** Compares inputs with the recorded state. */
export function diffResource(definition: ResourceDefinition<never>, request: DiffRequest): Difference {
  const { kind, properties } = definition;
  const prior = mapWithoutSecrets(request.state);
  const inputs = withoutDefaultsKeys(mapWithoutSecrets(request.inputs));
  const planned = planFor(definition, inputs, prior);
  const found = new Changes(kind, prior);
  found.compareMaps(properties, prior, planned, "", false);
  const changes = new Map([...found.changes].filter(([path]) => !isIgnored(path, request.ignoreChanges)));
  const changed = topLevel(changes.keys());
  const replaces = topLevel([...changes].filter(([, change]) => change.endsWith("_REPLACE")).map(([path]) => path));
  const stables = Object.keys(properties).filter(
    (name) => properties[name]?.forceNew === true && !replaces.includes(name),
  );
  return {
    changes,
    changed,
    replaces,
    stables: stables.sort(),
    deleteBeforeReplace: replaces.length > 0 && hasFixedName(definition, request.inputs),
  };
}

/**
 * Whether two instances would bear the same name at once: the program gave the name itself, so the old one must go
 * first. Only the `sdk` bridge looks at this, and only where the recorded inputs tell defaults from given values.
 */
function hasFixedName(definition: ResourceDefinition<never>, inputs: PropertyMap): boolean {
  const { autonamed } = definition;
  const recorded = inputs[DEFAULTS_KEY];
  if (definition.kind === "framework" || autonamed === undefined || !Array.isArray(recorded)) return false;
  return inputs[autonamed.property] !== undefined && !recorded.includes(autonamed.property);
}

function topLevel(paths: Iterable<string>): string[] {
  return [...new Set([...paths].map((path) => path.split(/[.[]/, 1)[0] ?? path))].sort();
}

function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.some((entry) => path === entry || path.startsWith(`${entry}.`) || path.startsWith(`${entry}[`));
}

class Changes {
  readonly changes = new Map<string, ChangeKind>();

  constructor(
    private readonly kind: BridgeKind,
    private readonly state: PropertyMap,
  ) {}

  compareMaps(properties: Properties, before: PropertyMap, after: PropertyMap, path: string, replace: boolean): void {
    for (const [name, property] of Object.entries(properties)) {
      const at = path === "" ? name : `${path}.${name}`;
      this.compare(property, before[name] ?? null, after[name] ?? null, at, replace);
    }
  }

  private compare(property: Property, before: Value, after: Value, path: string, inherited: boolean): void {
    if (this.isSame(before, after)) return;
    if (!isUnknown(after) && property.suppress?.(before, after, this.state) === true) return;
    const replace = inherited || property.forceNew === true;
    if (typeof property.forceNew === "function" && property.forceNew(before, after)) {
      // Decided by the provider's code and not by its schema: the bridge cannot tell which property it was.
      this.changes.set("__meta", "UPDATE_REPLACE");
    }
    const { element, fields } = property;
    if (fields !== undefined && isMap(before) && isMap(after)) {
      this.compareMaps(fields, before, after, path, replace);
    } else if (property.type === "map" && element !== undefined && isMap(before) && isMap(after)) {
      this.compareKeys(element, before, after, path, replace);
    } else if (element !== undefined && hasItems(before) && hasItems(after)) {
      if (property.type === "set") this.compareSets(before, after, path, replace);
      else this.compareLists(element, before, after, path, replace);
    } else {
      this.add(path, this.isAbsent(before) ? "ADD" : this.isAbsent(after) ? "DELETE" : "UPDATE", replace);
    }
  }

  private compareKeys(
    element: Property,
    before: PropertyMap,
    after: PropertyMap,
    path: string,
    replace: boolean,
  ): void {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      this.compare(element, before[key] ?? null, after[key] ?? null, `${path}[${JSON.stringify(key)}]`, replace);
    }
  }

  private compareLists(
    element: Property,
    before: readonly Value[],
    after: readonly Value[],
    path: string,
    replace: boolean,
  ) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      this.compare(element, before[index] ?? null, after[index] ?? null, `${path}[${index}]`, replace);
    }
  }

  /** Members have no place in a set: an added one is named by its place in the inputs, a removed one in the state. */
  private compareSets(before: readonly Value[], after: readonly Value[], path: string, replace: boolean): void {
    const lacks = (set: readonly Value[], item: Value) => !set.some((other) => sameValue(other, item));
    for (const [index, item] of before.entries())
      if (lacks(after, item)) this.add(`${path}[${index}]`, "DELETE", replace);
    for (const [index, item] of after.entries()) {
      if (!lacks(before, item)) continue;
      this.add(`${path}[${index}]`, this.changes.has(`${path}[${index}]`) ? "UPDATE" : "ADD", replace);
    }
  }

  private add(path: string, change: "ADD" | "DELETE" | "UPDATE", replace: boolean): void {
    this.changes.set(path, replace ? `${change}_REPLACE` : change);
  }

  private isSame(before: Value, after: Value): boolean {
    if (isUnknown(after)) return false;
    if (this.kind === "sdk" && isZero(before) && isZero(after)) return true;
    return sameValue(before, after);
  }

  private isAbsent(value: Value): boolean {
    return value === null || (this.kind === "sdk" && Array.isArray(value) && value.length === 0);
  }
}

function hasItems(value: Value): value is Value[] {
  return Array.isArray(value) && value.length > 0;
}
