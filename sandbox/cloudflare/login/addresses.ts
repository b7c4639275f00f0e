/**
 * How browsers reach the many hosts that one local Cloudflare plays: `http://<real host>.localhost:<port>`. Every name
 * below `localhost` is this machine for a browser (RFC 6761), so each host keeps cookies of its own as the real one does.
 * The account's API and console are at the bare address. Only names that a browser is sent to are changed; those in
 * tokens, redirect URIs and metadata stay real.
 */
const SUFFIX = ".localhost";

/** The real host that a request is for, or undefined when it is for the API or the console. */
export function playedHost(requestUrl: string): string | undefined {
  const { hostname } = new URL(requestUrl);
  return hostname.endsWith(SUFFIX) ? hostname.slice(0, -SUFFIX.length) : undefined;
}

/**
 * Where a browser finds a host that this Cloudflare plays.
 *
 * @param real An address with the real host, `https://acme.cloudflareaccess.com/cdn-cgi/access/login/…`.
 * @param requestUrl The request that is being answered: its port is where everything is.
 */
export function localAddress(real: string, requestUrl: string): string {
  const { hostname, pathname, search } = new URL(real);
  const { port } = new URL(requestUrl);
  return `http://${hostname}${SUFFIX}${port === "" ? "" : `:${port}`}${pathname}${search}`;
}
