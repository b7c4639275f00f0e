/** One attribute of a schema. https://datatracker.ietf.org/doc/html/rfc7643#section-7 */
export interface Attribute {
  readonly name: string;
  readonly type: "string" | "boolean" | "complex" | "reference";
  readonly description: string;
  readonly multiValued?: boolean;
  readonly required?: boolean;
  readonly caseExact?: boolean;
  readonly mutability?: "readOnly" | "readWrite" | "immutable";
  readonly uniqueness?: "none" | "server";
  readonly subAttributes?: readonly Attribute[];
  readonly referenceTypes?: readonly string[];
}

/** A schema: its URN, and the attributes that it defines. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** A kind of resource: where it is and which schemas it has. */
export interface ResourceType {
  readonly name: "User" | "Group";
  readonly endpoint: "/Users" | "/Groups";
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
}

function text(name: string, description: string, rest: Partial<Attribute> = {}): Attribute {
  return { name, type: "string", description, ...rest };
}

function complex(name: string, description: string, subAttributes: Attribute[], rest: Partial<Attribute> = {}) {
  return { name, type: "complex" as const, description, subAttributes, ...rest };
}

function values(name: string, description: string): Attribute {
  return complex(
    name,
    description,
    [
      text("value", "The value."),
      text("display", "A name for people."),
      text("type", "What it is for, such as work or home."),
      { name: "primary", type: "boolean", description: "Whether it is the preferred one." },
    ],
    { multiValued: true },
  );
}

/** What every resource has besides what its schema says. */
export const EXTERNAL_ID = text("externalId", "The id that the identity provider gave.", { caseExact: true });

const USER_SCHEMA: Schema = {
  id: "urn:ietf:params:scim:schemas:core:2.0:User",
  name: "User",
  description: "A person of the identity provider.",
  attributes: [
    text("userName", "The name that the person has: the address they log in with.", {
      required: true,
      uniqueness: "server",
    }),
    complex("name", "The parts of the person's name.", [
      text("formatted", "The whole name."),
      text("familyName", "The family name."),
      text("givenName", "The given name."),
      text("middleName", "The middle name."),
      text("honorificPrefix", "What stands before the name."),
      text("honorificSuffix", "What stands after the name."),
    ]),
    text("displayName", "The name to show."),
    text("nickName", "What the person is called."),
    { name: "profileUrl", type: "reference", referenceTypes: ["external"], description: "A page about the person." },
    text("title", "The job title."),
    text("userType", "The kind of employment."),
    text("preferredLanguage", "The preferred language."),
    text("locale", "How dates and numbers are written."),
    text("timezone", "The time zone."),
    { name: "active", type: "boolean", description: "False once the person was deprovisioned." },
    values("emails", "Email addresses."),
    values("phoneNumbers", "Telephone numbers."),
    complex(
      "addresses",
      "Postal addresses.",
      [
        text("formatted", "The whole address."),
        text("streetAddress", "Street and number."),
        text("locality", "The town."),
        text("region", "The state or province."),
        text("postalCode", "The postal code."),
        text("country", "The country."),
        text("type", "What it is for, such as work or home."),
        { name: "primary", type: "boolean", description: "Whether it is the preferred one." },
      ],
      { multiValued: true },
    ),
    complex(
      "groups",
      "The groups that the person is a member of.",
      [
        text("value", "The group's id.", { mutability: "readOnly" }),
        {
          name: "$ref",
          type: "reference",
          referenceTypes: ["Group"],
          mutability: "readOnly",
          description: "The group's address.",
        },
        text("display", "The group's name.", { mutability: "readOnly" }),
      ],
      { multiValued: true, mutability: "readOnly" },
    ),
  ],
};

const ENTERPRISE_SCHEMA: Schema = {
  id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  name: "EnterpriseUser",
  description: "What a company knows about a person.",
  attributes: [
    text("employeeNumber", "The personnel number."),
    text("costCenter", "The cost centre."),
    text("organization", "The organization."),
    text("division", "The division."),
    text("department", "The department."),
    complex("manager", "The person's manager.", [
      text("value", "The manager's id.", { caseExact: true }),
      text("displayName", "The manager's name.", { mutability: "readOnly" }),
    ]),
  ],
};

const GROUP_SCHEMA: Schema = {
  id: "urn:ietf:params:scim:schemas:core:2.0:Group",
  name: "Group",
  description: "A group of people of the identity provider.",
  attributes: [
    text("displayName", "The name of the group.", { required: true }),
    complex(
      "members",
      "The members of the group.",
      [
        text("value", "The member's id.", { mutability: "immutable", caseExact: true }),
        {
          name: "$ref",
          type: "reference",
          referenceTypes: ["User"],
          mutability: "immutable",
          description: "The member's address.",
        },
      ],
      { multiValued: true },
    ),
  ],
};

/** People. */
export const USER: ResourceType = {
  name: "User",
  endpoint: "/Users",
  description: "People that the identity provider has assigned.",
  schema: USER_SCHEMA,
  extensions: [ENTERPRISE_SCHEMA],
};

/** Groups. */
export const GROUP: ResourceType = {
  name: "Group",
  endpoint: "/Groups",
  description: "Groups that the identity provider has pushed.",
  schema: GROUP_SCHEMA,
  extensions: [],
};

/** Everything this service has. */
export const RESOURCE_TYPES = [USER, GROUP] as const;

/** The attribute with this name, whatever its case. */
export function attributeNamed(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const wanted = name.toLowerCase();
  return attributes.find((attribute) => attribute.name.toLowerCase() === wanted);
}

/** The attributes that a client may write or ask for at the top of a resource, without extensions. */
export function coreAttributes(type: ResourceType): readonly Attribute[] {
  return [EXTERNAL_ID, ...type.schema.attributes];
}

const COMMON = [
  EXTERNAL_ID,
  text("id", "The id that this service gave.", { caseExact: true, mutability: "readOnly" }),
  text("schemas", "The schemas of the resource.", { multiValued: true, mutability: "readOnly" }),
  complex(
    "meta",
    "About the resource itself.",
    [
      text("resourceType", "The kind of the resource.", { mutability: "readOnly" }),
      text("created", "When it was made.", { mutability: "readOnly" }),
      text("lastModified", "When it last changed.", { mutability: "readOnly" }),
      text("location", "Where it is.", { mutability: "readOnly" }),
    ],
    { mutability: "readOnly" },
  ),
];

/** What the path of an attribute leads to: from the outermost attribute to the innermost. */
export interface PathTarget {
  /** The URN when the attribute is one of an extension. */
  readonly extension?: string;
  /** Empty when the path names an extension as a whole. */
  readonly attributes: readonly Attribute[];
}

/** Follows `name.givenName`, `emails.value` or `urn:…:User:department`. Undefined when a part does not exist. */
export function resolvePath(type: ResourceType, path: string): PathTarget | undefined {
  const lower = path.toLowerCase();
  const urn = [type.schema, ...type.extensions].find(
    ({ id }) => lower === id.toLowerCase() || lower.startsWith(`${id.toLowerCase()}:`),
  );
  const names = urn === undefined ? path : path.slice(urn.id.length + 1);
  const extension = urn === undefined || urn === type.schema ? undefined : urn;
  const attributes: Attribute[] = [];
  let candidates: readonly Attribute[] = extension?.attributes ?? [...COMMON, ...type.schema.attributes];
  for (const name of names === "" ? [] : names.split(".")) {
    const found = attributeNamed(candidates, name);
    if (found === undefined) {
      return undefined;
    }
    attributes.push(found);
    candidates = found.subAttributes ?? [];
  }
  return { attributes, ...(extension === undefined ? {} : { extension: extension.id }) };
}
