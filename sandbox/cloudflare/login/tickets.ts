import { randomBytes } from "node:crypto";

/** A token on its way from the team domain to the host of an application. */
export interface Ticket {
  readonly token: string;
  /** The application's real host. */
  readonly host: string;
  /** When the token ends: milliseconds since 1970. */
  readonly exp: number;
}

/** How long a browser may take from one host to the other, in milliseconds. */
const LIFETIME = 60_000;

/** Tokens that wait for their browser, each good once: a token itself never stands in an address. */
export class Tickets {
  private readonly tickets = new Map<string, Ticket & { readonly until: number }>();

  /** Keeps a token; returns what to fetch it with. */
  put(ticket: Ticket): string {
    const now = Date.now();
    for (const [nonce, { until }] of this.tickets) {
      if (until <= now) {
        this.tickets.delete(nonce);
      }
    }
    const nonce = randomBytes(24).toString("base64url");
    this.tickets.set(nonce, { ...ticket, until: now + LIFETIME });
    return nonce;
  }

  /** The token that was kept; nothing the second time, or too late. */
  take(nonce: string | undefined): Ticket | undefined {
    const ticket = this.tickets.get(nonce ?? "");
    this.tickets.delete(nonce ?? "");
    return ticket !== undefined && ticket.until > Date.now() ? ticket : undefined;
  }
}
