import type { CodeExchange } from "./okta";
import type { SamlExchange } from "./saml";

/** What somebody logs in for. */
export type Purpose =
  | { readonly kind: "application"; readonly appId: string; readonly host: string; readonly path: string }
  | { readonly kind: "launcher" }
  | { readonly kind: "test" };

/** A login that has begun. */
export interface PendingLogin {
  /** `state` of OAuth, and of the forms of the one-time PIN. */
  readonly state: string;
  /** Value of the cookie of the browser it began in. */
  readonly browser: string;
  readonly idpId: string;
  readonly purpose: Purpose;
  /** For a login at Okta with OpenID Connect. */
  readonly exchange?: CodeExchange;
  /** For a login with SAML. */
  readonly saml?: SamlExchange;
  /** For a one-time PIN, once it was asked for. */
  readonly pin?: { readonly email: string; readonly code: string; readonly tries: number };
  /** Milliseconds since 1970. */
  readonly began: number;
}

/** A login has to end within ten minutes, as a one-time PIN has. */
const LIFETIME = 10 * 60_000;

/** More than this many at once are nobody's logins. */
const CAPACITY = 10_000;

/** Logins that have begun and not ended. They do not outlive a restart, as somebody's open login page need not. */
export class PendingLogins {
  private readonly logins = new Map<string, PendingLogin>();

  /** Remembers a login, or what has become of it. */
  put(login: PendingLogin): void {
    const oldest = this.logins.keys().next().value;
    if (this.logins.size >= CAPACITY && oldest !== undefined) {
      this.logins.delete(oldest);
    }
    this.logins.set(login.state, login);
  }

  /** The login with this state, as long as it is good and of this browser. */
  find(state: string | undefined, browser: string | undefined): PendingLogin | undefined {
    const login = this.named(state);
    return login?.browser === browser ? login : undefined;
  }

  /** The login with this state, as long as it is good, whatever browser asks. */
  named(state: string | undefined): PendingLogin | undefined {
    const login = this.logins.get(state ?? "");
    return login !== undefined && Date.now() - login.began < LIFETIME ? login : undefined;
  }

  /** Ends a login: its state is good for nothing afterwards. */
  end(login: PendingLogin): void {
    this.logins.delete(login.state);
  }
}
