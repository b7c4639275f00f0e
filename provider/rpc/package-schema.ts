/** The schema of a plugin's package, as the engine, `pulumi package get-schema` and SDK generators read it. */
import type { ProviderDefinition } from "./resource";
import { isInput, type Properties, type Property } from "./schema";

interface TypeReference {
  readonly type?: string;
  readonly items?: TypeReference;
  readonly additionalProperties?: TypeReference;
  readonly $ref?: string;
}

/** @see https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/ */
export function packageSchema<Client>(definition: ProviderDefinition<Client>): Record<string, unknown> {
  const { name, version, description } = definition;
  const types: Record<string, unknown> = {};
  const resources = definition.resources.map(({ token, properties }) => {
    const owner = token.slice(token.lastIndexOf(":") + 1);
    return [token, resourceSchema(name, owner, properties, types)] as const;
  });
  const config = propertySchemas(name, "Provider", definition.config, types);
  return {
    name,
    version,
    description,
    provider: { inputProperties: config },
    config: { variables: config },
    resources: Object.fromEntries(resources),
    types,
  };
}

function resourceSchema(packageName: string, owner: string, properties: Properties, types: Record<string, unknown>) {
  const inputs = Object.fromEntries(Object.entries(properties).filter(([, property]) => isInput(property)));
  const required = Object.keys(inputs).filter((key) => inputs[key]?.required === true);
  const always = Object.keys(properties).filter((key) => !isInput(properties[key] as Property));
  return {
    inputProperties: propertySchemas(packageName, owner, inputs, types),
    requiredInputs: required,
    properties: propertySchemas(packageName, owner, properties, types),
    required: [...required, ...always],
  };
}

function propertySchemas(packageName: string, owner: string, properties: Properties, types: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => [
      key,
      {
        ...typeOf(packageName, owner + key.charAt(0).toUpperCase() + key.slice(1), property, types),
        ...(property.secret === true ? { secret: true } : {}),
        ...(property.forceNew === true ? { willReplaceOnChanges: true } : {}),
        ...(property.description === undefined ? {} : { description: property.description }),
      },
    ]),
  );
}

function typeOf(
  packageName: string,
  typeName: string,
  property: Property,
  types: Record<string, unknown>,
): TypeReference {
  if (property.type === "object") {
    const token = `${packageName}:index:${typeName}`;
    const fields = property.fields ?? {};
    types[token] = {
      type: "object",
      properties: propertySchemas(packageName, typeName, fields, types),
      required: Object.keys(fields).filter((key) => fields[key]?.required === true),
    };
    return { $ref: `#/types/${token}` };
  }
  const element = property.element ?? { type: "string" };
  if (property.type === "list" || property.type === "set") {
    return { type: "array", items: typeOf(packageName, typeName, element, types) };
  }
  if (property.type === "map") {
    return { type: "object", additionalProperties: typeOf(packageName, typeName, element, types) };
  }
  return { type: property.type };
}
