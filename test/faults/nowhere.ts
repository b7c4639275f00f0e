import { type AddressInfo, createServer, type Server } from "node:net";
import type { Nowhere } from "./fault";

/** Addresses that lead to no service. */
export class Addresses {
  private constructor(
    private readonly plain: Server,
    private readonly closedPort: number,
  ) {}

  static async open(): Promise<Addresses> {
    const plain = await listening(createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    const closed = await listening(createServer());
    const port = portOf(closed);
    closed.close();
    return new Addresses(plain, port);
  }

  /** The URL, without a path. */
  of(nowhere: Nowhere): string {
    return {
      nobody: `http://127.0.0.1:${this.closedPort}`,
      "no-name": "http://gone.invalid",
      "no-tls": `https://127.0.0.1:${portOf(this.plain)}`,
    }[nowhere];
  }

  close(): void {
    this.plain.close();
  }
}

function listening(server: Server): Promise<Server> {
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(server));
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
