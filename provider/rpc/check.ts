/**
 * Check as the bridge does it: defaults filled in and recorded, wrong inputs refused with messages in the bridge's
 * form, secrets of the schema marked.
 */
import { createHash } from "node:crypto";
import type { ResourceDefinition } from "./resource";
import {
  asSchemaType,
  type BridgeKind,
  DEFAULTS_KEY,
  isInput,
  isZero,
  markSecrets,
  type Properties,
  type Property,
  withoutDefaultsKeys,
} from "./schema";
import {
  containsUnknown,
  isMap,
  isUnknown,
  mapValues,
  mapWithoutSecrets,
  type PropertyMap,
  Secret,
  type Value,
} from "./values";

/** How the engine wants missing names made. */
export interface Autonaming {
  readonly mode: "propose" | "enforce" | "disable";
  readonly proposedName: string;
}

/** What {@link checkResource} works from. */
export interface CheckRequest {
  /** The logical name, as in the URN. */
  readonly name: string;
  readonly news: PropertyMap;
  /** The inputs recorded last time; empty when creating. */
  readonly olds: PropertyMap;
  readonly randomSeed: Uint8Array;
  readonly autonaming?: Autonaming | undefined;
}

/** The outcome of {@link checkResource}. */
export interface Checked {
  readonly inputs: PropertyMap;
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/** Checks a resource's inputs. Failures mean that the engine stops before any call is made. */
export function checkResource(definition: ResourceDefinition<never>, request: CheckRequest): Checked {
  const { kind, properties } = definition;
  const news = withoutNullInputs(withoutDefaultsKeys(request.news));
  const named = autoname(definition, news, request);
  const inputs = applyDefaults(kind, properties, named.inputs, request.olds, named.recorded);
  const problems = new Problems(request.name, kind, "", definition.native === true || kind === "sdk");
  problems.check(properties, mapWithoutSecrets(withoutDefaultsKeys(inputs)), news);
  const own = definition.validate?.(knownOnly(mapWithoutSecrets(withoutDefaultsKeys(inputs)))) ?? [];
  return {
    inputs: markSecrets(properties, inputs),
    failures: [...problems.failures, ...own],
    warnings: problems.warnings,
  };
}

/** Checks a provider's configuration; the messages name the configuration keys. */
export function checkConfig(name: string, properties: Properties, news: PropertyMap): readonly string[] {
  const problems = new Problems(name, "sdk", "could not validate provider configuration: ");
  const { version: _version, pluginDownloadURL: _url, ...config } = mapWithoutSecrets(news);
  problems.check(properties, withoutNullInputs(config), config);
  return problems.failures;
}

/** Checks a function's arguments. */
export function checkArguments(name: string, properties: Properties, args: PropertyMap): readonly string[] {
  const problems = new Problems(name, "sdk");
  problems.check(properties, mapWithoutSecrets(args), args);
  return problems.failures;
}

function withoutNullInputs(map: PropertyMap): PropertyMap {
  return mapValues(map, (value) => (value === null ? undefined : value));
}

function knownOnly(map: PropertyMap): PropertyMap {
  return mapValues(map, (value) => (containsUnknown(value) ? undefined : value));
}

interface Named {
  readonly inputs: PropertyMap;
  readonly recorded: readonly string[];
}

function autoname(definition: ResourceDefinition<never>, news: PropertyMap, request: CheckRequest): Named {
  const { autonamed } = definition;
  if (autonamed === undefined || news[autonamed.property] !== undefined) return { inputs: news, recorded: [] };
  const old = oldDefault(request.olds, autonamed.property);
  const name = old ?? newName(request, autonamed.maxLength);
  if (name === undefined) return { inputs: news, recorded: [] };
  return { inputs: { ...news, [autonamed.property]: name }, recorded: [autonamed.property] };
}

function newName({ name, randomSeed, autonaming }: CheckRequest, maxLength: number): string | undefined {
  if (autonaming?.mode === "disable") return undefined;
  if (autonaming?.mode === "enforce") return autonaming.proposedName;
  if (autonaming !== undefined && autonaming.proposedName.length <= maxLength) return autonaming.proposedName;
  const suffix = createHash("sha256").update(randomSeed).digest("hex").slice(0, 7);
  return `${name.slice(0, maxLength - suffix.length - 1)}-${suffix}`;
}

/** The value a default had last time: kept, unless the old inputs say that the program itself had given it. */
function oldDefault(olds: PropertyMap, name: string): Value | undefined {
  const recorded = olds[DEFAULTS_KEY];
  if (Array.isArray(recorded) && !recorded.includes(name)) return undefined;
  return olds[name];
}

function applyDefaults(
  kind: BridgeKind,
  properties: Properties,
  news: PropertyMap,
  olds: PropertyMap,
  alreadyRecorded: readonly string[] = [],
): PropertyMap {
  if (kind === "framework") return news;
  const inputs: PropertyMap = mapValues(news, (value, name) => {
    const property = properties[name];
    return property === undefined ? value : applyNestedDefaults(kind, property, value, olds[name]);
  });
  const recorded = [...alreadyRecorded];
  for (const [name, property] of Object.entries(properties)) {
    const value = defaultFor(property, name, inputs, olds);
    if (value === undefined) continue;
    inputs[name] = value;
    recorded.push(name);
  }
  inputs[DEFAULTS_KEY] = recorded.sort();
  return inputs;
}

function defaultFor(property: Property, name: string, inputs: PropertyMap, olds: PropertyMap): Value | undefined {
  if (property.default === undefined || inputs[name] !== undefined || property.deprecated !== undefined) {
    return undefined;
  }
  if (property.conflictsWith?.some((other) => inputs[other] !== undefined) === true) return undefined;
  const old = oldDefault(olds, name);
  if (old !== undefined) return old;
  return isZero(property.default) && property.defaultRecorded !== true ? undefined : property.default;
}

function applyNestedDefaults(kind: BridgeKind, property: Property, value: Value, old: Value | undefined): Value {
  if (value instanceof Secret) return new Secret(applyNestedDefaults(kind, property, value.value, old));
  const before = old instanceof Secret ? old.value : old;
  const { element, fields } = property;
  if (fields !== undefined && isMap(value)) {
    return applyDefaults(kind, fields, withoutNullInputs(value), isMap(before) ? before : {});
  }
  if (element !== undefined && Array.isArray(value)) {
    const olds = Array.isArray(before) ? before : [];
    return value.map((item, index) => applyNestedDefaults(kind, element, item, olds[index]));
  }
  return asSchemaType(property.type, value);
}

class Problems {
  readonly failures: string[] = [];
  readonly warnings: string[] = [];

  constructor(
    private readonly name: string,
    private readonly kind: BridgeKind,
    private readonly prefix = "",
    /** The framework bridge passes over keys that it does not know. */
    private readonly refusesUnknownKeys = kind === "sdk",
  ) {}

  /** `inputs` is complete with defaults; `given` is what the program itself wrote. */
  check(properties: Properties, inputs: PropertyMap, given: PropertyMap, path = ""): void {
    for (const name of Object.keys(inputs)) this.checkName(properties, name, join(path, name));
    for (const [name, property] of Object.entries(properties)) {
      const value = inputs[name];
      if (value === undefined || value === null) {
        this.checkAbsent(property, name, join(path, name));
        continue;
      }
      if (property.deprecated !== undefined && given[name] !== undefined) this.warnings.push(property.deprecated);
      this.checkConflicts(property, name, given, path);
      if (isInput(property)) this.checkValue(property, value, join(path, name));
    }
  }

  private checkAbsent(property: Property, name: string, path: string): void {
    if (property.required === true) {
      if (this.kind === "framework") this.failures.push(`${this.prefix}Missing required property '${path}'`);
      else
        this.fail(`Missing required argument. The argument "${name}" is required, but no definition was found.`, path);
    } else if (this.kind === "framework" && property.block === true && property.fields !== undefined) {
      this.check(property.fields, {}, {}, path);
    }
  }

  private checkName(properties: Properties, name: string, path: string): void {
    const property = properties[name];
    if (property === undefined) {
      if (this.refusesUnknownKeys) this.fail("Invalid or unknown key", path);
    } else if (!isInput(property)) this.fail(`"${name}" is decided by the provider and cannot be set`, path);
  }

  private checkConflicts(property: Property, name: string, given: PropertyMap, path: string): void {
    if (given[name] === undefined) return;
    for (const other of property.conflictsWith ?? []) {
      if (given[other] === undefined || given[other] === null) continue;
      this.fail(`Conflicting configuration arguments: "${name}" conflicts with "${other}"`, join(path, name));
    }
  }

  private checkValue(property: Property, value: Value, path: string): void {
    if (isUnknown(value)) return;
    const { type } = property;
    if (type === "list" || type === "set") this.checkList(property.element, value, path);
    else if (type === "map" || type === "object") this.checkObject(property.fields, value, path);
    else if (type === "string") this.checkString(property, value, path);
    // The bridge turns "true" and "5" into what the schema wants, as Terraform does.
    else if (typeof value !== type && !convertible(type, value)) this.fail(`expected a ${type}`, path);
  }

  private checkList(element: Property | undefined, value: Value, path: string): void {
    if (!Array.isArray(value)) {
      this.fail("expected a list", path);
      return;
    }
    if (element === undefined) return;
    for (const [index, item] of value.entries()) this.checkValue(element, item, `${path}[${index}]`);
  }

  private checkObject(fields: Properties | undefined, value: Value, path: string): void {
    if (!isMap(value)) this.fail("expected an object", path);
    else if (fields !== undefined) this.check(fields, value, value, path);
  }

  private checkString(property: Property, value: Value, path: string): void {
    if (typeof value === "boolean" || typeof value === "number") return;
    if (typeof value !== "string") {
      this.fail("expected a string", path);
      return;
    }
    const { oneOf, maxLength } = property;
    if (oneOf !== undefined && !oneOf.includes(value)) {
      const allowed = oneOf.map((word) => JSON.stringify(word)).join(" ");
      this.fail(
        `expected ${path} to be one of [${allowed}], got ${property.secret === true ? "another" : value}`,
        path,
      );
    }
    if (maxLength !== undefined && [...value].length > maxLength) {
      this.fail(`expected at most ${maxLength} characters`, path);
    }
    if (property.json === true && !isJson(value)) this.fail("expected a JSON document", path);
  }

  private fail(reason: string, path: string): void {
    this.failures.push(`${this.prefix}${reason}. Examine values at '${this.name}.${path}'.`);
  }
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function convertible(type: "number" | "boolean", value: Value): boolean {
  if (typeof value !== "string") return false;
  return type === "boolean" ? value === "true" || value === "false" : value !== "" && Number.isFinite(Number(value));
}

function isJson(text: string): boolean {
  if (text === "") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
