import type { App, AppUser, JsonObject, User } from "../entities";
import { userNameFor } from "../user-mapping";

/** The schemas that Okta's requests name. */
export const SCIM_SCHEMAS = {
  user: "urn:ietf:params:scim:schemas:core:2.0:User",
  enterprise: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  group: "urn:ietf:params:scim:schemas:core:2.0:Group",
  patch: "urn:ietf:params:scim:api:messages:2.0:PatchOp",
} as const;

/** People whom Okta does not provision yet: their account was never activated. */
const NOT_YET: ReadonlySet<User["status"]> = new Set(["STAGED"]);

/** People whose account at an app is switched off. */
const SWITCHED_OFF: ReadonlySet<User["status"]> = new Set(["SUSPENDED", "DEPROVISIONED"]);

/** Whether somebody who is assigned is provisioned at all. */
export function isProvisionable(user: User): boolean {
  return !NOT_YET.has(user.status) && user.status !== "DEPROVISIONED";
}

/** A user of an app as Okta sends it by SCIM: the mappings that the SCIM test apps of the catalogue come with. */
export function scimProfile(app: App, appUser: AppUser, user: User): JsonObject {
  const { profile } = user;
  const attribute = (name: string): JsonObject[string] => profile[name];
  const enterprise = present({
    employeeNumber: attribute("employeeNumber"),
    costCenter: attribute("costCenter"),
    organization: attribute("organization"),
    division: attribute("division"),
    department: attribute("department"),
    manager: present({ value: attribute("managerId"), displayName: attribute("manager") }),
  });
  return {
    schemas: [SCIM_SCHEMAS.user, ...(enterprise === undefined ? [] : [SCIM_SCHEMAS.enterprise])],
    userName: userName(app, appUser, user),
    ...present({
      name: present({
        givenName: attribute("firstName"),
        familyName: attribute("lastName"),
        middleName: attribute("middleName"),
        honorificPrefix: attribute("honorificPrefix"),
        honorificSuffix: attribute("honorificSuffix"),
      }),
      displayName: attribute("displayName") ?? `${profile.firstName} ${profile.lastName}`,
      nickName: attribute("nickName"),
      profileUrl: attribute("profileUrl"),
      title: attribute("title"),
      userType: attribute("userType"),
      preferredLanguage: attribute("preferredLanguage"),
      locale: attribute("locale"),
      timezone: attribute("timezone"),
      phoneNumbers: values(attribute("primaryPhone"), "work"),
      [SCIM_SCHEMAS.enterprise]: enterprise,
    }),
    emails: values(attribute("email"), "work") ?? [],
    externalId: user.id,
    active: !SWITCHED_OFF.has(user.status),
  };
}

/** The user name at the app: that of the assignment, unless the app is set to update it with the person. */
function userName(app: App, appUser: AppUser, user: User): string {
  const template = app.credentials.userNameTemplate as JsonObject | undefined;
  return template?.pushStatus === "PUSH" ? userNameFor(app, user) : appUser.userName;
}

function values(value: JsonObject[string], type: string): JsonObject[] | undefined {
  return typeof value === "string" && value !== "" ? [{ primary: true, value, type }] : undefined;
}

/** Without what has no value; undefined when nothing is left. */
function present(object: JsonObject): JsonObject | undefined {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
