import type { Scope } from "./entities";

/** What the middlewares of this service tell its routes. */
export interface CloudflareEnvironment {
  Variables: {
    /** Whether the request is about the account or about its zone. */
    scope: Scope;
    /** Set when no route matched, for the request log. */
    unknownRoute: boolean;
  };
}
