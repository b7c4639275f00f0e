import type { Scope } from "./entities";

/** Where the API begins, as in `https://api.cloudflare.com/client/v4`. */
export const API_PATH = "/client/v4";

/** What the middlewares of this service tell its routes. */
export interface CloudflareEnvironment {
  Variables: {
    /** Whether the request is about the account or about its zone. */
    scope: Scope;
    /** Set when no route matched, for the request log. */
    unknownRoute: boolean;
  };
}
