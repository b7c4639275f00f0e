/**
 * `okta.app.Features`: what provisioning does for an app.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationFeatures/
 */
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import type { Properties, Property } from "../../../../provider/rpc/schema";
import { mapValues, type PropertyMap, type Value } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { at, flag, map, text } from "../fields";
import { OPTIONAL_FLAG, OPTIONAL_TEXT } from "./app-common";
import { splitImportId } from "./identifiers";

const SWITCH: Property = { type: "string", optional: true, oneOf: ["DISABLED", "ENABLED"] };
const SWITCH_BLOCK = block({ status: SWITCH });
const SCHEDULE_BLOCK = block({ expression: OPTIONAL_TEXT, timezone: OPTIONAL_TEXT });

const MATCHING: Properties = {
  allowPartialMatch: OPTIONAL_FLAG,
  autoActivateNewUsers: OPTIONAL_FLAG,
  autoconfirmExactMatch: OPTIONAL_FLAG,
  autoconfirmNewUsers: OPTIONAL_FLAG,
  autoconfirmPartialMatch: OPTIONAL_FLAG,
  exactMatchCriteria: OPTIONAL_TEXT,
};

const CAPABILITIES: Properties = {
  create: block({ lifecycleCreate: SWITCH_BLOCK }),
  update: block({
    lifecycleDeactivate: SWITCH_BLOCK,
    password: block({
      change: { ...OPTIONAL_TEXT, oneOf: ["CHANGE", "KEEP_EXISTING"] },
      seed: { ...OPTIONAL_TEXT, oneOf: ["OKTA", "RANDOM"] },
      status: SWITCH,
    }),
    profile: SWITCH_BLOCK,
  }),
  importRules: block({ userCreateAndMatch: block(MATCHING) }),
  importSettings: block({
    username: block({ usernameFormat: OPTIONAL_TEXT, usernameExpression: OPTIONAL_TEXT }),
    schedule: block({ status: SWITCH, fullImport: SCHEDULE_BLOCK, incrementalImport: SCHEDULE_BLOCK }),
  }),
};

/** One feature of an app: `USER_PROVISIONING` or `INBOUND_PROVISIONING`. */
export const appFeatures: ResourceDefinition<OktaClient> = {
  token: "okta:app/features:Features",
  noun: "app features",
  kind: "framework",
  forgetsId: true,
  autonamed: { property: "name", maxLength: 255 },
  properties: {
    appId: { type: "string", required: true },
    description: OPTIONAL_TEXT,
    name: { type: "string", required: true, oneOf: ["USER_PROVISIONING", "INBOUND_PROVISIONING"] },
    // Okta answers the status and the provider records it: left out of the inputs, it differs on every preview.
    status: SWITCH,
    capabilities: block(CAPABILITIES),
  },
  async create({ client }, planned) {
    const properties = state(planned, await client.generated.put(path(planned), body(planned)));
    return { id: `${text(planned.appId)}/${text(planned.name)}`, properties };
  },
  async read({ client }, { properties }) {
    return state(properties, await client.generated.get(path(properties)));
  },
  async update({ client }, { planned }) {
    return state(planned, await client.generated.put(path(planned), body(planned)));
  },
  async delete({ warn }) {
    warn("The features stay in Okta as they are: there is no call to delete them. They go away with the app.");
  },
  async importState(id) {
    return { id, properties: splitImportId(id, "appId", "name").properties };
  },
};

function block(fields: Properties): Property {
  return { type: "object", optional: true, fields };
}

function path(properties: PropertyMap): string {
  return `/api/v1/apps/${text(properties.appId)}/features/${text(properties.name)}`;
}

/** The bare capabilities: those of inbound provisioning win, because the SDK writes one of the two. */
function body(planned: PropertyMap): PropertyMap {
  const capabilities = map(planned.capabilities);
  const { importRules, importSettings } = capabilities;
  if (importRules != null || importSettings != null) {
    return { importRules: map(present(importRules)), importSettings: inboundSettings(map(present(importSettings))) };
  }
  const { create, update } = capabilities;
  const created = present(at(create, "lifecycleCreate"));
  return {
    ...(created === undefined ? {} : { create: { lifecycleCreate: created } }),
    ...(update == null ? {} : { update: map(present(update)) }),
  };
}

function inboundSettings({ username, schedule }: PropertyMap): PropertyMap {
  const { usernameFormat, usernameExpression } = map(username);
  const names = { usernameFormat: text(usernameFormat), userNameExpression: usernameExpression };
  return { ...(username === undefined ? {} : { username: names }), ...(schedule === undefined ? {} : { schedule }) };
}

/** What was given, without what was not. */
function present(value: Value | undefined): Value | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === "object" && !Array.isArray(value) ? mapValues(map(value), present) : value;
}

function state(before: PropertyMap, answered: PropertyMap): PropertyMap {
  const capabilities = map(before.capabilities);
  const found = map(answered.capabilities);
  if (answered.name === "USER_PROVISIONING") {
    return {
      name: text(answered.name),
      status: text(answered.status),
      capabilities: {
        ...capabilities,
        create: createState(capabilities, found),
        update: updateState(capabilities, found),
      },
    };
  }
  if (answered.name === "INBOUND_PROVISIONING") {
    return {
      name: text(answered.name),
      status: text(answered.status),
      description: text(answered.description),
      capabilities: {
        ...capabilities,
        importRules: importRulesState(capabilities, found),
        importSettings: importSettingsState(capabilities, found),
      },
    };
  }
  // The SDK decodes nothing when the name is neither.
  return { capabilities };
}

function createState(before: PropertyMap, found: PropertyMap): PropertyMap {
  const lifecycle = at(found, "create", "lifecycleCreate");
  return { ...map(before.create), ...(lifecycle == null ? {} : { lifecycleCreate: switchState(lifecycle) }) };
}

function updateState(before: PropertyMap, found: PropertyMap): PropertyMap {
  const { lifecycleDeactivate, password, profile } = map(found.update);
  const { change, seed, status } = map(password);
  return {
    ...map(before.update),
    ...(lifecycleDeactivate == null ? {} : { lifecycleDeactivate: switchState(lifecycleDeactivate) }),
    ...(password == null ? {} : { password: { change: text(change), seed: text(seed), status: text(status) } }),
    ...(profile == null ? {} : { profile: switchState(profile) }),
  };
}

function switchState(setting: Value): PropertyMap {
  return { status: text(at(setting, "status")) };
}

function importRulesState(before: PropertyMap, found: PropertyMap): PropertyMap {
  const rules = at(found, "importRules", "userCreateAndMatch");
  if (rules == null) return map(before.importRules);
  const flags = Object.keys(MATCHING).map((name) => [name, flag(at(rules, name))]);
  return {
    userCreateAndMatch: { ...Object.fromEntries(flags), exactMatchCriteria: text(at(rules, "exactMatchCriteria")) },
  };
}

function importSettingsState(before: PropertyMap, found: PropertyMap): PropertyMap {
  const { username, schedule } = map(found.importSettings);
  const times = (value: Value | undefined) => ({
    expression: text(at(value, "expression")),
    timezone: text(at(value, "timezone")),
  });
  return {
    ...map(before.importSettings),
    ...(username == null
      ? {}
      : {
          username: {
            usernameFormat: text(at(username, "usernameFormat")),
            usernameExpression: text(at(username, "userNameExpression")),
          },
        }),
    ...(schedule == null
      ? {}
      : {
          schedule: {
            status: text(at(schedule, "status")),
            fullImport: times(at(schedule, "fullImport")),
            incrementalImport: times(at(schedule, "incrementalImport")),
          },
        }),
  };
}
