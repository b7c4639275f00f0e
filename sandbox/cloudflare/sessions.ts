import { randomBytes } from "node:crypto";
import type { Document } from "../shared/database";
import { cloudflareId } from "../shared/ids";
import type { Identity } from "./login/evaluator";
import type { Store } from "./store";

/** Why a session ended before its time. */
export type RevocationReason = "logout" | "administrator" | "deprovisioned" | "group_change";

/** A token that a session has for one application. */
export interface ApplicationToken {
  /** The application's id. */
  readonly appId: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** Somebody's login at the team domain, good for every application whose policies let them in. */
export interface Session extends Document {
  /** What stands in a token as `identity_nonce`. */
  readonly nonce: string;
  /** Id of the Access user. */
  readonly userId: string;
  readonly identity: Identity;
  readonly ip: string;
  readonly country: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Seconds since 1970. */
  readonly exp: number;
  /** By audience tag of the application. */
  readonly tokens: Readonly<Record<string, ApplicationToken>>;
  /** Set when it was ended before its time. */
  readonly revoked: { readonly at: string; readonly reason: RevocationReason } | null;
}

/** What a new session is made of. */
export type NewSession = Pick<Session, "userId" | "identity" | "ip" | "country"> & {
  /** How long it lasts, in seconds. */
  readonly lifetime: number;
};

/** The sessions of everybody who has logged in. What is revoked here is refused at the next request. */
export class Sessions {
  constructor(private readonly store: Store) {}

  /** Begins a session. */
  create({ lifetime, ...session }: NewSession): Session {
    const iat = seconds();
    return this.store.sessions.put({
      ...session,
      id: cloudflareId(),
      nonce: randomBytes(8).toString("base64url"),
      iat,
      exp: iat + lifetime,
      tokens: {},
      revoked: null,
    });
  }

  /** The session with this id, as long as it is good. */
  find(id: string): Session | undefined {
    const session = this.store.sessions.get(id);
    return session !== undefined && isGood(session) ? session : undefined;
  }

  /** The session that a token's `identity_nonce` names, as long as it is good. */
  findByNonce(nonce: string): Session | undefined {
    return this.store.sessions.find((session) => session.nonce === nonce && isGood(session));
  }

  /** Every session that was ever begun, or those of one person, oldest first. */
  list(userId?: string): Session[] {
    return this.store.sessions.filter((session) => userId === undefined || session.userId === userId);
  }

  /** Notes the token that an application was given. */
  addToken(session: Session, aud: string, token: ApplicationToken): Session {
    return this.store.sessions.put({ ...session, tokens: { ...session.tokens, [aud]: token } });
  }

  /** Ends one session. */
  revoke(session: Session, reason: RevocationReason): void {
    this.store.sessions.put({ ...session, revoked: { at: new Date().toISOString(), reason } });
  }

  /**
   * Ends all good sessions of a person.
   *
   * @returns How many there were.
   */
  revokeUser(email: string, reason: RevocationReason): number {
    const sessions = this.store.sessionsByEmail(email.toLowerCase()).filter(isGood);
    for (const session of sessions) {
      this.revoke(session, reason);
    }
    return sessions.length;
  }

  /** Takes back the tokens that anybody has for one application. Sessions at the team domain stay. */
  revokeApplication(aud: string): void {
    for (const session of this.store.sessions.filter(({ tokens }) => tokens[aud] !== undefined)) {
      const { [aud]: _revoked, ...tokens } = session.tokens;
      this.store.sessions.put({ ...session, tokens });
    }
  }
}

/** Whether a session has neither ended nor been ended. */
export function isGood(session: Session): boolean {
  return session.revoked === null && session.exp > seconds();
}

/** The time now in seconds since 1970. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
