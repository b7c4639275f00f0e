import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";

/** One exchange of a recording. */
export interface Exchange {
  readonly service: string;
  readonly method: string;
  /** With query. */
  readonly path: string;
  /** Whether the request line carried a whole URL. */
  readonly absoluteForm: boolean;
  /** Undefined fits any body. */
  readonly requestBody: unknown;
  readonly status: number;
  /** A string is sent as XML, anything else as JSON, null as no body. */
  readonly responseBody: unknown;
  /** Sent with the answer; a list becomes several header lines. */
  readonly responseHeaders?: Readonly<Record<string, string | readonly string[]>>;
}

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly absoluteForm: boolean;
  readonly requestBody: unknown;
  /** The `Authorization` header. */
  readonly authorization: string;
}

/** Answers recorded requests with their recorded answers, and remembers everything that it was asked. */
export interface ReplayServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Requests that the recording has no answer for; each got a 404. */
  readonly unexpected: readonly SeenRequest[];
  /** Begins a step: forgets what was seen, answers from these exchanges. */
  play(exchanges: readonly Exchange[]): void;
  close(): Promise<void>;
}

/**
 * Starts one on a free loopback port. Exchanges are found by method, path and body, not by position, because the calls
 * of parallel resources interleave; of equal ones each is used once, and the last one as often as it is asked for.
 */
export async function startReplayServer(service: string): Promise<ReplayServer> {
  let waiting: Exchange[] = [];
  const used: Exchange[] = [];
  const seen: SeenRequest[] = [];
  const unexpected: SeenRequest[] = [];

  function find(request: SeenRequest): Exchange | undefined {
    const fits = (exchange: Exchange) =>
      exchange.method === request.method &&
      exchange.path === request.path &&
      (exchange.requestBody === undefined || isDeepStrictEqual(exchange.requestBody, request.requestBody));
    const index = waiting.findIndex(fits);
    if (index < 0) return used.findLast(fits);
    const [exchange] = waiting.splice(index, 1);
    if (exchange !== undefined) used.push(exchange);
    return exchange;
  }

  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        const arrived = toSeen(request, body);
        seen.push(arrived);
        const exchange = find(arrived);
        if (exchange === undefined) unexpected.push(arrived);
        answer(response, exchange);
      },
      (cause: Error) => response.destroy(cause),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    unexpected,
    play(exchanges) {
      waiting = exchanges.filter((exchange) => exchange.service === service);
      for (const list of [used, seen, unexpected]) list.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toSeen(request: IncomingMessage, body: string): SeenRequest {
  const { method = "", url = "" } = request;
  const absolute = /^http:\/\/[^/]*(\/.*)$/.exec(url)?.[1];
  return {
    method,
    path: absolute ?? url,
    absoluteForm: absolute !== undefined,
    requestBody: body === "" ? null : JSON.parse(body),
    authorization: request.headers.authorization ?? "",
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function answer(response: ServerResponse, exchange: Exchange | undefined): void {
  const { status = 404, responseBody = { errorCode: "E0000007", errorSummary: "Not found: not recorded" } } =
    exchange ?? {};
  for (const [name, value] of Object.entries(exchange?.responseHeaders ?? {})) response.setHeader(name, value);
  response.statusCode = status;
  if (responseBody === null) {
    response.end();
    return;
  }
  const isText = typeof responseBody === "string";
  response.setHeader("content-type", isText ? "application/xml;charset=ISO-8859-1" : "application/json");
  response.end(isText ? responseBody : JSON.stringify(responseBody));
}
