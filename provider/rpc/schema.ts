/**
 * What a plugin knows about a property, in the terms of the Terraform schema behind the real plugin, and the
 * planning that follows from it: which value a property will have after an apply, and which of those nobody knows yet.
 *
 * Names are Pulumi's, not Terraform's. Two kinds of bridge differ in many small ways (see {@link BridgeKind}).
 */
import { canonicalJson } from "./canonical-json";
import {
  isMap,
  isUnknown,
  mapValues,
  type PropertyMap,
  Secret,
  sameValue,
  UNKNOWN,
  type Value,
  withoutSecrets,
} from "./values";

/**
 * `sdk`: Terraform SDK v2 behind the bridge. Inputs carry `__defaults`, outputs name every property, absent ones as
 * null, and null equals "", 0, false and [] when comparing.
 * `framework`: Terraform plugin framework behind the bridge. No `__defaults`, null properties are left out of outputs,
 * null and "" differ, and a change makes computed values unknown unless they are `stable`.
 */
export type BridgeKind = "sdk" | "framework";

/** One property of a resource, or one field of an object. */
export interface Property {
  readonly type: "string" | "number" | "boolean" | "list" | "set" | "map" | "object";
  /** For the package schema. */
  readonly description?: string;
  /** The elements of a list, set or map. */
  readonly element?: Property;
  /** The fields of an object. */
  readonly fields?: Properties;
  /** Must be given. */
  readonly required?: boolean;
  /** May be given. Neither required nor optional means output only. */
  readonly optional?: boolean;
  /** Filled in by the provider when not given. */
  readonly computed?: boolean;
  /** `framework` only: a computed value that survives updates (Terraform's UseStateForUnknown). */
  readonly stable?: boolean;
  /** Used when not given. A falsy default is applied when planning but, as by the bridge, not recorded in inputs. */
  readonly default?: Value;
  /** `sdk` only: the default comes from a function on a required property, so that it is recorded even if falsy. */
  readonly defaultRecorded?: boolean;
  /** A change replaces the resource: always, or when the function says so. */
  readonly forceNew?: boolean | ((before: Value, after: Value) => boolean);
  /** Marked secret in inputs and outputs whether or not the program does. */
  readonly secret?: boolean;
  /** The allowed values of a string, or of the strings in a list. */
  readonly oneOf?: readonly string[];
  /** The longest string allowed, in characters. */
  readonly maxLength?: number;
  /** The string must parse as JSON, and is recorded in canonical form (see `canonicalJson`). */
  readonly json?: boolean;
  /** Sent when given and never recorded (Terraform's write-only arguments). */
  readonly writeOnly?: boolean;
  /** Other properties of the same resource that may not be given together with this one. */
  readonly conflictsWith?: readonly string[];
  /** Printed as a warning whenever the property is given. */
  readonly deprecated?: string;
  /**
   * A nested Terraform block. With `sdk` the absence of a list of blocks is an empty list and never null; with
   * `framework` the required fields of a block are required even when the block is absent.
   */
  readonly block?: boolean;
  /** A difference that the provider ignores (Terraform's DiffSuppressFunc). */
  readonly suppress?: (before: Value, after: Value, state: PropertyMap) => boolean;
}

/** Properties by Pulumi name. */
export type Properties = Readonly<Record<string, Property>>;

/** The key under which the bridge records, in an object of inputs, which properties it filled with defaults. */
export const DEFAULTS_KEY = "__defaults";

/** Whether a program may give this property. */
export function isInput(property: Property): boolean {
  return property.required === true || property.optional === true;
}

/** Whether Terraform SDK v2 cannot tell this value from no value. */
export function isZero(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

/** Input properties without the bridge's own keys, at every depth. */
export function withoutDefaultsKeys(map: PropertyMap): PropertyMap {
  const { [DEFAULTS_KEY]: _recorded, ...rest } = map;
  return mapValues(rest, dropDefaultsKeys);
}

function dropDefaultsKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(dropDefaultsKeys);
  if (value instanceof Secret) return new Secret(dropDefaultsKeys(value.value));
  return isMap(value) ? withoutDefaultsKeys(value) : value;
}

/** What {@link plan} works from. */
export interface PlanRequest {
  readonly kind: BridgeKind;
  readonly properties: Properties;
  /** Checked inputs, without secrets and without `__defaults`. */
  readonly inputs: PropertyMap;
  /** The state before, without secrets; absent when creating. */
  readonly prior?: PropertyMap | undefined;
}

/**
 * The state that an apply would lead to. {@link UNKNOWN} stands for what only the apply can tell: everything computed
 * when creating, and with `framework` also what is computed and not stable when something changes.
 */
export function plan(request: PlanRequest): PropertyMap {
  const keep = planMap(request, request.properties, request.inputs, request.prior, false);
  if (request.kind === "sdk" || request.prior === undefined || sameValue(keep, priorOf(request))) return keep;
  return planMap(request, request.properties, request.inputs, request.prior, true);
}

function priorOf({ properties, prior }: PlanRequest): PropertyMap {
  return mapValues(prior ?? {}, (value, name) => (properties[name] === undefined ? undefined : value));
}

function planMap(
  request: PlanRequest,
  properties: Properties,
  inputs: PropertyMap,
  prior: PropertyMap | undefined,
  forget: boolean,
): PropertyMap {
  const planned: PropertyMap = {};
  for (const [name, property] of Object.entries(properties)) {
    const wanted = planValue(request, property, inputs[name], prior?.[name], forget);
    planned[name] = settle(request, property, wanted, prior?.[name]);
  }
  return planned;
}

/** With `sdk`, a difference that does not count leaves the recorded value in the plan, and so in the next request. */
function settle(request: PlanRequest, property: Property, wanted: Value, prior: Value | undefined): Value {
  if (request.kind !== "sdk" || isUnknown(wanted)) return wanted;
  const before = prior ?? null;
  if (request.prior !== undefined && isZero(before) && isZero(wanted)) return before;
  if (property.suppress?.(before, wanted, request.prior ?? {}) === true) return before;
  // A collection that goes away is planned empty, not null.
  return wanted === null && Array.isArray(before) ? [] : wanted;
}

function planValue(
  request: PlanRequest,
  property: Property,
  input: Value | undefined,
  prior: Value | undefined,
  forget: boolean,
): Value {
  if (property.writeOnly === true) return null;
  if (isInput(property) && input !== undefined && input !== null) {
    return planGiven(request, property, input, prior, forget);
  }
  if (property.default !== undefined) return property.default;
  if (property.computed === true) {
    if (request.prior === undefined) return UNKNOWN;
    const before = prior ?? null;
    return forget && (property.stable !== true || before === null) ? UNKNOWN : before;
  }
  return property.block === true && property.type !== "object" ? [] : null;
}

function planGiven(
  request: PlanRequest,
  property: Property,
  input: Value,
  prior: Value | undefined,
  forget: boolean,
): Value {
  const { element, fields } = property;
  if (fields !== undefined && isMap(input)) {
    return planMap(request, fields, input, isMap(prior) ? prior : undefined, forget);
  }
  if (element?.fields !== undefined && Array.isArray(input)) {
    const before = Array.isArray(prior) ? prior : [];
    return input.map((item, index) => planGiven(request, element, item, before[index], forget));
  }
  if (property.json === true && typeof input === "string") return canonicalJson(input);
  return asSchemaType(property.type, input);
}

/** Terraform stores what the schema says, whatever the program wrote: "5" becomes 5, true becomes "true". */
export function asSchemaType(type: Property["type"], value: Value): Value {
  if (type === "string" && (typeof value === "boolean" || typeof value === "number")) return String(value);
  if (typeof value !== "string") return value;
  if (type === "boolean") return value === "true";
  return type === "number" ? Number(value) : value;
}

/**
 * The state to record: plan completed with what the provider answered, in the form of this kind of bridge. `prior` is
 * the state before an update.
 */
export function stateAfterApply(
  kind: BridgeKind,
  properties: Properties,
  planned: PropertyMap,
  answered: PropertyMap,
  prior: PropertyMap = {},
): PropertyMap {
  const state: PropertyMap = {};
  for (const [name, property] of Object.entries(properties)) {
    const before = planned[name] ?? null;
    const after = answered[name] ?? (name in answered ? null : unanswered(kind, before, prior[name]));
    state[name] = kind === "sdk" ? withoutUnplannedEmpties(property, before, after) : after;
  }
  return complete(kind, properties, state);
}

/** A string that goes away without a word from the API is recorded empty by Terraform SDK v2, not null. */
function unanswered(kind: BridgeKind, planned: Value, prior: Value | undefined): Value {
  return kind === "sdk" && planned === null && typeof prior === "string" ? "" : known(planned);
}

/** Terraform keeps null where an apply answers an empty collection for something that was not configured. */
function withoutUnplannedEmpties(property: Property, planned: Value, after: Value): Value {
  const { element, fields } = property;
  if (fields !== undefined && isMap(planned) && isMap(after)) {
    return mapValues(after, (value, name) => {
      const field = fields[name];
      return field === undefined ? value : withoutUnplannedEmpties(field, planned[name] ?? null, value);
    });
  }
  if (element !== undefined && Array.isArray(planned) && Array.isArray(after)) {
    return after.map((item, index) => withoutUnplannedEmpties(element, planned[index] ?? null, item));
  }
  return property.block !== true && planned === null && isEmptyCollection(after) ? null : after;
}

/** The state to record after a read: the old one overlaid with what the provider answered. */
export function stateAfterRead(kind: BridgeKind, properties: Properties, prior: PropertyMap, answered: PropertyMap) {
  return complete(kind, properties, { ...prior, ...answered });
}

/** The plan as a preview shows it. */
export function stateForPreview(kind: BridgeKind, properties: Properties, planned: PropertyMap): PropertyMap {
  return complete(kind, properties, planned);
}

function complete(kind: BridgeKind, properties: Properties, state: PropertyMap): PropertyMap {
  if (kind === "framework") return withoutNulls(state);
  const full: PropertyMap = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = state[name] ?? (property.block === true && property.type !== "object" ? [] : null);
    full[name] = property.type === "set" ? sortedSet(value) : value;
  }
  return full;
}

/** Terraform keeps sets of strings in order, whatever order they came in. */
function sortedSet(value: Value): Value {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value.toSorted() : value;
}

/** Leaves out null properties at every depth. */
export function withoutNulls(map: PropertyMap): PropertyMap {
  return mapValues(map, (value) => (value === null ? undefined : dropNulls(value)));
}

function dropNulls(value: Value): Value {
  if (Array.isArray(value)) return value.map(dropNulls);
  return isMap(value) ? withoutNulls(value) : value;
}

function known(value: Value): Value {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return value.map(known);
  return isMap(value) ? mapValues(value, known) : value;
}

/** A plan as the API calls need it: nothing unknown, nothing secret. */
export function resolved(planned: PropertyMap): PropertyMap {
  return mapValues(planned, (value) => known(withoutSecrets(value)));
}

function isEmptyCollection(value: Value): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Marks what the schema calls secret, at every depth. A property that is present is marked even when it is null. */
export function markSecrets(properties: Properties, map: PropertyMap): PropertyMap {
  return mapValues(map, (value, name) => {
    const property = properties[name];
    return property === undefined ? value : markSecret(property, value);
  });
}

function markSecret(property: Property, value: Value): Value {
  if (value instanceof Secret) return value;
  if (property.secret === true) return new Secret(withoutSecrets(value));
  if (property.fields !== undefined && isMap(value)) return markSecrets(property.fields, value);
  const { element } = property;
  if (element !== undefined && Array.isArray(value)) return value.map((item) => markSecret(element, item));
  return value;
}
