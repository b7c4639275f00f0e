import { provisioningOf } from "./app-model";
import type { App, Connection, Feature, FeatureName, JsonObject } from "./entities";
import { validationFailed } from "./errors";
import type { OktaSettings } from "./settings";
import type { OktaStore } from "./store";

/** The settings of "Provisioning to App" before anybody touched them. */
const USER_PROVISIONING: JsonObject = {
  create: { lifecycleCreate: { status: "DISABLED" } },
  update: {
    profile: { status: "DISABLED" },
    lifecycleDeactivate: { status: "DISABLED" },
    password: { status: "DISABLED", seed: "RANDOM", change: "KEEP_EXISTING" },
  },
};

const INBOUND_PROVISIONING: JsonObject = {
  importSettings: {
    username: { userNameFormat: "EMAIL" },
    schedule: { status: "DISABLED", fullImport: null, incrementalImport: null },
  },
  importRules: {
    userCreateAndMatch: {
      exactMatchCriteria: "USERNAME",
      allowPartialMatch: true,
      autoConfirmPartialMatch: false,
      autoConfirmExactMatch: false,
      autoConfirmNewUsers: false,
      autoActivateNewUsers: false,
    },
  },
};

/** Names and defaults of the features. */
export const FEATURES: Readonly<Record<FeatureName, JsonObject>> = { USER_PROVISIONING, INBOUND_PROVISIONING };

/** True when this app takes its connection by API: a SCIM app, in an Okta that allows it. */
export function takesConnectionByApi(app: App, settings: OktaSettings): boolean {
  return provisioningOf(app) === "scim" && settings.scimConnection === "api";
}

/** The connection that counts: none for an app whose API answers UNKNOWN, unless a person configured it. */
export function connectionOf(store: OktaStore, app: App, settings: OktaSettings): Connection | undefined {
  const connection = store.connections.get(app.id);
  return connection?.origin === "console" || takesConnectionByApi(app, settings) ? connection : undefined;
}

/**
 * Checks that an app has provisioning on.
 *
 * @throws OktaError E0000001 "Provisioning is not supported." for an app without any, and for one whose API answers
 * UNKNOWN; "… is not enabled …" when the connection is missing or off.
 */
export function requireProvisioning(store: OktaStore, app: App, settings: OktaSettings): void {
  const connection = connectionOf(store, app, settings);
  if (connection === undefined && !takesConnectionByApi(app, settings)) {
    throw validationFailed("feature", "Provisioning is not supported.");
  }
  if (connection?.status !== "ENABLED") {
    throw validationFailed("feature", "Provisioning is not enabled for the app instance.");
  }
}

/** Checks that groups can be pushed to an app. @throws OktaError as {@link requireProvisioning} */
export function requireGroupPush(store: OktaStore, app: App, settings: OktaSettings): void {
  if (provisioningOf(app) !== "push") {
    requireProvisioning(store, app, settings);
  }
}

/** A feature with its settings, defaults when nobody set them. */
export function featureOf(store: OktaStore, app: App, name: FeatureName): Feature {
  const id = `${app.id}/${name}`;
  return store.features.get(id) ?? { id, appId: app.id, name, capabilities: FEATURES[name] };
}

/** Changes the given settings of a feature and keeps the others. */
export function changeFeature(store: OktaStore, app: App, name: FeatureName, changes: JsonObject): Feature {
  const feature = featureOf(store, app, name);
  return store.features.put({ ...feature, capabilities: merge(feature.capabilities, changes) });
}

/** Deep merge in the key order of `base`; keys that `base` does not have are dropped. */
function merge(base: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(base).map(([key, value]) => {
      const change = changes[key];
      if (change === undefined) {
        return [key, value];
      }
      return [key, isObject(value) && isObject(change) ? merge(value, change) : change];
    }),
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
