import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A SCIM server that holds nothing and takes everything: an empty list for whoever knows the token, an id for what they
 * create, 401 for everyone else.
 */
export interface ScimEndpoint {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The token that is accepted: the whole value of `Authorization`, as Header Auth sends it. */
  token: string;
  /** Paths with queries that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts a {@link ScimEndpoint} on a free port of loopback. */
export async function startScimEndpoint(token: string): Promise<ScimEndpoint> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? "");
    let body = "";
    for await (const chunk of request) {
      body += String(chunk);
    }
    const known = request.headers.authorization === endpoint.token;
    const created = known && request.method === "POST";
    response.writeHead(created ? 201 : known ? 200 : 401, { "content-type": "application/scim+json" });
    response.end(
      JSON.stringify(
        created
          ? { ...JSON.parse(body), id: randomUUID() }
          : known
            ? { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] }
            : { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "401" },
      ),
    );
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  const endpoint: ScimEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    asked,
    close: () =>
      new Promise((closed, failed) => {
        server.close((error) => (error === undefined ? closed() : failed(error)));
        server.closeAllConnections();
      }),
  };
  return endpoint;
}
