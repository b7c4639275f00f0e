/**
 * Provider configuration on the wire: anything that is not a string travels as a JSON document in a string, because
 * that is how the engine has always kept provider inputs.
 */
import type { Properties, Property } from "./schema";
import {
  containsSecret,
  containsUnknown,
  isUnknown,
  mapValues,
  type PropertyMap,
  Secret,
  UNKNOWN,
  type Value,
  withoutSecrets,
} from "./values";

/** Opens the JSON documents. Throws when one does not parse, naming the key and never the value. */
export function decodeConfig(properties: Properties, config: PropertyMap): PropertyMap {
  return mapValues(config, (value, name) => {
    const property = properties[name];
    if (value === null) return undefined;
    return property === undefined ? value : decodeValue(property, name, value);
  });
}

function decodeValue(property: Property, name: string, value: Value): Value {
  if (value instanceof Secret) return new Secret(decodeValue(property, name, value.value));
  if (typeof value !== "string" || property.type === "string" || isUnknown(value)) return value;
  if (value === "") return property.type === "boolean" ? false : property.type === "number" ? 0 : [];
  try {
    return JSON.parse(value) as Value;
  } catch {
    // No cause: the parser's message quotes the value, which may be a secret.
    throw new Error(`provider configuration: "${name}" is not a JSON document. Give a ${property.type}.`);
  }
}

/** The inverse of {@link decodeConfig}. A secret or unknown anywhere inside makes the whole value so. */
export function encodeConfig(properties: Properties, config: PropertyMap): PropertyMap {
  return mapValues(config, (value, name) => {
    if (properties[name] === undefined) return value;
    if (containsUnknown(value)) return UNKNOWN;
    const plain = withoutSecrets(value);
    const encoded = typeof plain === "string" ? plain : JSON.stringify(plain);
    return containsSecret(value) ? new Secret(encoded) : encoded;
  });
}
