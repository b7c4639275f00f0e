import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { foreignHost, misdirected } from "./front-door";

/** What can be served: a Hono app, whatever its environment. */
export interface Served {
  /** @param bindings Node's own request and response, for headers that a fetch `Headers` cannot hold. */
  fetch(request: Request, bindings?: object): Response | Promise<Response>;
}

/** A listening HTTP server. */
export interface Listener {
  /** Where it listens, without a trailing slash: `http://127.0.0.1:7001`. */
  readonly url: string;
  /** The TCP port. */
  readonly port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/**
 * How long an idle connection stays open, in milliseconds. Node's own five seconds run out between two calls of a
 * deployment, and a POST that is sent in that moment is lost; the vendors wait for a minute or longer.
 */
const KEEP_ALIVE = 65_000;

/**
 * Serves an app on loopback.
 *
 * Takes request lines in origin form and in absolute form (RFC 9112 section 3.2.2): the Okta provider sends the latter,
 * because it treats its `httpProxy` argument as a proxy. Nothing is passed on: whatever host is asked for is played here,
 * or refused with 421.
 *
 * @param port The TCP port; 0 lets the system choose.
 * @param names The real names that are played here. Those of this machine are always taken.
 * @throws An error that names the port when it is in use.
 */
export function listen(app: Served, port: number, names: readonly string[] = []): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      {
        fetch: (request, bindings) => {
          const { incoming, outgoing } = bindings as { incoming: IncomingMessage; outgoing: ServerResponse };
          // No other page may show one of these in a frame, below what looks like something else to press.
          outgoing.setHeader("x-frame-options", "DENY");
          outgoing.setHeader("x-content-type-options", "nosniff");
          const foreign = foreignHost(request, incoming, names);
          return foreign === undefined ? app.fetch(request, bindings) : misdirected(foreign);
        },
        port,
        hostname: "127.0.0.1",
        serverOptions: { keepAliveTimeout: KEEP_ALIVE },
      },
      (address: AddressInfo) => {
        server.off("error", onError);
        resolve({
          url: `http://127.0.0.1:${address.port}`,
          port: address.port,
          close: () => close(server),
        });
      },
    );
    const onError = (cause: NodeJS.ErrnoException): void => {
      reject(
        cause.code === "EADDRINUSE"
          ? new Error(`Port ${port}: already in use. Stop what listens there, or choose another port.`, { cause })
          : cause,
      );
    };
    server.once("error", onError);
  });
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    if ("closeAllConnections" in server) {
      server.closeAllConnections();
    }
  });
}
