import { isMap, type PropertyMap, type Value } from "../../../../provider/rpc/values";
import { attributes, flag, objectList, REQUIRED, text } from "../attribute";
import { all, emptyIsNull } from "../normalise";
import { ACCOUNT_OR_ZONE, type ResourceType } from "../resource-type";
import { BARE_SELECTORS, RULE } from "./access-rules";

const LISTS = ["includes", "requires", "excludes"] as const;

/** Drops the selectors of an answer that have nothing in them, such as `{"common_name":{"common_name":null}}`. */
function withoutEmptySelectors(data: PropertyMap): PropertyMap {
  const result = { ...data };
  for (const name of LISTS) {
    const rules = data[name];
    if (Array.isArray(rules)) {
      result[name] = rules.map((rule) => (isMap(rule) ? withoutEmpty(rule) : rule));
    }
  }
  return result;
}

/** Selectors that the provider's own clean-up does not look at. */
const UNTOUCHED: readonly string[] = [...BARE_SELECTORS, "userRiskScore", "cloudflareAccountMember"];

function withoutEmpty(rule: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(rule).map(([selector, value]) => {
      const isEmpty = isMap(value) && !UNTOUCHED.includes(selector) && Object.values(value).every(isNothing);
      return [selector, isEmpty ? null : value];
    }),
  );
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value === null;
}

/**
 * `cloudflare_zero_trust_access_group`.
 *
 * @see https://developers.cloudflare.com/api/resources/zero_trust/subresources/access/subresources/groups/
 */
export const GROUP: ResourceType = {
  token: "cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup",
  collection: "access/groups",
  attributes: {
    ...ACCOUNT_OR_ZONE,
    ...attributes(
      text("name", REQUIRED),
      objectList("include", RULE, { ...REQUIRED, property: "includes", atMost: 1 }),
      flag("is_default", { noRefresh: true }),
      objectList("exclude", RULE, { property: "excludes", atMost: 1 }),
      objectList("require", RULE, { property: "requires", atMost: 1 }),
    ),
  },
  normalise: all(withoutEmptySelectors, emptyIsNull(...LISTS)),
  normaliseImport: (data) => emptyIsNull(...LISTS)(withoutEmptySelectors(data), {}),
};
