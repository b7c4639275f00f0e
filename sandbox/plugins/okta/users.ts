/** A user of Okta as the provider's resource and functions show it. */
import { isMap, type PropertyMap } from "../../../provider/rpc/values";
import { jsonText, map, text } from "./fields";

/** Profile attributes that have a property of their own, under the same name. */
export const PROFILE_NAMES: readonly string[] = [
  "city",
  "costCenter",
  "countryCode",
  "department",
  "displayName",
  "division",
  "email",
  "employeeNumber",
  "firstName",
  "honorificPrefix",
  "honorificSuffix",
  "lastName",
  "locale",
  "login",
  "manager",
  "managerId",
  "middleName",
  "mobilePhone",
  "nickName",
  "organization",
  "postalAddress",
  "preferredLanguage",
  "primaryPhone",
  "profileUrl",
  "secondEmail",
  "state",
  "streetAddress",
  "timezone",
  "title",
  "userType",
  "zipCode",
];

/** Times in the life of a user. */
export const USER_TIMES = [
  "created",
  "activated",
  "statusChanged",
  "lastLogin",
  "lastUpdated",
  "passwordChanged",
] as const;
const READ_AS_ACTIVE: ReadonlySet<string> = new Set(["PASSWORD_EXPIRED", "RECOVERY"]);

/** The state of a user. Attributes that are null are left out; `ignored` names custom ones to leave out. */
export function userState(user: PropertyMap, ignored: readonly string[] = []): PropertyMap {
  const state: PropertyMap = {};
  const custom: PropertyMap = {};
  for (const [name, value] of Object.entries(map(user.profile))) {
    if (value === null || value === undefined) continue;
    if (PROFILE_NAMES.includes(name)) state[name] = value;
    else if (!ignored.includes(name)) custom[name] = value;
  }
  for (const name of USER_TIMES) {
    const time = text(user[name]);
    if (time !== "") state[name] = time.replace(/\.\d+Z$/, "Z");
  }
  const status = text(user.status);
  return {
    ...state,
    status: READ_AS_ACTIVE.has(status) ? "ACTIVE" : status,
    customProfileAttributes: jsonText(custom),
    ...(user.realmId == null ? {} : { realmId: user.realmId }),
    ...(isMap(user.type) ? { type: { id: text(user.type.id) } } : {}),
  };
}
