/**
 * Property values as the Pulumi engine sends them over gRPC: JSON plus two things JSON does not have, secrets and
 * values that are not known yet. Both travel as marked JSON; here they are {@link Secret} and {@link UNKNOWN}.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_MARKS: ReadonlySet<string> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A value that must be encrypted in state. Never nested: what is inside holds no further secrets. */
export class Secret {
  constructor(readonly value: Value) {}
}

class Unknown {
  // Without a member of its own the compiler takes every object for this class.
  protected readonly isUnknown = true;
}

/** The value that a preview cannot know: only a real create or update will tell. */
export const UNKNOWN: Unknown = new Unknown();

/** What a property can hold. */
export type Value = null | boolean | number | string | Value[] | PropertyMap | Secret | Unknown;

/** Named property values; a key that is absent and a key that is `undefined` mean the same. */
export interface PropertyMap {
  [name: string]: Value | undefined;
}

/** Whether this is {@link UNKNOWN} itself. */
export function isUnknown(value: Value | undefined): value is Unknown {
  return value instanceof Unknown;
}

/** Whether this is a plain object of properties: no list, no secret, no unknown. */
export function isMap(value: Value | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !isUnknown(value)
  );
}

/** Whether {@link UNKNOWN} is this value or anywhere inside it. */
export function containsUnknown(value: Value | undefined): boolean {
  if (value instanceof Secret) return containsUnknown(value.value);
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isMap(value)) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

/** Whether a {@link Secret} is this value or anywhere inside it. */
export function containsSecret(value: Value | undefined): boolean {
  if (value instanceof Secret) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isMap(value) && Object.values(value).some(containsSecret);
}

/** The same value with every {@link Secret} opened. What comes out may be in clear: it goes to the API, not to state. */
export function withoutSecrets(value: Value): Value {
  if (value instanceof Secret) return withoutSecrets(value.value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return isMap(value) ? mapWithoutSecrets(value) : value;
}

/** {@link withoutSecrets} for a whole property map. */
export function mapWithoutSecrets(map: PropertyMap): PropertyMap {
  return mapValues(map, withoutSecrets);
}

/** A new map with each present value replaced; absent ones stay absent. */
export function mapValues(map: PropertyMap, change: (value: Value, name: string) => Value | undefined): PropertyMap {
  const result: PropertyMap = {};
  for (const [name, value] of Object.entries(map)) {
    if (value === undefined) continue;
    const changed = change(value, name);
    if (changed !== undefined) result[name] = changed;
  }
  return result;
}

/** Deep equality; a secret equals its own content. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  const a = left instanceof Secret ? left.value : left;
  const b = right instanceof Secret ? right.value : right;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => sameValue(element, b[index]));
  }
  if (isMap(a) && isMap(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => sameValue(a[name] ?? null, b[name] ?? null));
  }
  return a === b;
}

/**
 * Marks in `value` what is secret in `reference` at the same place, so that a secret input comes back as a secret
 * output. A list that changed its length is marked whole when the old one held a secret anywhere: better too much.
 */
export function carrySecrets(value: Value, reference: Value | undefined): Value {
  if (value instanceof Secret || reference === undefined) return value;
  if (reference instanceof Secret) return new Secret(withoutSecrets(value));
  if (Array.isArray(value) && Array.isArray(reference)) {
    if (value.length !== reference.length && containsSecret(reference)) return new Secret(withoutSecrets(value));
    return value.map((element, index) => carrySecrets(element, reference[index]));
  }
  if (isMap(value) && isMap(reference)) return carryMapSecrets(value, reference);
  return value;
}

/** {@link carrySecrets} for a whole property map. */
export function carryMapSecrets(map: PropertyMap, reference: PropertyMap): PropertyMap {
  return mapValues(map, (value, name) => carrySecrets(value, reference[name]));
}

/** Reads the engine's form. Throws on assets and archives, which no resource here takes. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  if (struct === undefined) return {};
  return mapValues(struct.toJavaScript() as PropertyMap, decode);
}

/** Writes the engine's form. */
export function toStruct(map: PropertyMap): Struct {
  return Struct.fromJavaScript(mapValues(map, encode) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function decode(value: Value): Value {
  if (typeof value === "string") return UNKNOWN_MARKS.has(value) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(decode);
  if (!isMap(value)) return value;
  const signature = value[SIGNATURE_KEY];
  if (signature === undefined) return mapValues(value, decode);
  if (signature === SECRET_SIGNATURE) return new Secret(withoutSecrets(decode(value.value ?? null)));
  if (signature === OUTPUT_SIGNATURE) {
    const content = value.value === undefined ? UNKNOWN : withoutSecrets(decode(value.value));
    return value.secret === true ? new Secret(content) : content;
  }
  if (signature === RESOURCE_SIGNATURE) return decode(value.id ?? value.urn ?? null);
  throw new Error("property value: assets and archives are not supported. Use a plain value.");
}

function encode(value: Value): Value {
  if (isUnknown(value)) return UNKNOWN_STRING;
  if (value instanceof Secret) return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: encode(withoutSecrets(value.value)) };
  if (Array.isArray(value)) return value.map(encode);
  return isMap(value) ? mapValues(value, encode) : value;
}
