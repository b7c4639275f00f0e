import type {
  AppGroup,
  AppKey,
  AppUser,
  ClientSecret,
  Group,
  JsonObject,
  Organization,
  Policy,
  PolicyRule,
  ProvisionedUser,
  PushMapping,
  User,
} from "./entities";
import type { OktaStore } from "./store";

/** A link of `_links`, with the methods it allows when Okta says them. */
export function link(href: string, ...allow: string[]): JsonObject {
  return allow.length === 0 ? { href } : { href, hints: { allow } };
}

/** A user as a list shows it (`self` only), or alone with the links that its status allows. */
export function userResponse(store: OktaStore, user: User, form: "list" | "full"): JsonObject {
  const org = store.org();
  return {
    id: user.id,
    status: user.status,
    created: user.created,
    activated: user.activated,
    statusChanged: user.statusChanged,
    lastLogin: user.lastLogin,
    lastUpdated: user.lastUpdated,
    passwordChanged: user.passwordChanged,
    realmId: org.realmId,
    type: { id: org.userTypeId },
    profile: userProfile(user.profile),
    credentials: userCredentials(user, true),
    _links: form === "list" ? { self: link(userUrl(store, user)) } : userLinks(store, user, org),
  };
}

/** Base attributes in the order in which Okta writes them; `mobilePhone` and `secondEmail` also when they are empty. */
function userProfile(profile: JsonObject): JsonObject {
  const { firstName, lastName, mobilePhone, secondEmail, login, email, ...others } = profile;
  return {
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    mobilePhone: mobilePhone ?? null,
    ...others,
    secondEmail: secondEmail ?? null,
    login: login ?? null,
    email: email ?? null,
  };
}

/** The `credentials` of a user. `withEmails` is false for the answers to credential changes. */
export function userCredentials(user: User, withEmails: boolean): JsonObject {
  return {
    ...(user.hasPassword ? { password: {} } : {}),
    ...(user.hasPassword && withEmails
      ? { emails: [{ value: user.profile.email ?? null, status: "VERIFIED", type: "PRIMARY" }] }
      : {}),
    ...(user.recoveryQuestion === null ? {} : { recovery_question: { question: user.recoveryQuestion } }),
    provider: { type: "OKTA", name: "OKTA" },
  };
}

function userUrl(store: OktaStore, user: User): string {
  return `${store.origin}/api/v1/users/${user.id}`;
}

function userLinks(store: OktaStore, user: User, org: Organization): JsonObject {
  const url = userUrl(store, user);
  const post = (path: string): JsonObject => ({ href: `${url}/${path}`, method: "POST" });
  const live = ["ACTIVE", "PROVISIONED", "PASSWORD_EXPIRED"].includes(user.status);
  const withPassword = live && user.hasPassword;
  return {
    ...(live ? { suspend: post("lifecycle/suspend") } : {}),
    ...(user.status === "SUSPENDED" ? { unsuspend: post("lifecycle/unsuspend") } : {}),
    schema: link(`${store.origin}/api/v1/meta/schemas/user/${org.userSchemaId}`),
    ...(live ? { resetPassword: post("lifecycle/reset_password") } : {}),
    ...(user.status === "STAGED" || user.status === "DEPROVISIONED" ? { activate: post("lifecycle/activate") } : {}),
    ...(user.status === "PROVISIONED" ? { reactivate: post("lifecycle/reactivate") } : {}),
    ...(withPassword
      ? {
          forgotPassword: post("credentials/forgot_password"),
          expirePassword: post("lifecycle/expire_password"),
          changeRecoveryQuestion: post("credentials/change_recovery_question"),
        }
      : {}),
    self: link(url),
    ...(user.status === "DEPROVISIONED" ? {} : { resetFactors: post("lifecycle/reset_factors") }),
    type: link(`${store.origin}/api/v1/meta/types/user/${org.userTypeId}`),
    ...(withPassword ? { changePassword: post("credentials/change_password") } : {}),
    ...(user.status === "LOCKED_OUT" ? { unlock: post("lifecycle/unlock") } : {}),
    ...(live || ["SUSPENDED", "LOCKED_OUT"].includes(user.status) ? { deactivate: post("lifecycle/deactivate") } : {}),
    ...(user.status === "DEPROVISIONED" ? { delete: { href: url, method: "DELETE" } } : {}),
  };
}

const LOGO = "https://ok14static.oktacdn.com/assets/img/logos";

/** A group. */
export function groupResponse(store: OktaStore, group: Group): JsonObject {
  const url = `${store.origin}/api/v1/groups/${group.id}`;
  const source = group.sourceAppId;
  const logo = (size: string, hash: string): JsonObject => ({
    name: size,
    href: `${LOGO}/groups/odyssey/okta-${size}.${hash}.png`,
    type: "image/png",
  });
  return {
    id: group.id,
    created: group.created,
    lastUpdated: group.lastUpdated,
    lastMembershipUpdated: group.lastMembershipUpdated,
    objectClass: [group.type === "APP_GROUP" ? "okta:app_group" : "okta:user_group"],
    type: group.type,
    profile: group.profile,
    ...(source === null ? {} : { source: { id: source } }),
    _links: {
      logo: [logo("medium", "30ce6d4085dff29412984e4c191bc874"), logo("large", "c3cb8cda8ae0add1b4fe928f5844dbe3")],
      ...(source === null ? {} : { source: link(`${store.origin}/api/v1/apps/${source}`) }),
      owners: link(`${url}/owners`),
      users: link(`${url}/users`),
      apps: link(`${url}/apps`),
    },
  };
}

/** A user of an application. */
export function appUserResponse(store: OktaStore, appUser: AppUser): JsonObject {
  const known = store.provisionedUsers.get(appUser.id);
  const isProvisioned = known?.status === "provisioned";
  return {
    id: appUser.userId,
    externalId: known?.externalId ?? null,
    created: appUser.created,
    lastUpdated: appUser.lastUpdated,
    scope: appUser.scope,
    status: isProvisioned ? "PROVISIONED" : "ACTIVE",
    statusChanged: appUser.created,
    passwordChanged: null,
    syncState: syncState(known),
    credentials: { userName: appUser.userName },
    profile: appUser.profile,
    _links: {
      app: link(`${store.origin}/api/v1/apps/${appUser.appId}`),
      user: link(`${store.origin}/api/v1/users/${appUser.userId}`),
    },
  };
}

/** A group assigned to an application. */
export function appGroupResponse(store: OktaStore, assignment: AppGroup): JsonObject {
  const app = `${store.origin}/api/v1/apps/${assignment.appId}`;
  return {
    id: assignment.groupId,
    lastUpdated: assignment.lastUpdated,
    priority: assignment.priority,
    profile: assignment.profile,
    _links: {
      app: link(app),
      self: link(`${app}/groups/${assignment.groupId}`),
      group: link(`${store.origin}/api/v1/groups/${assignment.groupId}`),
    },
  };
}

/** A client secret. The list of secrets is the one place, besides the creation of an app, that answers the value. */
export function clientSecretResponse(store: OktaStore, secret: ClientSecret, hash: string): JsonObject {
  const url = `${store.origin}/api/v1/apps/${secret.appId}/credentials/secrets/${secret.id}`;
  return {
    id: secret.id,
    created: secret.created,
    lastUpdated: secret.lastUpdated,
    status: secret.status,
    client_secret: secret.client_secret,
    secret_hash: hash,
    _links:
      secret.status === "ACTIVE"
        ? { deactivate: link(`${url}/lifecycle/deactivate`, "POST") }
        : { activate: link(`${url}/lifecycle/activate`, "POST"), delete: link(url, "DELETE") },
  };
}

/** A signing key of a SAML app, as a JSON Web Key with its certificate. */
export function appKeyResponse(key: AppKey): JsonObject {
  return {
    kty: "RSA",
    created: key.created,
    lastUpdated: key.lastUpdated,
    expiresAt: key.expiresAt,
    kid: key.kid,
    use: "sig",
    x5c: [key.x5c],
    "x5t#S256": key.thumbprint,
    e: key.e,
    n: key.n,
  };
}

function syncState(known: ProvisionedUser | undefined): string {
  if (known === undefined || known.status === "unprovisioned") {
    return "DISABLED";
  }
  return known.error !== null ? "ERROR" : known.status === "provisioned" ? "SYNCHRONIZED" : "SYNCING";
}

/** A group push mapping. */
export function pushMappingResponse(store: OktaStore, mapping: PushMapping): JsonObject {
  const group = (id: string): JsonObject => link(`${store.origin}/api/v1/groups/${id}`);
  return {
    created: mapping.created,
    id: mapping.id,
    lastUpdated: mapping.lastUpdated,
    sourceGroupId: mapping.sourceGroupId,
    status: mapping.status,
    targetGroupId: mapping.targetGroupId,
    ...(mapping.errorSummary === undefined ? {} : { errorSummary: mapping.errorSummary }),
    _links: {
      app: link(`${store.origin}/api/v1/apps/${mapping.appId}`),
      sourceGroup: group(mapping.sourceGroupId),
      targetGroup: group(mapping.targetGroupId),
    },
  };
}

/** A policy of the organization. Only the list says what kind of resource it is for (recorded). */
export function policyResponse(store: OktaStore, policy: Policy, form: "list" | "single"): JsonObject {
  const url = `${store.origin}/api/v1/policies/${policy.id}`;
  return {
    id: policy.id,
    status: policy.status,
    name: policy.name,
    ...(policy.description === null ? {} : { description: policy.description }),
    priority: policy.priority,
    system: policy.system,
    conditions: policy.conditions,
    created: policy.created,
    lastUpdated: policy.lastUpdated,
    ...(policy.settings === null ? {} : { settings: policy.settings }),
    _links: {
      ...(policy.system ? {} : { mappings: link(`${url}/mappings`, "GET", "POST") }),
      self: policy.system ? link(url, "GET", "PUT") : link(url, "GET", "PUT", "DELETE"),
      rules: link(`${url}/rules`, "GET", "POST"),
      ...(policy.system ? {} : statusLink(url, policy.status)),
    },
    ...(form === "list" && policy.type === "ACCESS_POLICY" ? { _embedded: { resourceType: "APP" } } : {}),
    type: policy.type,
  };
}

/** A rule of a policy of the organization. */
export function policyRuleResponse(store: OktaStore, rule: PolicyRule): JsonObject {
  const url = `${store.origin}/api/v1/policies/${rule.policyId}/rules/${rule.id}`;
  return {
    id: rule.id,
    status: rule.status,
    name: rule.name,
    priority: rule.priority,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    system: rule.system,
    conditions: rule.conditions,
    actions: rule.actions,
    _links: {
      self: rule.system ? link(url, "GET", "PUT") : link(url, "GET", "PUT", "DELETE"),
      ...(rule.system ? {} : statusLink(url, rule.status)),
    },
    type: rule.type,
  };
}

/** The lifecycle link of something that can be switched on and off. */
export function statusLink(url: string, status: "ACTIVE" | "INACTIVE"): JsonObject {
  const action = status === "ACTIVE" ? "deactivate" : "activate";
  return { [action]: link(`${url}/lifecycle/${action}`, "POST") };
}

/** The organization's own settings. */
export function orgResponse(store: OktaStore, org: Organization): JsonObject {
  const url = `${store.origin}/api/v1/org`;
  return {
    id: org.id,
    subdomain: org.subdomain,
    companyName: org.companyName,
    status: "ACTIVE",
    expiresAt: null,
    created: org.created,
    lastUpdated: org.lastUpdated,
    website: org.website,
    phoneNumber: org.phoneNumber,
    endUserSupportHelpURL: org.endUserSupportHelpURL,
    supportPhoneNumber: org.supportPhoneNumber,
    address1: org.address1,
    address2: org.address2,
    city: org.city,
    state: org.state,
    country: org.country,
    postalCode: org.postalCode,
    _links: {
      preferences: link(`${url}/preferences`),
      uploadLogo: link(`${url}/logo`, "POST"),
      oktaCommunication: link(`${url}/privacy/oktaCommunication`),
      logo: link(`${LOGO}/default.6770228fb0dab49a1695ef440a5279bb.png`),
      oktaSupport: link(`${url}/privacy/oktaSupport`),
      contacts: link(`${url}/contacts`),
    },
  };
}
