import { alphanumeric } from "../../shared/ids";
import type { JsonObject, ProvisionedUser, User } from "../entities";
import type { OktaStore } from "../store";
import { logged } from "./log";
import { NO_ERROR, type Target } from "./observe";
import { SCIM_SCHEMAS, scimProfile } from "./profile";
import { firstResource, type ScimClient } from "./scim-client";

/** One thing to send about a user. */
export interface UserStep {
  readonly known: ProvisionedUser;
  /** What it brings about, as text. */
  readonly goal: string;
  /** Sends it and notes what came of it. */
  run(client: ScimClient): Promise<void>;
}

/** What there is to send about a user now; undefined when the app knows all that it is to know. */
export function userStep(store: OktaStore, target: Target, known: ProvisionedUser): UserStep | undefined {
  if (known.status === "leaving") {
    return {
      known,
      goal: "deactivated",
      run: async (client) => {
        await deactivate(store, target, known, client);
        store.provisionedUsers.delete(known.id);
      },
    };
  }
  const appUser = store.appUsers.get(known.id);
  const user = store.users.get(known.userId);
  if (appUser === undefined || user === undefined || known.status === "unprovisioned") {
    return undefined;
  }
  const profile = scimProfile(target.app, appUser, user);
  const goal = JSON.stringify(profile);
  const keep = (externalId: string, sent: JsonObject): void => {
    store.provisionedUsers.put({ ...known, status: "provisioned", externalId, sent, ...NO_ERROR });
  };
  if (known.status === "pending" || known.externalId === null || known.sent === null) {
    return {
      known,
      goal,
      run: async (client) => keep(await create(store, target, user, profile, client), profile),
    };
  }
  const { externalId, sent } = known;
  const step = (run: UserStep["run"]): UserStep => ({ known, goal, run });
  if (sent.active !== profile.active && (profile.active === true ? target.creates : target.deactivates)) {
    return step(async (client) => {
      await switchActive(store, target, user, externalId, profile.active === true, client);
      keep(externalId, { ...sent, active: profile.active });
    });
  }
  if (target.updates && profile.active === true && JSON.stringify({ ...sent, active: true }) !== goal) {
    return step(async (client) => {
      await update(store, target, user, externalId, profile, client);
      keep(externalId, profile);
    });
  }
  return undefined;
}

/** Finds the user by name, or adds them. Who is there already gets the profile of Okta. */
async function create(
  store: OktaStore,
  target: Target,
  user: User,
  profile: JsonObject,
  client: ScimClient,
): Promise<string> {
  return logged(
    store,
    target.app,
    user,
    "application.provision.user.push",
    "Push new user to external application",
    async () => {
      const filter = encodeURIComponent(`userName eq ${JSON.stringify(profile.userName)}`);
      const find = async (): Promise<(JsonObject & { readonly id: string }) | undefined> => {
        const { Resources } = await client.send("GET", `/Users?filter=${filter}&startIndex=1&count=100`);
        return firstResource(Resources);
      };
      const existing = await find();
      if (existing !== undefined) {
        await client.send("PUT", `/Users/${existing.id}`, { ...existing, ...profile });
        return existing.id;
      }
      const created = await client.send("POST", "/Users", { ...profile, groups: [], password: alphanumeric(16) }, find);
      if (typeof created.id !== "string") {
        throw new Error("Create new user returned empty user.");
      }
      return created.id;
    },
  );
}

async function update(
  store: OktaStore,
  target: Target,
  user: User,
  externalId: string,
  profile: JsonObject,
  client: ScimClient,
): Promise<void> {
  await logged(
    store,
    target.app,
    user,
    "application.provision.user.push_profile",
    "Push user's profile to external application",
    async () => {
      const before = await client.send("GET", `/Users/${externalId}`);
      await client.send("PUT", `/Users/${externalId}`, { ...before, ...profile });
    },
  );
}

async function switchActive(
  store: OktaStore,
  target: Target,
  user: User,
  externalId: string,
  active: boolean,
  client: ScimClient,
): Promise<void> {
  await logged(
    store,
    target.app,
    user,
    active ? "application.provision.user.activate" : "application.provision.user.deactivate",
    active ? "Activate user in external application" : "Deactivate user in external application",
    () => patchActive(client, externalId, active),
  );
}

async function deactivate(store: OktaStore, target: Target, known: ProvisionedUser, client: ScimClient): Promise<void> {
  const { externalId } = known;
  // Suspended before: the app has them switched off already.
  if (externalId === null || known.sent?.active === false) {
    return;
  }
  await logged(
    store,
    target.app,
    store.users.get(known.userId) ?? String(known.sent?.userName ?? known.userId),
    "application.provision.user.deactivate",
    "Deactivate user in external application",
    () => patchActive(client, externalId, false),
  );
}

async function patchActive(client: ScimClient, externalId: string, active: boolean): Promise<void> {
  await client.send("PATCH", `/Users/${externalId}`, {
    schemas: [SCIM_SCHEMAS.patch],
    Operations: [{ op: "replace", value: { active } }],
  });
}
