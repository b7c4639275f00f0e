import { Hono } from "hono";
import { z } from "zod";
import type { App, Connection, Feature, FeatureName, JsonObject, PushMapping } from "../entities";
import { blankField, notFound, validationFailed } from "../errors";
import { type Okta, type OktaContext, type OktaEnv, readBody, readJson } from "../http";
import { paginate } from "../paging";
import {
  changeFeature,
  connectionOf,
  FEATURES,
  featureOf,
  requireGroupPush,
  requireProvisioning,
  takesConnectionByApi,
} from "../provisioning";
import { NO_ERROR } from "../provisioning/observe";
import { link, pushMappingResponse } from "../representation";
import { findApp } from "./find";

const connectionBody = z.looseObject({
  baseUrl: z.string().nullish(),
  profile: z
    .looseObject({
      authScheme: z.enum(["OAUTH2", "TOKEN", "UNKNOWN"]),
      token: z.string().nullish(),
    })
    .nullish(),
});

const onOff = z.looseObject({ status: z.enum(["ENABLED", "DISABLED"]).optional() });

const userProvisioningBody = z.looseObject({
  create: z.looseObject({ lifecycleCreate: onOff.optional() }).optional(),
  update: z
    .looseObject({
      profile: onOff.optional(),
      lifecycleDeactivate: onOff.optional(),
      password: z
        .looseObject({
          status: z.enum(["ENABLED", "DISABLED"]).optional(),
          seed: z.enum(["OKTA", "RANDOM"]).optional(),
          change: z.enum(["CHANGE", "KEEP_EXISTING"]).optional(),
        })
        .optional(),
    })
    .optional(),
});

const inboundBody = z.looseObject({
  importSettings: z.record(z.string(), z.json()).optional(),
  importRules: z.record(z.string(), z.json()).optional(),
});

const pushStatus = z.enum(["ACTIVE", "INACTIVE"]);

const pushBody = z.looseObject({
  sourceGroupId: z.string().optional(),
  status: pushStatus.optional(),
  targetGroupId: z.string().optional(),
  targetGroupName: z.string().optional(),
});

/** Provisioning: the connection to an application, what is provisioned, and which groups are pushed. */
export function provisioningRoutes(okta: Okta): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();
  connectionRoutes(okta, routes);
  featureRoutes(okta, routes);
  pushRoutes(okta, routes);
  return routes;
}

/** What every app answers whose provisioning Okta does not show in its API. */
const UNKNOWN: JsonObject = { status: "UNKNOWN", profile: { authScheme: "UNKNOWN" } };

function connectionRoutes({ store, settings }: Okta, routes: Hono<OktaEnv>): void {
  const path = "/api/v1/apps/:appId/connections/default";
  const existing = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");

  const answer = (app: App): JsonObject => {
    const connection = connectionOf(store, app, settings());
    if (connection === undefined && !takesConnectionByApi(app, settings())) {
      return UNKNOWN;
    }
    const url = `${store.origin}/api/v1/apps/${app.id}/connections/default`;
    const self = link(url, "POST", "GET");
    const enabled = connection?.status === "ENABLED";
    return {
      authScheme: "TOKEN",
      status: connection?.status ?? "DISABLED",
      ...(connection === undefined ? {} : { baseUrl: connection.baseUrl, profile: { authScheme: "TOKEN" } }),
      _links: enabled
        ? { self, deactivate: link(`${url}/lifecycle/deactivate`, "POST") }
        : { activate: link(`${url}/lifecycle/activate`, "POST"), self },
    };
  };

  routes.get(path, (context) => context.json(answer(existing(context))));

  routes.post(path, async (context) => {
    const app = existing(context);
    const body = await readBody(context, connectionBody);
    if (!takesConnectionByApi(app, settings())) {
      return context.json(UNKNOWN);
    }
    const previous = store.connections.get(app.id);
    const connection = store.connections.put(connectionFrom(app, body, previous));
    if (context.req.query("activate") === "true") {
      store.connections.put({ ...connection, status: "ENABLED" });
    }
    return context.json(answer(app));
  });

  const setStatus = (status: Connection["status"]) => (context: OktaContext) => {
    const app = existing(context);
    const connection = store.connections.get(app.id);
    if (takesConnectionByApi(app, settings()) && connection !== undefined) {
      store.connections.put({ ...connection, status });
    }
    return context.body(null, 204);
  };
  routes.post(`${path}/lifecycle/activate`, setStatus("ENABLED"));
  routes.post(`${path}/lifecycle/deactivate`, setStatus("DISABLED"));
}

/** The connection to store. A token that is not sent is kept, as no answer ever gives it back to be sent again. */
function connectionFrom(app: App, body: z.infer<typeof connectionBody>, previous: Connection | undefined): Connection {
  const profile = body.profile ?? undefined;
  if (profile === undefined) {
    throw blankField("profile");
  }
  if (profile.authScheme !== "TOKEN") {
    throw validationFailed(
      "profile.authScheme",
      `profile.authScheme: ${profile.authScheme} is not supported by this app.`,
    );
  }
  const baseUrl = body.baseUrl ?? previous?.baseUrl ?? "";
  if (baseUrl === "") {
    throw blankField("baseUrl");
  }
  const token = profile.token ?? previous?.token ?? "";
  if (token === "") {
    throw blankField("profile.token");
  }
  return { id: app.id, status: previous?.status ?? "DISABLED", baseUrl, token, origin: "api" };
}

const DESCRIPTIONS: Readonly<Record<FeatureName, string>> = {
  USER_PROVISIONING: "User provisioning settings from Okta to a downstream application",
  INBOUND_PROVISIONING: "In-bound provisioning settings for provisioning users from an application to Okta",
};

function featureRoutes({ store, settings }: Okta, routes: Hono<OktaEnv>): void {
  const path = "/api/v1/apps/:appId/features";
  const answer = (feature: Feature): JsonObject => ({
    name: feature.name,
    status: "ENABLED",
    description: DESCRIPTIONS[feature.name],
    capabilities: feature.capabilities,
    _links: { self: link(`${store.origin}/api/v1/apps/${feature.appId}/features/${feature.name}`, "GET", "PUT") },
  });
  const existing = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");

  routes.get(path, (context) => {
    const app = existing(context);
    requireProvisioning(store, app, settings());
    return context.json(featureNames().map((name) => answer(featureOf(store, app, name))));
  });

  // Recorded: an unknown feature is reported before an unknown app, a malformed body before missing provisioning.
  routes.get(`${path}/:featureName`, (context) => {
    const name = featureName(context);
    const app = existing(context);
    requireProvisioning(store, app, settings());
    return context.json(answer(featureOf(store, app, name)));
  });

  routes.put(`${path}/:featureName`, async (context) => {
    const name = featureName(context);
    const app = existing(context);
    const json = await readJson(context);
    await readBody(context, name === "USER_PROVISIONING" ? userProvisioningBody : inboundBody);
    requireProvisioning(store, app, settings());
    return context.json(answer(changeFeature(store, app, name, json)));
  });
}

function featureNames(): FeatureName[] {
  return Object.keys(FEATURES) as FeatureName[];
}

function featureName(context: OktaContext): FeatureName {
  const name = context.req.param("featureName") ?? "";
  const found = featureNames().find((candidate) => candidate === name);
  if (found === undefined) {
    throw notFound(name, "PublicAppFeatureSetName");
  }
  return found;
}

function pushRoutes(okta: Okta, routes: Hono<OktaEnv>): void {
  const { store, settings } = okta;
  const path = "/api/v1/apps/:appId/group-push/mappings";
  const existingApp = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");
  const existing = (context: OktaContext): PushMapping => {
    const app = existingApp(context);
    const id = context.req.param("mappingId") ?? "";
    const mapping = store.pushMappings.get(id);
    if (mapping === undefined || mapping.appId !== app.id) {
      throw notFound(id, "GroupPushMapping");
    }
    return mapping;
  };

  routes.get(path, (context) => {
    const app = existingApp(context);
    const { sourceGroupId, status, lastUpdated } = context.req.query();
    const mappings = store.pushMappings.filter(
      (mapping) =>
        mapping.appId === app.id &&
        (sourceGroupId === undefined || mapping.sourceGroupId === sourceGroupId) &&
        (status === undefined || mapping.status === status) &&
        (lastUpdated === undefined || Date.parse(mapping.lastUpdated) >= Date.parse(lastUpdated)),
    );
    const page = paginate(context, store.origin, mappings, { defaultLimit: 100, maxLimit: 1000, repeat: [] });
    return context.json(page.map((mapping) => pushMappingResponse(store, mapping)));
  });

  routes.post(path, async (context) => {
    const app = existingApp(context);
    const body = await readBody(context, pushBody);
    requireGroupPush(store, app, settings());
    const mapping = createMapping(okta, app, body);
    return context.json(pushMappingResponse(store, mapping));
  });

  routes.get(`${path}/:mappingId`, (context) => context.json(pushMappingResponse(store, existing(context))));

  routes.patch(`${path}/:mappingId`, async (context) => {
    const mapping = existing(context);
    refuseBroken(mapping);
    const { status } = await readBody(context, z.looseObject({ status: pushStatus.optional() }));
    if (status === undefined) {
      throw blankField("status");
    }
    const updated = store.pushMappings.put({ ...mapping, status, lastUpdated: withoutMilliseconds(store.now()) });
    return context.json(pushMappingResponse(store, updated));
  });

  routes.delete(`${path}/:mappingId`, (context) => {
    const mapping = existing(context);
    refuseBroken(mapping);
    if (mapping.status === "ACTIVE") {
      throw validationFailed("status", "The group push mapping must be inactive before it can be deleted.");
    }
    store.pushMappings.delete(mapping.id);
    // Left out, the target group goes too; the documentation says the opposite, the provider always sends it.
    if (context.req.query("deleteTargetGroup") !== "false") {
      deleteAtTheApp(okta, mapping);
    }
    return context.body(null, 200);
  });
}

/** Recorded of the provider: it does not even ask for a mapping like that to be changed. */
function refuseBroken({ status, errorSummary }: PushMapping): void {
  if (status === "ERROR") {
    throw validationFailed("status", `The group push mapping is in status ERROR: ${errorSummary ?? "push it again"}`);
  }
}

/** Deletes the group that was pushed to, here and, as soon as that can be sent, at the app. */
function deleteAtTheApp({ store }: Okta, mapping: PushMapping): void {
  const pushed = store.pushedGroups.get(mapping.id);
  const externalId = pushed?.externalId ?? store.remoteGroups.get(mapping.targetGroupId)?.externalId ?? null;
  if (pushed !== undefined || externalId !== null) {
    store.pushedGroups.put({
      ...(pushed ?? { name: null, sourceName: null, members: [], ...NO_ERROR }),
      id: mapping.id,
      appId: mapping.appId,
      sourceGroupId: mapping.sourceGroupId,
      targetGroupId: mapping.targetGroupId,
      externalId,
      status: "leaving",
    });
  }
  store.deleteGroup(mapping.targetGroupId);
}

function createMapping({ store }: Okta, app: App, body: z.infer<typeof pushBody>): PushMapping {
  const { sourceGroupId, targetGroupId, targetGroupName } = body;
  if (sourceGroupId === undefined || sourceGroupId === "") {
    throw blankField("sourceGroupId");
  }
  const source = store.groups.get(sourceGroupId);
  if (source === undefined) {
    throw notFound(sourceGroupId, "UserGroup");
  }
  if ((targetGroupId === undefined) === (targetGroupName === undefined)) {
    throw validationFailed("targetGroup", "Exactly one of targetGroupId and targetGroupName must be given.");
  }
  const pushed = store.pushMappings.find(
    (mapping) => mapping.appId === app.id && mapping.sourceGroupId === sourceGroupId,
  );
  if (pushed !== undefined) {
    throw validationFailed("sourceGroupId", "sourceGroupId: This group is already pushed to the app.");
  }
  const now = withoutMilliseconds(store.now());
  return store.pushMappings.put({
    id: store.newId("gPm"),
    appId: app.id,
    created: now,
    lastUpdated: now,
    sourceGroupId,
    targetGroupId: targetGroupId === undefined ? newTarget() : existingTarget(targetGroupId),
    status: body.status ?? "ACTIVE",
  });

  /** A pushed group gets a counterpart in Okta that stands for the group in the application. */
  function newTarget(): string {
    if (targetGroupName === "") {
      throw blankField("targetGroupName");
    }
    const created = store.now();
    return store.groups.put({
      id: store.newId("00g"),
      type: "APP_GROUP",
      created,
      lastUpdated: created,
      lastMembershipUpdated: created,
      profile: { name: targetGroupName, description: source?.profile.description ?? null },
      sourceAppId: app.id,
    }).id;
  }

  function existingTarget(id: string): string {
    const target = store.groups.get(id);
    if (target === undefined || target.sourceAppId !== app.id) {
      throw notFound(id, "UserGroup");
    }
    return target.id;
  }
}

function withoutMilliseconds(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}
