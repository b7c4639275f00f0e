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
  const played = hosts[url.host] ?? hosts[url.hostname];
  return played === undefined ? address : new URL(`${url.pathname}${url.search}${url.hash}`, played).href;
}
