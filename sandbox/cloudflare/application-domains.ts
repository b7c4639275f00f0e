import type { ApplicationBody } from "./application-body";
import type { AccessApplication, Json } from "./entities";
import { applicationExists, conflict, invalidRequest } from "./errors";
import { defined } from "./fields";
import type { Store } from "./store";
import { teamDomain } from "./tenant";

/** The kinds of application that sit in front of a host name. */
export const SELF_HOSTED_TYPES: readonly string[] = ["self_hosted", "ssh", "vnc", "rdp", "mcp_portal"];

/** The three fields that say where an application is; whichever were sent, all are answered. */
export function domainFields(store: Store, body: ApplicationBody, aud: string): Json {
  if (SELF_HOSTED_TYPES.includes(body.type)) {
    return selfHostedFields(store, body);
  }
  const team = teamDomain(store.tenant);
  switch (body.type) {
    case "saas":
      return { domain: `${team}/cdn-cgi/access/sso/${body.saas_app?.auth_type ?? "saml"}/${aud}` };
    case "app_launcher":
      return { domain: team };
    case "warp":
      return { domain: `${team}/warp` };
    default:
      return defined({ domain: body.domain, destinations: body.destinations });
  }
}

function selfHostedFields(store: Store, body: ApplicationBody): Json {
  const sent = body.destinations ?? (body.self_hosted_domains ?? []).map((uri) => ({ type: "public" as const, uri }));
  const first = sent[0];
  const domain = body.domain ?? (first === undefined ? undefined : placeOf(first));
  if (domain === undefined) {
    throw invalidRequest(`domain is a required field for type '${body.type}'`);
  }
  const destinations: Destination[] =
    first === undefined ? [{ type: "public" as const, uri: domain }] : sent.map((place: Destination) => defined(place));
  const places = destinations.map(placeOf);
  if (!places.includes(domain)) {
    throw invalidRequest(
      `domain not included in ${body.destinations === undefined ? "self_hosted_domains" : "destinations"}`,
    );
  }
  const hosts = publicUris(destinations);
  checkZones(store, hosts);
  return { domain, domain_type: "public", self_hosted_domains: hosts, destinations };
}

/** Refuses an application on a domain that another one already has. */
export function refuseTakenDomain(store: Store, fields: Json, id?: string): void {
  const mine = publicUris(fields.destinations);
  for (const other of store.applications.all()) {
    if (other.id === id) {
      continue;
    }
    const theirs = publicUris(other.fields.destinations);
    if (typeof fields.domain === "string" && mine.includes(fields.domain) && theirs.includes(fields.domain)) {
      throw applicationExists();
    }
    if (mine.some((uri) => theirs.includes(uri))) {
      throw conflict("destination belongs to another application");
    }
  }
}

/** Refuses a second App Launcher and the like: an account has one of each. */
export function refuseSecondSingleton(store: Store, type: string, scope: AccessApplication["scope"]): void {
  const isSingleton = ["app_launcher", "warp", "biso"].includes(type);
  if (isSingleton && store.applications.find((other) => other.type === type && other.scope === scope) !== undefined) {
    throw applicationExists();
  }
}

function checkZones(store: Store, uris: readonly string[]): void {
  const zones = store.settings.zones;
  const isForeign = (uri: string): boolean => {
    const host = uri.split("/", 1)[0]?.toLowerCase() ?? "";
    return zones !== null && !zones.some((zone) => host === zone || host.endsWith(`.${zone}`));
  };
  if (uris.some(isForeign)) {
    throw invalidRequest("domain does not belong to zone");
  }
}

type Destination = NonNullable<ApplicationBody["destinations"]>[number];

function placeOf(destination: Destination): string | undefined {
  return destination.uri ?? destination.hostname ?? destination.cidr;
}

function publicUris(destinations: unknown): string[] {
  return Array.isArray(destinations)
    ? (destinations as Destination[]).flatMap(({ type, uri }) => (type === "public" && uri !== undefined ? [uri] : []))
    : [];
}
