import type { StateEntry } from "../adopt/gone";
import { resourcesIn } from "../adopt/state";
import { asList, asObject, type Json, textAt } from "../api/json";
import type { Tenants } from "../config/tenants";
import { goneAtVendors } from "./gone";
import { finder, KINDS, type Kind, madeAt } from "./kinds";

/** Something at a vendor of which the state knows nothing, and the resource that it is, or is a double of. */
export interface Stray {
  readonly urn: string;
  readonly type: string;
  readonly kind: Kind;
  readonly id: string;
  readonly inputs: Json;
  readonly found: Json;
  /** The parent's URN, and the provider's reference, of the resource. */
  readonly parent: string | undefined;
  readonly provider: string;
  /** What it depends on and what it goes with, as the engine notes it. */
  readonly relations: Json;
}

/** What a broken-off run left. */
export interface Remains {
  /** What it made: to be taken into the state. */
  readonly made: readonly Stray[];
  /** What was made a second time, beside what the state has or takes. */
  readonly doubles: readonly Stray[];
  /** What is called the same, and was there before this stack, or may have been. */
  readonly others: readonly Stray[];
  /** Deletions that took effect: the state has them still, the vendor does not. */
  readonly deleted: readonly StateEntry[];
  /** The operations that the engine began and did not end. */
  readonly pending: readonly { readonly urn: string; readonly type: string }[];
}

const SECOND = 1000;

/**
 * Compares what a run began with what both vendors have. Changes nothing.
 *
 * @param state What `pulumi stack export` prints.
 * @param plan What `pulumi preview --json` prints: what is planned to be made, though it may be there.
 */
export async function findRemains(
  state: Json,
  plan: Json,
  tenants: Pick<Tenants, "okta" | "cloudflare">,
): Promise<Remains> {
  const twinsOf = finder(tenants);
  const resources = resourcesIn(state);
  const known = new Set(resources.filter(({ custom }) => custom === true).map(({ id }) => String(id)));
  const text = JSON.stringify(state);
  const made: Stray[] = [];
  const doubles: Stray[] = [];
  const others: Stray[] = [];
  const born = (urn: string | undefined): number | undefined => {
    const time = textAt(
      resources.find((resource) => resource.urn === urn),
      "created",
    );
    // Okta counts whole seconds.
    return time === undefined ? undefined : Math.floor(Date.parse(time) / SECOND) * SECOND;
  };
  const strays = async (resource: Json, provider: string): Promise<Stray[]> => {
    const kind = KINDS[String(resource.type)];
    const inputs = asObject(resource.inputs);
    const twins = kind === undefined ? [] : await twinsOf(kind, inputs);
    return twins
      .filter(({ id }) => !known.has(String(id)))
      .map((found) => ({
        urn: String(resource.urn),
        type: String(resource.type),
        kind: kind as Kind,
        id: String(found.id),
        inputs,
        found,
        parent: textAt(resource, "parent"),
        provider,
        relations: relationsOf(resource),
      }));
  };
  const isOurs = (stray: Stray, isPending: boolean): boolean => {
    const since = born(stray.parent);
    const at = madeAt(stray.found);
    if (at !== undefined) {
      return since !== undefined && at >= since;
    }
    return namesOurApp(stray.found, text) || (isPending && stray.type.startsWith("okta:auth/"));
  };
  const operations = asList(asObject(state.deployment).pending_operations).map(({ type, resource }) => ({
    type: String(type),
    resource: asObject(resource),
  }));
  const creating = new Set(operations.filter(({ type }) => type === "creating").map(({ resource }) => resource.urn));
  for (const { op, newState } of asList(plan.steps)) {
    const planned = asObject(newState);
    if (op !== "create" || planned.custom !== true) {
      continue;
    }
    const all = await strays(planned, textAt(planned, "provider") ?? "");
    const ours = all.filter((stray) => isOurs(stray, creating.has(stray.urn))).sort(newestFirst);
    made.push(...ours.slice(0, 1));
    doubles.push(...ours.slice(1));
    others.push(...all.filter((stray) => !ours.includes(stray)));
  }
  for (const resource of resources) {
    if (resource.custom === true && resource.delete !== true && KINDS[String(resource.type)]?.isAllowedTwice === true) {
      const all = await strays(resource, textAt(resource, "provider") ?? "");
      doubles.push(...all.filter((stray) => isOurs(stray, false)));
      others.push(...all.filter((stray) => !isOurs(stray, false)));
    }
  }
  return {
    made,
    doubles,
    others,
    deleted: await goneAtVendors(state, tenants),
    pending: operations.map(({ type, resource }) => ({ type, urn: String(resource.urn) })),
  };
}

function relationsOf({ dependencies, propertyDependencies, deletedWith }: Json): Json {
  return Object.fromEntries(
    Object.entries({ dependencies, propertyDependencies, deletedWith }).filter(([, value]) => value !== undefined),
  );
}

/** A login method tells by the app whether it is ours: its answers carry no time. */
function namesOurApp(found: Json, state: string): boolean {
  const names = ["client_id", "sso_target_url"].flatMap((key) => textAt(found, "config", key) ?? []);
  return names.some((name) => name !== "" && state.includes(JSON.stringify(name)));
}

function newestFirst(one: Stray, other: Stray): number {
  return (madeAt(other.found) ?? 0) - (madeAt(one.found) ?? 0);
}
