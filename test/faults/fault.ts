import type { FaultEffect, FaultRuleInput } from "../../sandbox/shared/faults/rule";
import type { Api } from "../support/scenario";

/** What of the engine is tried under a fault: the deployment from nothing, and what follows on it. */
export const ENGINE_OPERATIONS = ["deploy", "update", "rotate", "destroy"] as const;

/** One of {@link ENGINE_OPERATIONS}. */
export type EngineOperation = (typeof ENGINE_OPERATIONS)[number];

/** Everything that is tried under a fault. `verify` runs in this process, without the engine. */
export const OPERATIONS = ["deploy", "update", "verify", "rotate", "destroy"] as const;

/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number];

/** One of the two vendors. */
export type Service = "okta" | "cloudflare";

/** An address with nobody who listens, with a name that does not exist, or with somebody who speaks no TLS. */
export type Nowhere = "nobody" | "no-name" | "no-tls";

/** Paths of the management APIs, for rules. */
export const API = { okta: "/api/**", cloudflare: "/client/v4/**" } as const;

/** Both management APIs, called as an administrator would. */
export interface Tenants {
  readonly okta: Api;
  readonly cloudflare: Api;
}

/** One thing that goes wrong. */
export interface Fault {
  /** What it is called on the command line and in the table, such as `okta-429-write`. */
  readonly id: string;
  /** Under which heading of docs/faults.md it stands. */
  readonly chapter: string;
  /** What goes wrong, for a person. */
  readonly words: string;
  readonly operations: readonly Operation[];
  /** The rules of the two services' fault injection. They hold for the faulty run alone. */
  readonly rules?: (operation: Operation) => readonly FaultOf[];
  /** What a service's address leads to. */
  readonly addresses?: Partial<Record<Service, Nowhere>>;
  /** Addresses that only the published plugins can be led to: the stand-ins refuse them unseen. */
  readonly publishedPluginsOnly?: boolean;
  /** More of the stack's config for the faulty run, by full key. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** More environment for the faulty run. */
  readonly env?: Readonly<Record<string, string>>;
  /** An Okta that answers success to a SCIM connection and keeps nothing. */
  readonly scimConnection?: "unknown";
  /** What somebody does by hand, while a call of the run waits (see {@link callOf}); with `verify`, before it. */
  readonly byHand?: { readonly service: Service; readonly act: (tenants: Tenants) => Promise<void> };
}

/** A rule and where it holds. */
export interface FaultOf {
  readonly service: Service;
  readonly rule: FaultRuleInput;
}

/** A call that each operation makes once, or once for each of few objects, in its middle. */
type Call = { readonly method: "GET" | "POST" | "PUT" | "DELETE"; readonly path: string };

const APPS = "/api/v1/apps";
const LOGIN_METHODS = "/client/v4/accounts/*/access/identity_providers";

const CALLS: Readonly<Record<Operation, Readonly<Record<Service, Call>>>> = {
  deploy: {
    okta: { method: "POST", path: APPS },
    cloudflare: { method: "POST", path: LOGIN_METHODS },
  },
  update: {
    okta: { method: "PUT", path: `${APPS}/*` },
    cloudflare: { method: "PUT", path: `${LOGIN_METHODS}/*` },
  },
  verify: {
    okta: { method: "GET", path: `${APPS}/*` },
    cloudflare: { method: "GET", path: `${LOGIN_METHODS}/*` },
  },
  rotate: {
    okta: { method: "POST", path: `${APPS}/*/connections/default` },
    cloudflare: { method: "PUT", path: `${LOGIN_METHODS}/*/refresh_scim_secret` },
  },
  destroy: {
    okta: { method: "DELETE", path: `${APPS}/*` },
    cloudflare: { method: "DELETE", path: `${LOGIN_METHODS}/*` },
  },
};

/** The call that is struck in the middle of an operation. */
export function callOf(operation: Operation, service: Service): Call {
  return CALLS[operation][service];
}

/** Rules that strike the call in the middle: `times` of them, or all that there are. */
export function strike(
  service: Service,
  effect: FaultRuleInput["effect"],
  times?: number,
): NonNullable<Fault["rules"]> {
  return (operation) => [
    { service, rule: { match: { ...callOf(operation, service), ...(times === undefined ? {} : { times }) }, effect } },
  ];
}

/** From which call on something holds, so that it begins in the middle: counted over all calls to a service. */
const MIDDLE: Readonly<Record<Operation, Readonly<Record<Service, number>>>> = {
  deploy: { okta: 15, cloudflare: 3 },
  update: { okta: 6, cloudflare: 3 },
  verify: { okta: 6, cloudflare: 2 },
  rotate: { okta: 6, cloudflare: 2 },
  destroy: { okta: 6, cloudflare: 2 },
};

/** Rules that strike every call from the middle of an operation on. */
export function fromTheMiddle(service: Service, effect: FaultEffect): NonNullable<Fault["rules"]> {
  return (operation) => [
    { service, rule: { match: { path: API[service], from: MIDDLE[operation][service] }, effect } },
  ];
}

/** Rules that strike calls of some path, whatever the operation. */
export function always(service: Service, match: FaultRuleInput["match"], effect: FaultRuleInput["effect"]) {
  return (): readonly FaultOf[] => [{ service, rule: { match, effect } }];
}
