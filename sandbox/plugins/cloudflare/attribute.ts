import type { Property } from "../../../provider/rpc/schema";

/**
 * How an attribute takes part in answers, in the vendor provider's words: `given` comes from the program, `computed`
 * from the API, `either` from the program or, where it says nothing, from the API.
 */
export type Origin = "given" | "computed" | "either";

/** A property together with what the Cloudflare provider does with it on the wire and when planning. */
export interface Attribute extends Property {
  /** Its name in JSON. */
  readonly wire: string;
  /** Where answers take it from. Not always what `required`, `optional` and `computed` suggest. */
  readonly origin: Origin;
  readonly element?: Attribute;
  readonly fields?: Attributes;
  /** What an update plans when the program gives none: what the state has, or that only if it has something. */
  readonly keep?: "state" | "non-null-state";
  /** Part of the request's address, never of a body. */
  readonly path?: boolean;
  /** Never read back on a refresh. */
  readonly noRefresh?: boolean;
  /** What is left when the answer to a read has none: nothing, or an object with nothing in it. Defaults to `"empty"`. */
  readonly absent?: "null" | "empty";
  /** A list or set that the API may fill in as a whole, and that may be unknown as a whole. */
  readonly fillable?: boolean;
  /** The words allowed, in any case. */
  readonly words?: readonly string[];
  /** Only allowed when the resource's `type` is one of these. */
  readonly onlyForType?: readonly string[];
  /** Not allowed when the resource's `type` is one of these. */
  readonly notForType?: readonly string[];
  /** On an object: how many of its fields may be set at once. */
  readonly atMost?: number;
}

/** Attributes by Pulumi name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** An attribute with its Pulumi name. */
export type Named = readonly [property: string, attribute: Attribute];

/** What may be said about an attribute besides its name and shape. */
export type Traits = Partial<Omit<Attribute, "wire" | "type" | "element" | "fields">> & {
  /** Its Pulumi name where that is not the JSON name in camel case. */
  readonly property?: string;
};

/** The traits of an attribute that the program must give. */
export const REQUIRED: Traits = { required: true };
/** The traits of an attribute that only the API gives. */
export const COMPUTED: Traits = { computed: true, origin: "computed" };
/** The traits of an attribute that the API gives where the program does not. */
export const EITHER: Traits = { optional: true, computed: true, origin: "either" };

/** Collects attributes under their Pulumi names. */
export function attributes(...named: readonly (Named | readonly Named[])[]): Attributes {
  return Object.fromEntries(named.flatMap((entry) => (isNamed(entry) ? [entry] : entry)));
}

function isNamed(entry: Named | readonly Named[]): entry is Named {
  return typeof entry[0] === "string";
}

/** Describes a text. */
export function text(wire: string, traits: Traits = {}): Named {
  return named(wire, { type: "string" }, traits);
}

/** Describes several optional texts. */
export function texts(...wires: readonly string[]): readonly Named[] {
  return wires.map((wire) => text(wire));
}

/** Describes a truth value. */
export function flag(wire: string, traits: Traits = {}): Named {
  return named(wire, { type: "boolean" }, traits);
}

/** Describes a number. */
export function amount(wire: string, traits: Traits = {}): Named {
  return named(wire, { type: "number" }, traits);
}

/** Describes a list of texts. */
export function textList(wire: string, traits: Traits = {}): Named {
  return named(wire, { type: "list", element: ELEMENT_TEXT }, traits);
}

/** Describes a set of texts: a list whose order means nothing. */
export function textSet(wire: string, traits: Traits = {}): Named {
  return named(wire, { type: "set", element: ELEMENT_TEXT }, traits);
}

/** Describes an object. */
export function object(wire: string, fields: Attributes, traits: Traits = {}): Named {
  return named(wire, { type: "object", fields }, traits);
}

/** Describes a list of objects. */
export function objectList(wire: string, fields: Attributes, traits: Traits = {}): Named {
  return named(wire, { type: "list", element: elementObject(fields, traits) }, traits);
}

/** Describes a set of objects. */
export function objectSet(wire: string, fields: Attributes, traits: Traits = {}): Named {
  return named(wire, { type: "set", element: elementObject(fields, traits) }, traits);
}

/** Describes a map whose keys are the user's own. */
export function map(wire: string, element: "text" | "textList", traits: Traits = {}): Named {
  const list: Attribute = { wire: "", origin: "given", type: "list", element: ELEMENT_TEXT };
  return named(wire, { type: "map", element: element === "text" ? ELEMENT_TEXT : list }, traits);
}

const ELEMENT_TEXT: Attribute = { wire: "", origin: "given", type: "string" };

function elementObject(fields: Attributes, { atMost }: Traits): Attribute {
  return { wire: "", origin: "given", type: "object", fields, ...(atMost === undefined ? {} : { atMost }) };
}

function named(wire: string, shape: Pick<Attribute, "type" | "element" | "fields">, traits: Traits): Named {
  const { property, atMost, ...rest } = traits;
  const isGiven = rest.required !== true && rest.computed !== true;
  const ownLimit = shape.type === "object" && atMost !== undefined ? { atMost } : {};
  return [
    property ?? camelCase(wire),
    { origin: "given", ...(isGiven ? { optional: true } : {}), ...rest, ...ownLimit, ...shape, wire },
  ];
}

function camelCase(wire: string): string {
  return wire.replace(/[_-]([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
