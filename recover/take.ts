import { forgetting } from "../adopt/gone";
import { resourcesIn, withClientSecret } from "../adopt/state";
import { asList, asObject, type Json, textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";
import { logicalName } from "../lib/names";
import type { Remains, Stray } from "./find";

/** The file that `pulumi import --file` takes, for what a broken-off run made. */
export function importFileOf(made: readonly Stray[]): object {
  const nameTable: Record<string, string> = {};
  const resources = made.map(({ urn, type, kind, id, inputs, parent, provider }) => {
    const providerUrn = provider.split("::").slice(0, -1).join("::");
    nameTable[logicalName(providerUrn)] = providerUrn;
    if (parent !== undefined) {
      nameTable[logicalName(parent)] = parent;
    }
    return {
      type,
      name: logicalName(urn),
      id: kind.importId(id, inputs),
      provider: logicalName(providerUrn),
      ...(parent === undefined ? {} : { parent: logicalName(parent) }),
    };
  });
  return { nameTable, resources };
}

/** The state without the operations that were broken off, and without what they deleted. */
export function withoutOperations(state: Json, deleted: Remains["deleted"]): Json {
  const rest = forgetting(state, deleted);
  const { pending_operations: _ended, ...deployment } = asObject(rest.deployment);
  return { ...rest, deployment };
}

/**
 * The state in which what was taken in depends on what it was made for, and goes with it: an import notes neither, and
 * whoever destroys the stack would delete an authorization server before its policies. It comes last, in the order in which
 * it was planned: the engine wants each behind what it depends on.
 */
export function withRelations(state: Json, made: readonly Stray[]): Json {
  const all = resourcesIn(state);
  const urns = new Set(all.map(({ urn }) => urn));
  const taken = made.flatMap(({ urn, id, relations }) => {
    const resource = all.find((candidate) => candidate.urn === urn && candidate.id === id);
    return resource === undefined ? [] : [{ resource, entry: { ...resource, ...known(relations, urns) } }];
  });
  const rest = all.filter((candidate) => !taken.some(({ resource }) => resource === candidate));
  return {
    ...state,
    deployment: { ...asObject(state.deployment), resources: [...rest, ...taken.map(({ entry }) => entry)] },
  };
}

/** OIDC apps whose client secret the state lacks: an import does not ask for it. */
export function appsWithoutSecret(state: Json, made: readonly Stray[]): readonly Json[] {
  const urns = new Set(made.filter(({ type }) => type === "okta:app/oAuth:OAuth").map(({ urn }) => urn));
  return resourcesIn(state).filter(({ urn }) => urns.has(String(urn)));
}

/**
 * The state with the client secret that Okta has for an app.
 *
 * @param state What `pulumi stack export --show-secrets` prints.
 */
export async function withSecretOf(state: Json, app: Json, okta: OktaApi): Promise<Json> {
  const path = `/api/v1/apps/${encodeURIComponent(String(app.id))}/credentials/secrets`;
  const active = asList(await okta.list(path)).filter(({ status }) => status === "ACTIVE");
  const [newest] = active.sort((one, other) => String(other.created).localeCompare(String(one.created)));
  const secret = textAt(newest, "client_secret");
  return secret === undefined ? state : (withClientSecret(state, String(app.urn), secret) ?? state);
}

/** Relations to what the state has: the engine takes no others. */
function known({ dependencies, propertyDependencies, deletedWith }: Json, urns: ReadonlySet<unknown>): Json {
  const present = (list: unknown) => (Array.isArray(list) ? list.filter((urn) => urns.has(urn)) : []);
  return {
    dependencies: present(dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(asObject(propertyDependencies)).map(([name, list]) => [name, present(list)]),
    ),
    ...(urns.has(deletedWith) ? { deletedWith } : {}),
  };
}
