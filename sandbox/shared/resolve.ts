/** Where hosts are played by servers of this machine: host name to loopback URL, `acme.okta.com` to `http://127.0.0.1:7001`. */
export type Hosts = Readonly<Record<string, string>>;

/**
 * An address as it can be reached from this machine: the host replaced by the server that plays it, path, query and
 * fragment kept. An address whose host nobody plays, or that is no web address, stays as it is.
 *
 * A service of the sandbox does this with every address that it hands to a browser or calls itself, and with no other:
 * issuers, redirect URIs and base URLs keep their real names in what is stored, signed and compared.
 */
export function resolved(address: string, hosts: Hosts): string {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
    return address;
  }
  const url = new URL(address);
  const played = [url.host, url.hostname].filter((host) => Object.hasOwn(hosts, host)).map((host) => hosts[host])[0];
  return played === undefined ? address : new URL(`${url.pathname}${url.search}${url.hash}`, played).href;
}

/** An address as this machine reaches it, or undefined when nobody on this machine plays its host. */
export function reachable(address: string, hosts: Hosts): string | undefined {
  if (!URL.canParse(address)) {
    return undefined;
  }
  const target = new URL(resolved(address, hosts));
  const isHere = target.protocol === "http:" && /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(target.hostname);
  return isHere ? target.href : undefined;
}

/**
 * Calls an address whose host is played on this machine, and no other: whoever sets up the sandbox wrongly, or puts an
 * address of their own into it, makes it send no secret anywhere. Follows no redirect, which could lead elsewhere.
 *
 * @throws TypeError that names a host that nobody plays, as `fetch` does for one that cannot be reached.
 */
export function fetchHere(address: string, hosts: Hosts, init: RequestInit = {}): Promise<Response> {
  const target = reachable(address, hosts);
  if (target === undefined) {
    const host = URL.canParse(address) ? new URL(address).host : address;
    return Promise.reject(
      new TypeError(
        `${host}: is not played on this machine, and the sandbox calls nothing else. Name it in the option \`resolve\`.`,
      ),
    );
  }
  return fetch(target, { ...init, redirect: "manual" });
}
