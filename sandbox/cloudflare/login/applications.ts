import type { AccessApplication, AccessPolicy, IdentityProvider } from "../entities";
import type { Store } from "../store";

/** The application in front of a host and path: the one with the longest path, and of hosts the one without a wildcard. */
export function applicationAt(store: Store, host: string, path: string): AccessApplication | undefined {
  const places = store.applications
    .all()
    .flatMap((application) => uris(application).map((uri) => ({ application, place: placeOf(uri) })))
    .filter(({ place }) => place.host.test(host) && isBelow(path, place.path))
    .sort(
      (left, right) =>
        Number(left.place.wildcard) - Number(right.place.wildcard) || right.place.path.length - left.place.path.length,
    );
  return places[0]?.application;
}

/** Every application on a host, whatever its path. */
export function applicationsOn(store: Store, host: string): AccessApplication[] {
  return store.applications.filter((application) => uris(application).some((uri) => placeOf(uri).host.test(host)));
}

/** The real address of an application, for a link. Undefined when it is behind no single public host. */
export function addressOf(application: AccessApplication): string | undefined {
  const uri = uris(application).find((candidate) => !candidate.includes("*"));
  return uri === undefined ? undefined : `https://${uri}`;
}

/** The policies of an application in their order. */
export function policiesOf(store: Store, application: AccessApplication): AccessPolicy[] {
  return [...application.policies]
    .sort((left, right) => left.precedence - right.precedence)
    .flatMap((use) => use.own ?? store.policies.get(use.id) ?? []);
}

/** The login methods that an application takes: those that it names, or all. */
export function loginMethodsOf(store: Store, application: AccessApplication | undefined): IdentityProvider[] {
  const allowed = application?.fields.allowed_idps;
  const ids = Array.isArray(allowed) ? allowed : [];
  return store.identityProviders.filter(({ id }) => ids.length === 0 || ids.includes(id));
}

function uris(application: AccessApplication): string[] {
  const { self_hosted_domains } = application.fields;
  return Array.isArray(self_hosted_domains) ? self_hosted_domains.map(String) : [];
}

function placeOf(uri: string): { host: RegExp; wildcard: boolean; path: string } {
  const slash = uri.indexOf("/");
  const host = slash === -1 ? uri : uri.slice(0, slash);
  const pattern = host.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", "[^.]+");
  return {
    host: new RegExp(`^${pattern}$`, "i"),
    wildcard: host.includes("*"),
    path: slash === -1 ? "" : uri.slice(slash).replace(/[/*]+$/, ""),
  };
}

function isBelow(path: string, base: string): boolean {
  return base === "" || path === base || path.startsWith(`${base}/`);
}
