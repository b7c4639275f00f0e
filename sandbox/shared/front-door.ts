import type { IncomingMessage } from "node:http";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

/** How long a body may be that the sandbox reads: 10 MB. A group of 50,000 people fits in. */
export const LONGEST_BODY = 10_000_000;

/** Refuses longer bodies than {@link LONGEST_BODY} before they are kept in memory. */
export const limitBodies: MiddlewareHandler = bodyLimit({
  maxSize: LONGEST_BODY,
  onError: (context) =>
    context.text(
      `Request body: is longer than ${LONGEST_BODY.toLocaleString("en")} bytes. Send less at a time.\n`,
      413,
      // What was not read would be taken for the next request.
      { connection: "close" },
    ),
});

/**
 * True for every name of this machine that nobody else can point elsewhere: addresses of the loopback interface,
 * `localhost`, and names below it.
 *
 * @param hostname As a URL has it: in lower case, IPv6 in brackets.
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export function isLoopbackName(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/**
 * The host that a request names and that is not played here, or undefined when all is well. A page of another site gets
 * behind the rules of a browser by pointing a name of its own at this machine; that name then stands in the request.
 *
 * Both places are looked at: a request line in absolute form counts for HTTP, the header for whoever is fooled by it.
 *
 * @param names The real names that are played here, besides those of this machine.
 * @see https://owasp.org/www-community/attacks/DNS_Rebinding
 */
export function foreignHost(
  request: Pick<Request, "url">,
  incoming: Pick<IncomingMessage, "headers"> | undefined,
  names: readonly string[],
): string | undefined {
  const header = incoming?.headers.host;
  const asked = [new URL(request.url).host, ...(header === undefined ? [] : [header])];
  return asked.find((host) => {
    if (!URL.canParse(`http://${host}`)) {
      return true;
    }
    const { hostname } = new URL(`http://${host}`);
    return !isLoopbackName(hostname) && !names.includes(hostname);
  });
}

/** What is answered to a request for a host that is not played here. */
export function misdirected(host: string): Response {
  return new Response(
    `Host "${host}": is not played by this sandbox. Use its address on this machine, 127.0.0.1 or localhost.\n`,
    { status: 421, headers: { "content-type": "text/plain; charset=utf-8" } },
  );
}
