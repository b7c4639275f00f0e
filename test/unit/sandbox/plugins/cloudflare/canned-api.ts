import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the canned API saw it. */
export interface SeenRequest {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or null without a body. */
  readonly body: unknown;
}

/** What to answer. A body that is a string is sent as it is. */
export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server on loopback that answers what a test tells it to and remembers what it was asked. */
export interface CannedApi {
  /** The provider's `baseUrl`. */
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** Sets the answers to the next requests, in order; what comes after them gets a 500. */
  answer(...answers: readonly CannedAnswer[]): void;
  close(): Promise<void>;
}

/** Wraps a result the way Cloudflare does. */
export function result(value: unknown): CannedAnswer {
  return { body: { success: true, errors: [], messages: [], result: value } };
}

/** An error the way Cloudflare answers it. */
export function failure(
  status: number,
  code: number,
  message: string,
  headers?: CannedAnswer["headers"],
): CannedAnswer {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return { status, body, ...(headers === undefined ? {} : { headers }) };
}

/** Starts a {@link CannedApi}. */
export async function startCannedApi(): Promise<CannedApi> {
  const requests: SeenRequest[] = [];
  const answers: CannedAnswer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const { method = "", url = "", headers } = request;
      requests.push({ method, path: url, headers, body: text === "" ? null : JSON.parse(text) });
      const {
        status = 200,
        headers: extra = {},
        body,
      } = answers.shift() ?? failure(500, 0, "nothing canned", { "x-should-retry": "false" });
      response.writeHead(status, { "content-type": "application/json", ...extra });
      response.end(typeof body === "string" ? body : JSON.stringify(body ?? null));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/client/v4`,
    requests,
    answer: (...next) => void answers.push(...next),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
