import { isMap, isUnknown, type PropertyMap, UNKNOWN, type Value } from "../../../../provider/rpc/values";
import { all, emptyIsNull, falseIsNull, type Normalisation, trueIsNull, when, within } from "../normalise";
import { type PlanModifier, same } from "../plan";
import type { ResourceType } from "../resource-type";
import { APP_LAUNCHER_TYPES, APPLICATION_ATTRIBUTES, SELF_HOSTED_TYPES, SESSION_TYPES } from "./application-schema";

const ADDRESSES = ["domain", "selfHostedDomains", "destinations"] as const;

const planApplication: PlanModifier = (plan, state) => {
  const type = typeof plan.type === "string" ? plan.type : "";
  const withAddresses = planAddresses(plan, state, SELF_HOSTED_TYPES.includes(type));
  const cookieTypes = [...SELF_HOSTED_TYPES, "mcp"];
  const planned: PropertyMap = {
    ...withAddresses,
    httpOnlyCookieAttribute: forTypes(cookieTypes, type, plan.httpOnlyCookieAttribute, true),
    appLauncherVisible: forTypes(APP_LAUNCHER_TYPES, type, plan.appLauncherVisible, true),
    skipAppLauncherLoginPage: forTypes(["app_launcher"], type, plan.skipAppLauncherLoginPage, false),
    sessionDuration: forTypes(SESSION_TYPES, type, plan.sessionDuration, "24h"),
    policies: planPrecedences(plan.policies ?? null),
  };
  return type === "saas" && isMap(plan.saasApp) ? { ...planned, saasApp: planSaasApp(plan.saasApp) } : planned;
};

/** Fills in what is unknown: a default for some types of application, nothing for the others. */
function forTypes(types: readonly string[], type: string, planned: Value | undefined, fallback: Value): Value {
  if (!isUnknown(planned)) {
    return planned ?? null;
  }
  return types.includes(type) ? fallback : null;
}

/** The three ways to say where an application lives are one in the API: when one changes, the others are open. */
function planAddresses(plan: PropertyMap, state: PropertyMap | undefined, isSelfHosted: boolean): PropertyMap {
  const planned: PropertyMap = { ...plan };
  for (const name of ["selfHostedDomains", "destinations"]) {
    if (!isSelfHosted && isUnknown(planned[name])) {
      planned[name] = null;
    }
  }
  const changes = state === undefined || ADDRESSES.some((name) => differs(name, planned, state));
  for (const name of ADDRESSES) {
    planned[name] = changes ? (planned[name] ?? UNKNOWN) : (state[name] ?? null);
  }
  return planned;
}

function differs(name: (typeof ADDRESSES)[number], plan: PropertyMap, state: PropertyMap): boolean {
  const attribute = APPLICATION_ATTRIBUTES[name];
  const planned = plan[name] ?? null;
  return !isUnknown(planned) && attribute !== undefined && !same(attribute, planned, state[name] ?? null);
}

/** A policy without a precedence comes right after the one before it. */
function planPrecedences(policies: Value): Value {
  if (!Array.isArray(policies)) {
    return policies;
  }
  let last = 0;
  return policies.map((policy) => {
    if (!isMap(policy)) {
      return policy;
    }
    const precedence = isUnknown(policy.precedence) ? last + 1 : (policy.precedence ?? null);
    last = Number(precedence ?? 0);
    return { ...policy, precedence };
  });
}

function planSaasApp(app: PropertyMap): PropertyMap {
  const type = typeof app.authType === "string" ? app.authType : "";
  return {
    ...app,
    clientId: forTypes(["oidc"], type, app.clientId, UNKNOWN),
    clientSecret: forTypes(["oidc"], type, app.clientSecret, UNKNOWN),
    accessTokenLifetime: forTypes(["oidc"], type, app.accessTokenLifetime, "5m"),
    idpEntityId: forTypes(["saml"], type, app.idpEntityId, UNKNOWN),
    nameIdFormat: forTypes(["saml"], type, app.nameIdFormat, UNKNOWN),
    ssoEndpoint: forTypes(["saml"], type, app.ssoEndpoint, UNKNOWN),
  };
}

/** Answers sort the tags: the same ones in another order are the ones there were. */
const keepTagOrder: Normalisation = (data, source) => {
  const { tags } = data;
  const before = source.tags;
  const isSame =
    Array.isArray(tags) &&
    Array.isArray(before) &&
    tags.length === before.length &&
    tags.every((tag) => before.includes(tag));
  return isSame ? { ...data, tags: before } : data;
};

const EXPANDED = ["id", "decision", "name", "includes", "requires", "excludes", "connectionRules", "mfaConfig"];

/** Answers spell out reusable policies: only what the program gave itself is kept. */
const keepPoliciesShort: Normalisation = (data, source) => {
  const { policies } = data;
  const before = source.policies;
  if (!Array.isArray(policies) || !Array.isArray(before)) {
    return data;
  }
  return {
    ...data,
    policies: policies.map((policy, index) => {
      const old = before[index];
      return isMap(policy) && isMap(old) ? shortPolicy(policy, old) : policy;
    }),
  };
};

const insidePolicy = all(
  within("connectionRules", within("ssh", falseIsNull("allowEmailAlias"))),
  within(
    "connectionRules",
    within("rdp", emptyIsNull("allowedClipboardLocalToRemoteFormats", "allowedClipboardRemoteToLocalFormats")),
  ),
  within("mfaConfig", all(emptyIsNull("allowedAuthenticators"), falseIsNull("mfaDisabled"))),
);

function shortPolicy(policy: PropertyMap, before: PropertyMap): PropertyMap {
  const notGiven = EXPANDED.filter((name) => (before[name] ?? null) === null);
  return insidePolicy({ ...policy, ...Object.fromEntries(notGiven.map((name) => [name, null])) }, before);
}

const normaliseSaml: Normalisation = (data, source) => {
  const result = { ...data };
  for (const name of ["spEntityId", "consumerServiceUrl"]) {
    if ((data[name] ?? "") === "" && (source[name] ?? "") === "") {
      result[name] = source[name] ?? null;
    }
  }
  return result;
};

const normaliseOidc: Normalisation = (data, source) => {
  const isDefault = data.accessTokenLifetime === "5m" && (source.accessTokenLifetime ?? null) === null;
  const before = source.clientSecret ?? null;
  const result = {
    ...data,
    accessTokenLifetime: isDefault ? null : (data.accessTokenLifetime ?? null),
    clientSecret: before === null || isUnknown(before) ? (data.clientSecret ?? null) : before,
  };
  return falseIsNull("allowPkceWithoutClientSecret")(result, source);
};

/** Dynamic client registration with nothing but defaults in it, which the program does not mention, is not there. */
const normaliseOAuth: Normalisation = (data, source) => {
  const given = trueIsNull("enabled")(data, source);
  const registration = given.dynamicClientRegistration;
  if (!isMap(registration)) {
    return given;
  }
  const before = source.dynamicClientRegistration;
  const rule = all(trueIsNull("enabled", "allowAnyOnLocalhost", "allowAnyOnLoopback"), emptyIsNull("allowedUris"));
  const result = rule(registration, isMap(before) ? before : {});
  const isEmpty = Object.values(result).every((value) => (value ?? null) === null);
  return { ...given, dynamicClientRegistration: !isMap(before) && isEmpty ? null : result };
};

const keepScimSecrets = within(
  "scimConfig",
  within("authentication", (data, source) => ({
    ...data,
    password: source.password ?? null,
    token: source.token ?? null,
    clientSecret: source.clientSecret ?? null,
  })),
);

const isSelfHosted = ({ type }: PropertyMap) => typeof type === "string" && SELF_HOSTED_TYPES.includes(type);

function normaliseImport(data: PropertyMap): PropertyMap {
  const result = emptyIsNull("allowedIdps", "policies", "tags")(data, {});
  const { policies } = result;
  return Array.isArray(policies)
    ? { ...result, policies: policies.map((policy) => (isMap(policy) ? importedPolicy(policy) : policy)) }
    : result;
}

function importedPolicy(policy: PropertyMap): PropertyMap {
  return (policy.id ?? null) === null
    ? emptyIsNull("includes", "requires", "excludes")(policy, {})
    : shortPolicy(policy, { id: policy.id });
}

/** `cloudflare_zero_trust_access_application`. */
export const APPLICATION: ResourceType = {
  token: "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication",
  collection: "access/apps",
  attributes: APPLICATION_ATTRIBUTES,
  modifyPlan: planApplication,
  // The API leaves the policies of an application alone when it gets none: an empty list takes them away.
  beforeWrite: (plan) => ({ ...plan, policies: plan.policies ?? [] }),
  normalise: all(
    emptyIsNull("allowedIdps", "policies", "tags"),
    keepTagOrder,
    falseIsNull("serviceAuth401Redirect", "enableBindingCookie", "optionsPreflightBypass", "autoRedirectToIdentity"),
    when(
      isSelfHosted,
      all(
        trueIsNull("httpOnlyCookieAttribute"),
        falseIsNull("skipInterstitial", "allowIframe", "pathCookieAttribute"),
        within("corsHeaders", falseIsNull("allowCredentials")),
      ),
    ),
    within("mfaConfig", all(emptyIsNull("allowedAuthenticators"), falseIsNull("mfaDisabled"))),
    within(
      "saasApp",
      all(
        when(({ authType }) => authType === "saml", normaliseSaml),
        when(({ authType }) => authType === "oidc", normaliseOidc),
      ),
    ),
    keepPoliciesShort,
    within("oauthConfiguration", normaliseOAuth),
    keepScimSecrets,
  ),
  normaliseImport,
};
