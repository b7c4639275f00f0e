import type { Json } from "../entities";
import { type Attribute, RESOURCE_TYPES, type ResourceType, type Schema } from "./schema";

/** Most resources that one answer holds. */
export const MAXIMUM_COUNT = 1_000;

/** What this service can do. https://datatracker.ietf.org/doc/html/rfc7643#section-5 */
export function serviceProviderConfig(baseUrl: string): Json {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    documentationUri: "https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/",
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: MAXIMUM_COUNT },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "SCIM secret",
        description: "The SCIM secret of the identity provider.",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** The kinds of resources. https://datatracker.ietf.org/doc/html/rfc7643#section-6 */
export function resourceTypes(baseUrl: string): Json[] {
  return RESOURCE_TYPES.map((type) => resourceType(type, baseUrl));
}

function resourceType(type: ResourceType, baseUrl: string): Json {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: "ResourceType", location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}

/** The schemas. https://datatracker.ietf.org/doc/html/rfc7643#section-7 */
export function schemas(baseUrl: string): Json[] {
  return RESOURCE_TYPES.flatMap((type) => [type.schema, ...type.extensions]).map((schema) =>
    schemaDefinition(schema, baseUrl),
  );
}

function schemaDefinition({ id, name, description, attributes }: Schema, baseUrl: string): Json {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id,
    name,
    description,
    attributes: attributes.map(attributeDefinition),
    meta: { resourceType: "Schema", location: `${baseUrl}/Schemas/${id}` },
  };
}

function attributeDefinition(attribute: Attribute): Json {
  const isText = attribute.type === "string" || attribute.type === "reference";
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued ?? false,
    description: attribute.description,
    required: attribute.required ?? false,
    ...(isText ? { caseExact: attribute.caseExact ?? attribute.type === "reference" } : {}),
    mutability: attribute.mutability ?? "readWrite",
    returned: "default",
    ...(isText ? { uniqueness: attribute.uniqueness ?? "none" } : {}),
    ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
    ...(attribute.subAttributes === undefined
      ? {}
      : { subAttributes: attribute.subAttributes.map(attributeDefinition) }),
  };
}
