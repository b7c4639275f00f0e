import type { Json } from "../entities";
import { MAXIMUM_COUNT } from "./discovery";
import { badRequest } from "./errors";
import { resourceFilter, UnknownAttribute } from "./filter";
import type { Population } from "./population";
import { projected } from "./projection";
import type { ResourceType } from "./schema";

/** How many resources an answer holds when the client does not say. */
const DEFAULT_COUNT = 100;

/** Where the resources of a list come from. */
export interface ListSource<T> {
  readonly type: ResourceType;
  all(population: Population): T[];
  candidates(population: Population, attribute: string, value: string): T[] | undefined;
  resource(population: Population, item: T): Json;
}

/** What a client asks of a list: the query parameters, or the members of a search request. */
export interface ListQuery {
  readonly attributes?: string | undefined;
  readonly excludedAttributes?: string | undefined;
  readonly filter?: string | undefined;
  readonly startIndex?: string | number | undefined;
  readonly count?: string | number | undefined;
}

/**
 * A page of the resources that match a filter (RFC 7644 section 3.4.2), oldest first.
 *
 * @throws ScimError invalidFilter, or invalidValue for a page that is none
 */
export function listed<T>(query: ListQuery, population: Population, source: ListSource<T>): Json {
  const matching = filtered(query.filter, population, source);
  return page(query, matching, (item) => projected(source.type, source.resource(population, item), query));
}

/** A page of the resources of two kinds. Of a kind that lacks an attribute of the filter, nothing matches. */
export function listedTogether<A, B>(
  query: ListQuery,
  population: Population,
  first: ListSource<A>,
  second: ListSource<B>,
): Json {
  const matching = [...laterAnswers(query, population, first), ...laterAnswers(query, population, second)];
  return page(query, matching, (answer) => answer());
}

function laterAnswers<T>(query: ListQuery, population: Population, source: ListSource<T>): (() => Json)[] {
  return filteredOrNone(query.filter, population, source).map(
    (item) => () => projected(source.type, source.resource(population, item), query),
  );
}

function page<T>(query: ListQuery, matching: readonly T[], resource: (item: T) => Json): Json {
  const startIndex = Math.max(1, wholeNumber(query, "startIndex", 1));
  const count = Math.min(MAXIMUM_COUNT, Math.max(0, wholeNumber(query, "count", DEFAULT_COUNT)));
  const resources = matching.slice(startIndex - 1, startIndex - 1 + count).map(resource);
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: matching.length,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function filteredOrNone<T>(text: string | undefined, population: Population, source: ListSource<T>): T[] {
  try {
    return filtered(text, population, source);
  } catch (cause) {
    if (cause instanceof UnknownAttribute) {
      return [];
    }
    throw cause;
  }
}

function filtered<T>(text: string | undefined, population: Population, source: ListSource<T>): T[] {
  if (text === undefined || text === "") {
    return source.all(population);
  }
  const filter = resourceFilter(source.type, text);
  const { equality } = filter;
  const candidates =
    equality === undefined ? undefined : source.candidates(population, equality.attribute, equality.value);
  return candidates ?? source.all(population).filter((item) => filter.matches(source.resource(population, item)));
}

function wholeNumber(query: ListQuery, name: "startIndex" | "count", fallback: number): number {
  const text = query[name];
  if (text === undefined) {
    return fallback;
  }
  if (!/^-?\d+$/.test(String(text))) {
    throw badRequest("invalidValue", `${name}: must be a whole number`);
  }
  return Number(text);
}
