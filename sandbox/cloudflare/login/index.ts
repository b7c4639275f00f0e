import type { Hosts } from "../../shared/resolve";
import type { Sessions } from "../sessions";
import type { Store } from "../store";
import { teamDomain } from "../tenant";
import { playedHost } from "./addresses";
import type { Login, LoginEnvironment } from "./context";
import { CALLBACK_PATH, CERTS_PATH } from "./paths";
import { PendingLogins } from "./pending-logins";
import { protectedRoutes } from "./protected";
import { teamRoutes } from "./team";
import { Tickets } from "./tickets";
import { Tokens } from "./tokens";

/** What answers requests to the hosts that people visit: the team domain and the applications. */
export interface LoginSide {
  /** The answer, or undefined when the request is for the API or the console. */
  answer(request: Request, environment: LoginEnvironment["Bindings"]): Promise<Response> | undefined;
}

/**
 * The login side of an account.
 *
 * @param hosts Where hosts are that others play (Okta), looked at when it is needed.
 */
export function loginSide(store: Store, sessions: Sessions, hosts: Hosts): LoginSide {
  const login: Login = {
    store,
    sessions,
    hosts,
    tokens: new Tokens(store, sessions),
    pending: new PendingLogins(),
    tickets: new Tickets(),
  };
  const team = teamRoutes(login);
  const applications = protectedRoutes(login);
  return {
    answer: (request, environment) => {
      const host = playedHost(request.url) ?? bareHost(store, request);
      if (host === undefined) {
        return undefined;
      }
      const routes = host === teamDomain(store.tenant) ? team : applications;
      return Promise.resolve(routes.fetch(request, environment));
    },
  };
}

/**
 * What is answered at the bare address already. Programs that fetch keys follow a mapped address and may not find names
 * below `localhost`; and what is posted would be lost on a way to another name.
 */
function bareHost(store: Store, request: Request): string | undefined {
  const { pathname } = new URL(request.url);
  const isBare = pathname === CERTS_PATH || (pathname === CALLBACK_PATH && request.method === "POST");
  return isBare ? teamDomain(store.tenant) : undefined;
}
