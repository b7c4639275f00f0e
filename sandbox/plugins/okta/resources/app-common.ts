/** What OIDC and SAML apps have in common: properties, lifecycle, authentication policy. */

import { parsedObject } from "../../../../provider/rpc/canonical-json";
import type { ResourceState, UpdateRequest } from "../../../../provider/rpc/resource";
import type { Properties, Property } from "../../../../provider/rpc/schema";
import { isZero } from "../../../../provider/rpc/schema";
import type { PropertyMap, Value } from "../../../../provider/rpc/values";
import { type OktaClient, query, retryingServerErrors } from "../client";
import { at, flag, JSON_OBJECT, lastSegment, text, withoutZeros } from "../fields";

/** An optional string without a default. */
export const OPTIONAL_TEXT: Property = { type: "string", optional: true };

/** An optional boolean without a default. */
export const OPTIONAL_FLAG: Property = { type: "boolean", optional: true };

/** An optional list or set of strings. */
export const OPTIONAL_TEXTS: Property = { type: "list", optional: true, element: { type: "string" } };

/** A set of strings: order does not count. */
export const OPTIONAL_TEXT_SET: Property = { type: "set", optional: true, element: { type: "string" } };

const NOT_GIVEN_IS_SAME = (_before: Value, after: Value) => isZero(after);

/** Properties that every app has. */
export const APP_PROPERTIES: Properties = {
  accessibilityErrorRedirectUrl: OPTIONAL_TEXT,
  accessibilityLoginRedirectUrl: OPTIONAL_TEXT,
  accessibilitySelfService: { ...OPTIONAL_FLAG, default: false },
  adminNote: { ...OPTIONAL_TEXT, maxLength: 250 },
  appLinksJson: JSON_OBJECT,
  appSettingsJson: JSON_OBJECT,
  authenticationPolicy: { ...OPTIONAL_TEXT, computed: true },
  enduserNote: { ...OPTIONAL_TEXT, maxLength: 250 },
  implicitAssignment: OPTIONAL_FLAG,
  label: { type: "string", required: true },
  logo: { ...OPTIONAL_TEXT, suppress: NOT_GIVEN_IS_SAME },
  logoUrl: { type: "string", computed: true },
  name: { type: "string", computed: true },
  signOnMode: { type: "string", computed: true },
  skipAuthenticationPolicy: { ...OPTIONAL_FLAG, default: false, conflictsWith: ["authenticationPolicy"] },
  status: { ...OPTIONAL_TEXT, default: "ACTIVE" },
  userNameTemplate: { ...OPTIONAL_TEXT, default: "${source.login}" },
  userNameTemplatePushStatus: { ...OPTIONAL_TEXT, suppress: NOT_GIVEN_IS_SAME },
  userNameTemplateSuffix: OPTIONAL_TEXT,
  userNameTemplateType: { ...OPTIONAL_TEXT, default: "BUILT_IN" },
};

/** `?activate=` for a new app. */
export function activation(planned: PropertyMap): string {
  return query({ activate: String(planned.status === "ACTIVE") });
}

/** Error redirects of the app. The two SDKs differ in whether a false `selfService` is written. */
export function accessibility(planned: PropertyMap): PropertyMap {
  return withoutZeros({
    errorRedirectUrl: text(planned.accessibilityErrorRedirectUrl),
    loginRedirectUrl: text(planned.accessibilityLoginRedirectUrl),
  });
}

/** The links of the app that are shown to users. */
export function appLinks(planned: PropertyMap): PropertyMap {
  return isZero(planned.appLinksJson) ? {} : { appLinks: parsedObject(planned.appLinksJson) ?? {} };
}

/** What an app's `_links` holds under a name, or "". */
export function link(app: PropertyMap, name: string): string {
  const found = at(app, "_links", name);
  return text(at(Array.isArray(found) ? found[0] : found, "href"));
}

/** Refuses logos: uploading one needs a multipart call that the stand-in does not make. */
export function refuseLogo(planned: PropertyMap): void {
  if (!isZero(planned.logo)) throw new Error('"logo": not supported by the sandbox stand-in. Leave it out.');
}

/** Assigns the configured authentication policy, or on Identity Engine the org's default one. */
export async function assignPolicy(client: OktaClient, appId: string, planned: PropertyMap): Promise<void> {
  if (flag(planned.skipAuthenticationPolicy)) return;
  const configured = text(planned.authenticationPolicy);
  if (configured === "" && (await client.isClassic())) return;
  const policy = configured === "" ? await defaultAccessPolicy(client) : configured;
  await client.put(`/api/v1/apps/${appId}/policies/${policy}`);
}

/** The authentication policy as read back; nothing on the Classic engine. */
export async function readPolicy(client: OktaClient, app: PropertyMap, state: PropertyMap): Promise<PropertyMap> {
  if (flag(state.skipAuthenticationPolicy)) return { authenticationPolicy: "" };
  if (await client.isClassic()) return {};
  const policy = lastSegment(link(app, "accessPolicy"));
  return policy === "" ? {} : { authenticationPolicy: policy };
}

/** Activates or deactivates when the status changed. Answers whether anything else changed. */
export async function changeStatus(client: OktaClient, request: UpdateRequest): Promise<boolean> {
  const { id, planned, changed } = request;
  if (changed("status")) {
    const transition =
      planned.status === "ACTIVE" ? "activate" : planned.status === "INACTIVE" ? "deactivate" : undefined;
    if (transition !== undefined) await client.post(`/api/v1/apps/${id}/lifecycle/${transition}`);
  }
  return Object.keys(planned).some((name) => name !== "status" && changed(name));
}

/** Deactivates and deletes. Okta may answer 500 while it settles: both are tried for a while. */
export async function deleteApp(client: OktaClient, { id, properties }: ResourceState): Promise<void> {
  if (properties.status === "ACTIVE") {
    await retryingServerErrors(async () => void (await client.post(`/api/v1/apps/${id}/lifecycle/deactivate`)));
  }
  await retryingServerErrors(() => client.delete(`/api/v1/apps/${id}`));
}

async function defaultAccessPolicy(client: OktaClient): Promise<string> {
  const policies = await client
    .listOnce(`/api/v1/policies${query({ type: "ACCESS_POLICY" })}`)
    .catch((cause: unknown) => {
      throw new Error(`error finding default ACCESS_POLICY ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    });
  const system = policies.filter((policy) => flag(policy.system));
  const [policy] = system;
  if (policy === undefined || system.length !== 1) {
    throw new Error("cannot find default ACCESS_POLICY policy: expected exactly one system policy.");
  }
  return text(policy.id);
}
