import { z } from "zod";
import { type Hosts, reachable } from "../shared/resolve";
import { provisioningOf } from "./app-model";
import type { App, JsonObject } from "./entities";
import type { Okta } from "./http";
import { changeFeature, connectionOf, featureOf } from "./provisioning";
import { networkReason } from "./provisioning/scim-client";

/** What a person sets on the Provisioning tab of an app. */
export const provisioningForm = z.strictObject({
  /** "Enable API integration". */
  enabled: z.boolean(),
  /** "Base URL". Kept when left out. */
  baseUrl: z.url().optional(),
  /** "API Token". Kept when left out, because no page ever shows it again. */
  token: z.string().min(1).optional(),
  /** "Provisioning to App". Kept when left out. */
  toApp: z
    .strictObject({
      createUsers: z.boolean(),
      updateUserAttributes: z.boolean(),
      deactivateUsers: z.boolean(),
    })
    .optional(),
});

/** See {@link provisioningForm}. */
export type ProvisioningForm = z.infer<typeof provisioningForm>;

/** What the Provisioning tab shows. The token is not among it. */
export interface ProvisioningState {
  readonly supported: boolean;
  readonly enabled: boolean;
  readonly baseUrl: string;
  readonly hasToken: boolean;
  readonly configuredBy: "api" | "console" | "nobody";
  readonly toApp: NonNullable<ProvisioningForm["toApp"]>;
}

/** The state of an app's provisioning, as a person sees it in the console: also where the API answers UNKNOWN. */
export function provisioningState({ store, settings }: Okta, app: App): ProvisioningState {
  const connection = connectionOf(store, app, settings());
  const capabilities = featureOf(store, app, "USER_PROVISIONING").capabilities;
  const enabled = (block: string, name: string): boolean => {
    const part = (capabilities[block] as JsonObject)[name] as JsonObject;
    return part.status === "ENABLED";
  };
  return {
    supported: provisioningOf(app) === "scim",
    enabled: connection?.status === "ENABLED",
    baseUrl: connection?.baseUrl ?? "",
    hasToken: connection !== undefined,
    configuredBy: connection?.origin ?? "nobody",
    toApp: {
      createUsers: enabled("create", "lifecycleCreate"),
      updateUserAttributes: enabled("update", "profile"),
      deactivateUsers: enabled("update", "lifecycleDeactivate"),
    },
  };
}

/**
 * Does what "Save" on the Provisioning tab does. Works in both modes: what the API does not take, a person can enter.
 *
 * @throws TypeError with a sentence for the person when something is missing.
 */
export function saveProvisioning(okta: Okta, app: App, form: ProvisioningForm): ProvisioningState {
  const { store, settings } = okta;
  if (provisioningOf(app) !== "scim") {
    throw new TypeError(`${app.label}: this app has no provisioning. Choose a SCIM app.`);
  }
  const previous = connectionOf(store, app, settings());
  const baseUrl = form.baseUrl ?? previous?.baseUrl;
  const token = form.token ?? previous?.token;
  if (baseUrl === undefined || token === undefined) {
    if (form.enabled) {
      const missing = baseUrl === undefined ? "Base URL" : "API Token";
      throw new TypeError(`${missing}: the API integration needs one. Enter it and save again.`);
    }
  } else {
    store.connections.put({
      id: app.id,
      status: form.enabled ? "ENABLED" : "DISABLED",
      baseUrl,
      token,
      origin: "console",
    });
  }
  if (form.toApp !== undefined) {
    const status = (on: boolean): JsonObject => ({ status: on ? "ENABLED" : "DISABLED" });
    changeFeature(store, app, "USER_PROVISIONING", {
      create: { lifecycleCreate: status(form.toApp.createUsers) },
      update: {
        profile: status(form.toApp.updateUserAttributes),
        lifecycleDeactivate: status(form.toApp.deactivateUsers),
      },
    });
  }
  return provisioningState(okta, app);
}

/** How a test of credentials ended. */
export interface CredentialsTest {
  readonly ok: boolean;
  /** A sentence for the person who pressed the button. Never holds the token. */
  readonly message: string;
}

/** How long a SCIM server may take to answer the test, in milliseconds. */
const TEST_TIMEOUT = 5_000;

/**
 * Does what "Test API Credentials" does: asks the SCIM server for one user. Header Auth sends the token alone, as the
 * value of `Authorization`.
 *
 * Calls loopback only. `resolve` says which host is played by which loopback server.
 */
export async function testCredentials(baseUrl: string, token: string, resolve: Hosts): Promise<CredentialsTest> {
  const wanted = new URL(baseUrl);
  const target = reachable(baseUrl, resolve)?.replace(/\/$/, "");
  if (target === undefined) {
    return {
      ok: false,
      message: `${wanted.host}: not called. This sandbox calls nothing but servers on this machine.`,
    };
  }
  try {
    const response = await fetch(`${target}/Users?startIndex=1&count=1`, {
      headers: { authorization: token, accept: "application/scim+json" },
      redirect: "manual",
      signal: AbortSignal.timeout(TEST_TIMEOUT),
    });
    await response.arrayBuffer();
    return response.ok
      ? { ok: true, message: `${wanted.host} was verified successfully.` }
      : { ok: false, message: `${wanted.host} answered ${response.status}. Check the Base URL and the API Token.` };
  } catch (cause) {
    return { ok: false, message: `${wanted.host} could not be reached (${networkReason(cause)}). Check the Base URL.` };
  }
}
