import { asObject, type Json, textAt } from "../api/json";
import type { SettingsInput } from "../config/settings";
import { ACCESS_TOKEN_MINUTES, GROUPS_SCOPE } from "../lib/authorization-server";
import { DEFAULT_GROUPS_CLAIM } from "../lib/groups-claim";
import type { Found, FoundServer } from "./found";
import { asRegex, liveFilter } from "./groups-filter";
import { keysFor } from "./keys";

/** What of an authorization server is taken over: what is there for this login method alone. */
export interface AdoptedServer {
  readonly server: FoundServer;
  readonly settings: NonNullable<SettingsInput["authorizationServer"]>;
  /** What `oidc.groupsClaim` says then. */
  readonly groupsClaim: { readonly name: string; readonly regex: string };
  /** The groups claim; undefined where the stack creates one. */
  readonly groupsClaimWire: Json | undefined;
  /** The other claims that the login method names, by key of the settings. */
  readonly claims: ReadonlyMap<string, Json>;
  /** The access policy that is for the OIDC app alone; undefined where the stack creates one. */
  readonly policy: (Json & { readonly rules: readonly Json[] }) | undefined;
  /** Its first rule; undefined where the stack creates one. */
  readonly rule: Json | undefined;
}

/** Chooses what of an authorization server is taken over. The server itself is only read. */
export function adoptedServer(server: FoundServer, { loginMethod }: Pick<Found, "loginMethod">): AdoptedServer {
  const named = (asObject(loginMethod.config).claims ?? []) as string[];
  const own = server.claims.filter(({ claimType, system }) => claimType === "IDENTITY" && system !== true);
  const groupsClaimWire = own.find(({ name, valueType }) => valueType === "GROUPS" && name === DEFAULT_GROUPS_CLAIM);
  const others = own.filter(
    (claim) => claim !== groupsClaimWire && named.includes(String(claim.name)) && claim.valueType !== "SYSTEM",
  );
  const keys = keysFor(
    others.map((wire) => ({ name: String(wire.name), wire })),
    // The key of the groups claim.
    ["groups"],
  );
  const claims = new Map([...keys].map(([{ wire }, key]) => [key, wire]));
  const policy = policyOf(server, textAt(loginMethod, "config", "client_id"));
  const rule = policy?.rules[0];
  const minutes = asObject(asObject(rule?.actions).token).accessTokenLifetimeMinutes;
  return {
    server,
    groupsClaim: asRegex(liveFilter(groupsClaimWire)),
    groupsClaimWire,
    claims,
    policy,
    rule,
    settings: {
      existing: { id: server.id },
      groupsScope: server.scopes.some(({ name }) => name === GROUPS_SCOPE) ? "existing" : "create",
      ...(claims.size === 0 ? {} : { claims: mapValues(claims, claimSettings) }),
      ...(policy === undefined ? {} : { policyName: String(policy.name) }),
      accessTokenLifetimeMinutes: typeof minutes === "number" ? minutes : ACCESS_TOKEN_MINUTES.default,
    },
  };
}

/** The policy that is for this client alone: one that others use too must not become one stack's. */
function policyOf({ policies }: FoundServer, clientId: string | undefined): AdoptedServer["policy"] {
  return policies.find((policy) => {
    const include = asObject(asObject(policy.conditions).clients).include;
    return Array.isArray(include) && include.length === 1 && include[0] === clientId;
  });
}

function claimSettings(claim: Json) {
  const scopes = (asObject(claim.conditions).scopes ?? []) as string[];
  return {
    name: String(claim.name),
    ...(claim.valueType === "GROUPS"
      ? { groups: asRegex(liveFilter(claim)).regex }
      : { expression: String(claim.value) }),
    ...(claim.alwaysIncludeInToken === false ? { alwaysInclude: false } : {}),
    ...(scopes.length === 0 ? {} : { scopes: [...scopes] }),
  };
}

function mapValues<T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}
