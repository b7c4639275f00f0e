/** `okta.user.User`. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
import { parsedObject } from "../../../../provider/rpc/canonical-json";
import type { ResourceDefinition, UpdateRequest } from "../../../../provider/rpc/resource";
import { isZero, type Properties } from "../../../../provider/rpc/schema";
import type { PropertyMap } from "../../../../provider/rpc/values";
import { type OktaClient, query } from "../client";
import { integer, JSON_OBJECT, map, text, texts, withoutZeros } from "../fields";
import { PROFILE_NAMES, userState } from "../users";
import { OPTIONAL_FLAG, OPTIONAL_TEXT, OPTIONAL_TEXT_SET } from "./app-common";

const REQUIRED_PROFILE = ["email", "firstName", "lastName", "login"];
/** A change of any of these sends the whole profile as well. */
const COUNTED_AS_PROFILE = ["customProfileAttributes", "type", "password", "recoveryQuestion", "recoveryAnswer"];
const SETTLE_MS = 1_000;
const MAX_SETTLE_POLLS = 60;
const COMPUTED_TEXT = { type: "string", computed: true } as const;

const PROPERTIES: Properties = {
  ...Object.fromEntries(PROFILE_NAMES.map((name) => [name, OPTIONAL_TEXT])),
  ...Object.fromEntries(REQUIRED_PROFILE.map((name) => [name, { type: "string", required: true }])),
  activated: COMPUTED_TEXT,
  created: COMPUTED_TEXT,
  customProfileAttributes: { ...JSON_OBJECT, computed: true },
  customProfileAttributesToIgnores: OPTIONAL_TEXT_SET,
  expirePasswordOnCreate: { ...OPTIONAL_FLAG, default: false },
  lastLogin: COMPUTED_TEXT,
  lastUpdated: COMPUTED_TEXT,
  oldPassword: { ...OPTIONAL_TEXT, secret: true },
  password: { ...OPTIONAL_TEXT, secret: true },
  passwordChanged: COMPUTED_TEXT,
  passwordHash: {
    type: "object",
    optional: true,
    block: true,
    suppress: (_before, after) => isZero(after),
    fields: {
      algorithm: { type: "string", required: true },
      salt: OPTIONAL_TEXT,
      saltOrder: OPTIONAL_TEXT,
      value: { type: "string", required: true },
      workFactor: { type: "number", optional: true },
    },
  },
  passwordInlineHook: { ...OPTIONAL_TEXT, conflictsWith: ["password", "passwordHash"] },
  rawStatus: COMPUTED_TEXT,
  realmId: { ...OPTIONAL_TEXT, computed: true },
  recoveryAnswer: { ...OPTIONAL_TEXT, secret: true },
  recoveryQuestion: OPTIONAL_TEXT,
  skipRoles: {
    ...OPTIONAL_FLAG,
    default: false,
    deprecated: '"skipRoles" has no effect any more and is going to be removed.',
  },
  status: {
    ...OPTIONAL_TEXT,
    default: "ACTIVE",
    suppress: (before, after) => after === "ACTIVE" && (before === "PROVISIONED" || before === "PASSWORD_EXPIRED"),
  },
  statusChanged: COMPUTED_TEXT,
  type: {
    type: "object",
    optional: true,
    computed: true,
    block: true,
    fields: { id: { type: "string", required: true } },
  },
};

/** A person in Okta's directory. */
export const user: ResourceDefinition<OktaClient> = {
  token: "okta:user/user:User",
  noun: "user",
  kind: "sdk",
  properties: PROPERTIES,
  validate: (inputs) =>
    !isZero(inputs.expirePasswordOnCreate) && isZero(inputs.password)
      ? ['"expirePasswordOnCreate" needs "password"']
      : [],
  async create({ client, created }, planned) {
    const activate = planned.status === "STAGED" ? "false" : undefined;
    const answer = await client.post(`/api/v1/users${query({ activate })}`, {
      ...common(planned),
      credentials: credentials(planned),
    });
    const id = text(answer.id);
    created(id);
    if (planned.status === "SUSPENDED" || planned.status === "DEPROVISIONED") await changeStatus(client, id, planned);
    if (!isZero(planned.expirePasswordOnCreate)) {
      await client.post(`/api/v1/users/${id}/lifecycle/expire_password${query({ tempPassword: "false" })}`);
    }
    return { id, properties: (await read(client, id)) ?? {} };
  },
  read: ({ client }, { id }) => read(client, id),
  async update({ client }, request) {
    await update(client, request);
    const ignored = texts(request.planned.customProfileAttributesToIgnores);
    return (await read(client, request.id, ignored)) ?? {};
  },
  async delete({ client }, { id, properties }) {
    // The first call deactivates, the second deletes.
    if (properties.status !== "DEPROVISIONED") await client.delete(`/api/v1/users/${id}`);
    await client.delete(`/api/v1/users/${id}`);
  },
  async importState(id, { client }) {
    // The import id may be a login.
    const found = await client.find(`/api/v1/users/${encodeURIComponent(id)}`);
    return found && { id: text(found.id), properties: {} };
  },
};

async function read(client: OktaClient, id: string, ignored: readonly string[] = []): Promise<PropertyMap | undefined> {
  const answer = await client.find(`/api/v1/users/${id}`);
  return answer && { ...userState(answer, ignored), rawStatus: text(answer.status) };
}

async function update(client: OktaClient, { id, planned, changed }: UpdateRequest): Promise<void> {
  const path = `/api/v1/users/${id}`;
  if (planned.status === "STAGED" && changed("status")) {
    throw new Error("Okta will not allow a user to be updated to STAGED. Can set to STAGED on user creation only");
  }
  const profileChanged = [...PROFILE_NAMES, ...COUNTED_AS_PROFILE].some(changed);
  if (changed("password") && (await client.get(path)).status === "PROVISIONED") {
    throw new Error("can not change password for provisioned user, the activation workflow should be finished first");
  }
  if (changed("status")) await changeStatus(client, id, planned);
  if (planned.status === "DEPROVISIONED" && profileChanged) {
    throw new Error("Only the status of a DEPROVISIONED user can be updated, we detected other change");
  }
  const hashChanged = changed("passwordHash");
  const hookChanged = changed("passwordInlineHook") && !isZero(planned.passwordInlineHook);
  if (profileChanged || changed("realmId") || hashChanged || hookChanged) {
    const secret = hookChanged ? hookCredential(planned) : hashChanged ? hashCredential(planned) : undefined;
    await client.put(path, {
      ...common(planned),
      ...(secret === undefined ? {} : { credentials: { password: secret } }),
    });
  }
  if (changed("password")) await changePassword(client, path, planned);
  if (changed("recoveryQuestion") || changed("recoveryAnswer")) {
    await client.post(`${path}/credentials/change_recovery_question`, {
      password: withoutZeros({ value: text(planned.password) }),
      recovery_question: recovery(planned),
    });
  }
}

async function changePassword(client: OktaClient, path: string, planned: PropertyMap): Promise<void> {
  const password = { value: text(planned.password) };
  const old = text(planned.oldPassword);
  if (old === "") await client.put(path, { credentials: { password } });
  else await client.post(`${path}/credentials/change_password`, { oldPassword: { value: old }, newPassword: password });
}

async function changeStatus(client: OktaClient, id: string, planned: PropertyMap): Promise<void> {
  const path = `/api/v1/users/${id}`;
  const { status } = await client.get(path);
  const call = lifecycleCall(text(planned.status), text(status));
  if (call === undefined) return;
  await client.post(`${path}/lifecycle/${call}`);
  for (let poll = 0; poll < MAX_SETTLE_POLLS; poll++) {
    if (isZero((await client.get(path)).transitioningToStatus)) return;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  throw new Error(`user "${id}" does not settle in status ${text(planned.status)}. Try again later.`);
}

function lifecycleCall(wanted: string, current: string): string | undefined {
  if (wanted === "SUSPENDED") return "suspend";
  if (wanted === "DEPROVISIONED") return "deactivate";
  if (wanted !== "ACTIVE" || current === "PASSWORD_EXPIRED") return undefined;
  if (current === "SUSPENDED") return "unsuspend";
  return current === "LOCKED_OUT" ? "unlock" : "activate";
}

function common(planned: PropertyMap): PropertyMap {
  const type = text(map(planned.type).id);
  return {
    profile: profile(planned),
    ...withoutZeros({ realmId: text(planned.realmId) }),
    ...(type === "" ? {} : { type: { id: type } }),
  };
}

function profile(planned: PropertyMap): PropertyMap {
  const set = PROFILE_NAMES.filter((name) => !isZero(planned[name])).map((name) => [name, text(planned[name])]);
  const required = REQUIRED_PROFILE.map((name) => [name, text(planned[name])]);
  return {
    ...parsedObject(planned.customProfileAttributes),
    // Okta keeps an old postal address unless told that there is none.
    postalAddress: null,
    ...Object.fromEntries([...required, ...set]),
  };
}

function credentials(planned: PropertyMap): PropertyMap {
  const password = isZero(planned.passwordInlineHook)
    ? {
        ...withoutZeros({ value: text(planned.password) }),
        ...(isZero(planned.passwordHash) ? {} : hashCredential(planned)),
      }
    : hookCredential(planned);
  return { password, ...(isZero(planned.recoveryQuestion) ? {} : { recovery_question: recovery(planned) }) };
}

function hashCredential(planned: PropertyMap): PropertyMap {
  const hash = map(planned.passwordHash);
  if (isZero(hash)) return {};
  const { algorithm, salt, saltOrder, value, workFactor } = hash;
  return { hash: { ...withoutZeros({ algorithm, salt, saltOrder, value }), workFactor: integer(workFactor) } };
}

function hookCredential(planned: PropertyMap): PropertyMap {
  return { hook: { type: text(planned.passwordInlineHook) } };
}

function recovery(planned: PropertyMap): PropertyMap {
  return withoutZeros({ question: text(planned.recoveryQuestion), answer: text(planned.recoveryAnswer) });
}
