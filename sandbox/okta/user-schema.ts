import type { JsonObject, User } from "./entities";
import { link } from "./representation";
import type { OktaStore } from "./store";

/** The attributes that every Okta user profile has. https://developer.okta.com/docs/reference/api/users/#default-profile-properties */
export const BASE_ATTRIBUTES: readonly string[] = [
  "login",
  "email",
  "secondEmail",
  "firstName",
  "lastName",
  "middleName",
  "honorificPrefix",
  "honorificSuffix",
  "title",
  "displayName",
  "nickName",
  "profileUrl",
  "primaryPhone",
  "mobilePhone",
  "streetAddress",
  "city",
  "state",
  "zipCode",
  "countryCode",
  "postalAddress",
  "preferredLanguage",
  "locale",
  "timezone",
  "userType",
  "employeeNumber",
  "costCenter",
  "organization",
  "division",
  "department",
  "managerId",
  "manager",
];

/** A standard administrator role of a user. */
export function roleResponse(store: OktaStore, user: User, type: string): JsonObject {
  const words = type
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return {
    id: `ra1${user.id.slice(3)}`,
    label: words.join(" ").replace("Admin", "Administrator"),
    type,
    status: "ACTIVE",
    created: user.created,
    lastUpdated: user.created,
    assignmentType: "USER",
    _links: { assignee: link(`${store.origin}/api/v1/users/${user.id}`) },
  };
}
