import { asObject, type Json, textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";
import type { AssignedGroup, AssignedUser, FoundApp, FoundGroup, FoundMapping, FoundServer } from "./found";

/** People assigned by name whom a stack takes over at most: each becomes a resource, and a call at every refresh. */
export const MOST_USERS = 100;

/** Names or ids in one search expression: a request line stays below the 8 KiB at which proxies begin to refuse. */
const TERMS_PER_SEARCH = 50;

/**
 * Reads who is assigned to an app.
 *
 * @param mappings Its push group mappings, as Okta answers them.
 */
export async function readApp(
  okta: OktaApi,
  app: Json,
  mappings: readonly Json[] = [],
): Promise<FoundApp & { readonly mappings: readonly FoundMapping[] }> {
  const path = `/api/v1/apps/${String(app.id)}`;
  const assigned = await okta.list(`${path}/groups?limit=200&expand=group`);
  const users = (await okta.list(`${path}/users?limit=200`)).filter(({ scope }) => scope === "USER");
  const groups = await readGroups(okta, [
    ...assigned.map(({ id }) => String(id)),
    ...mappings.map(({ sourceGroupId }) => String(sourceGroupId)),
  ]);
  const group = (id: unknown) => groups.get(String(id));
  return {
    id: String(app.id),
    label: String(app.label),
    wire: app,
    groups: assigned.flatMap(({ id, profile }): AssignedGroup[] => {
      const found = group(id);
      return found === undefined ? [] : [{ ...found, profile: asObject(profile) }];
    }),
    users: users.length > MOST_USERS ? [] : await readUsers(okta, users),
    userCount: users.length,
    mappings: mappings.flatMap((mapping): FoundMapping[] => {
      const found = group(mapping.sourceGroupId);
      return found === undefined ? [] : [{ id: String(mapping.id), status: String(mapping.status), group: found }];
    }),
  };
}

/** Reads an authorization server and what belongs to it. */
export async function readServer(okta: OktaApi, id: string): Promise<FoundServer | undefined> {
  const path = `/api/v1/authorizationServers/${encodeURIComponent(id)}`;
  const server = await okta.find(path);
  if (server === undefined) {
    return undefined;
  }
  const [scopes, claims, policies] = await Promise.all(
    ["scopes", "claims", "policies"].map((what) => okta.list(`${path}/${what}`)),
  );
  return {
    id,
    name: String(server.name),
    scopes: scopes ?? [],
    claims: claims ?? [],
    policies: await Promise.all(
      (policies ?? []).map(async (policy) => ({
        ...policy,
        rules: await okta.list(`${path}/policies/${String(policy.id)}/rules`),
      })),
    ),
  };
}

/** Groups by id, and whether their names lead to them alone: as the program looks names up. */
async function readGroups(okta: OktaApi, ids: readonly string[]): Promise<Map<string, FoundGroup>> {
  const found = await search(okta, "groups", "id", ids);
  const names = found.map((group) => String(textAt(group, "profile", "name")));
  const namesakes = await search(okta, "groups", "profile.name", names);
  return new Map(
    found.map((group) => {
      const name = String(textAt(group, "profile", "name"));
      return [String(group.id), { id: String(group.id), name, isNamedAlone: isNamedAlone(group, name, namesakes) }];
    }),
  );
}

/** Where Okta has a group of its own and an imported one of the same name, the name means its own. */
function isNamedAlone(group: Json, name: string, namesakes: readonly Json[]): boolean {
  const same = namesakes.filter((other) => textAt(other, "profile", "name") === name);
  const own = same.filter(({ type }) => type !== "APP_GROUP");
  const meant = own.length > 0 ? own : same;
  return meant.length === 1 && meant[0]?.id === group.id;
}

async function readUsers(okta: OktaApi, assigned: readonly Json[]): Promise<AssignedUser[]> {
  const users = await search(
    okta,
    "users",
    "id",
    assigned.map(({ id }) => String(id)),
  );
  const username = new Map(assigned.map((user) => [user.id, textAt(user, "credentials", "userName") ?? ""]));
  return users.map(({ id, profile }) => ({
    id: String(id),
    login: textAt(profile, "login") ?? "",
    email: textAt(profile, "email") ?? "",
    username: username.get(id) ?? "",
  }));
}

async function search(
  okta: OktaApi,
  what: "groups" | "users",
  attribute: string,
  values: readonly string[],
): Promise<Json[]> {
  const unique = [...new Set(values)];
  const chunks = Array.from({ length: Math.ceil(unique.length / TERMS_PER_SEARCH) }, (_, index) =>
    unique.slice(index * TERMS_PER_SEARCH, (index + 1) * TERMS_PER_SEARCH),
  );
  const found = await Promise.all(
    chunks.map((chunk) => {
      const terms = chunk.map((value) => `${attribute} eq "${value.replace(/["\\]/g, "\\$&")}"`);
      return okta.list(`/api/v1/${what}?limit=200&search=${encodeURIComponent(terms.join(" or "))}`);
    }),
  );
  return found.flat();
}
