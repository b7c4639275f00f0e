import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { CONTROL_PATH, controlRoutes } from "../shared/control";
import { controlTokenOf } from "../shared/control-token";
import { Database } from "../shared/database";
import { faultControl } from "../shared/faults/control";
import { Faults } from "../shared/faults/faults";
import { faultMiddleware } from "../shared/faults/middleware";
import type { Snapshot } from "../shared/faults/stale";
import { limitBodies } from "../shared/front-door";
import { listen } from "../shared/listen";
import { LIVE_PATH } from "../shared/live";
import { LOG_PATH } from "../shared/log-page";
import { RequestLog } from "../shared/request-log";
import type { Hosts } from "../shared/resolve";
import { accessEnabled, authenticated, ownScope } from "./auth";
import { API_PATH, type CloudflareEnvironment } from "./environment";
import { answerError, noRoute } from "./errors";
import { cloudflareFaults } from "./faults";
import { localAddress } from "./login/addresses";
import { loginSide } from "./login/index";
import { pageRoutes } from "./pages/index";
import { accessLogRoutes } from "./routes/access-logs";
import { applicationRoutes } from "./routes/applications";
import { groupRoutes } from "./routes/groups";
import { identityProviderRoutes } from "./routes/identity-providers";
import { organizationRoutes } from "./routes/organization";
import { policyRoutes } from "./routes/policies";
import { scimLogRoutes, scimResourceRoutes } from "./routes/scim";
import { tokenRoutes } from "./routes/tokens";
import { seatRoutes, userRoutes } from "./routes/users";
import { POPULATIONS_PATH, scimRoutes } from "./scim/routes";
import { seed } from "./seed";
import { Sessions } from "./sessions";
import { changedSettings, DEFAULT_SETTINGS, type Settings } from "./settings";
import { Store } from "./store";
import { DEFAULT_TENANT, type Tenant, teamDomain } from "./tenant";

/** Where the API is that is played. */
const API_HOST = "api.cloudflare.com";

/** How to make a local Cloudflare. */
export interface CloudflareOptions {
  /** An SQLite file that keeps the account between runs. In memory when left out. */
  readonly database?: string;
  /** The account id: 32 hex digits. Defaults to a fake one. */
  readonly accountId?: string;
  /** The team name: `acme` makes the team domain `acme.cloudflareaccess.com`. Defaults to `acme`. */
  readonly team?: string;
  /** The API token that is accepted. Defaults to a fake one. */
  readonly apiToken?: string;
  /** What the control endpoints ask for; 20 characters or more. A new random one when left out. */
  readonly controlToken?: string;
  /**
   * How it behaves at first and after a reset. Where nothing is said, as it was kept in the database, and
   * `DEFAULT_SETTINGS` after a reset.
   */
  readonly settings?: Partial<Settings>;
  /**
   * Where to find hosts that login methods name: host name to loopback URL. Looked at when it is needed, so hosts may be
   * added to the object while this Cloudflare runs. Defaults to nowhere: then they are the real ones.
   */
  readonly resolve?: Hosts;
}

/** A local Cloudflare account with Zero Trust. */
export interface CloudflareSandbox {
  /** The service; `app.request(...)` calls it without a port. */
  readonly app: Hono<CloudflareEnvironment>;
  readonly log: RequestLog;
  /** Rules by which this Cloudflare fails on purpose. None at first. */
  readonly faults: Faults;
  readonly tenant: Tenant;
  /** Everything the account holds. */
  readonly store: Store;
  /** Who is logged in. */
  readonly sessions: Sessions;
  /** What the control endpoints ask for, as `Authorization: Bearer <token>`. */
  readonly controlToken: string;
  /** How it behaves now; changed at `PATCH /_sandbox/settings`. */
  readonly settings: Settings;
  /** Puts the account and its behaviour back to the seed. */
  reset(): void;
  /**
   * Keeps the account and its behaviour as they are now. The returned function brings them back, as often as it is called;
   * the request log and the faults stay as they are.
   */
  snapshot(): () => void;
  /** Closes the database. */
  close(): void;
}

/**
 * Makes a local Cloudflare, not listening yet.
 *
 * @throws TypeError when an option has a form that Cloudflare does not know.
 */
export function createCloudflare(options: CloudflareOptions = {}): CloudflareSandbox {
  const tenant = tenantOf(options);
  const behaviour = options.settings ?? {};
  const controlToken = controlTokenOf(options.controlToken);
  // Refused before a file is opened.
  changedSettings(DEFAULT_SETTINGS, behaviour);
  const database = Database.open(options.database);
  const store = new Store(database, tenant);
  if (database.isEmpty) {
    seed(store);
  }
  store.changeSettings(behaviour);
  const sessions = new Sessions(store);
  const log = new RequestLog();
  const faults = new Faults();
  const reset = (): void => {
    store.clear();
    seed(store);
    store.changeSettings(behaviour);
    log.clear();
    faults.clear();
  };
  const replica = (): Snapshot => {
    const then = new Store(database.copy(), tenant);
    return {
      read: async (context) => {
        const service = new Hono<CloudflareEnvironment>();
        mountApi(service, then, new Sessions(then));
        return service.fetch(context.req.raw, context.env);
      },
    };
  };
  const app = new Hono<CloudflareEnvironment>();
  const notApi = ["/", LOG_PATH, LIVE_PATH, "/favicon.ico", `/${tenant.accountId}`, CONTROL_PATH];
  app.use(limitBodies);
  app.use(log.middleware({ except: notApi }));
  app.use(faultMiddleware({ faults, vendor: cloudflareFaults(replica), except: notApi }));
  addLoginSide(app, store, sessions, options.resolve ?? {});
  app.route(
    CONTROL_PATH,
    controlRoutes({
      log,
      controlToken,
      reset,
      settings: () => store.settings,
      changeSettings: (change) => store.changeSettings(change),
    }),
  );
  app.route(CONTROL_PATH, faultControl(faults));
  app.route("/", pageRoutes(store, log));
  mountApi(app, store, sessions);
  return {
    app,
    log,
    faults,
    tenant,
    store,
    sessions,
    controlToken,
    get settings() {
      return store.settings;
    },
    reset,
    snapshot: () => {
      const then = database.copy();
      return () => database.replaceWith(then);
    },
    close: () => database.close(),
  };
}

/** A local Cloudflare that listens. */
export interface RunningCloudflare extends Omit<CloudflareSandbox, "close"> {
  /** Where it listens: `http://127.0.0.1:7002`. */
  readonly url: string;
  /** Base URL of the API, for `cloudflare:baseUrl`: {@link url} with {@link API_PATH}. */
  readonly apiUrl: string;
  /** Stops listening and closes the database. */
  close(): Promise<void>;
}

/**
 * Makes a local Cloudflare and serves it on loopback.
 *
 * @param options As for {@link createCloudflare}, and the TCP port; 0 lets the system choose.
 */
export async function startCloudflare(
  options: CloudflareOptions & { readonly port: number },
): Promise<RunningCloudflare> {
  const sandbox = createCloudflare(options);
  try {
    const listener = await listen(sandbox.app, options.port, [teamDomain(sandbox.tenant), API_HOST]);
    return {
      app: sandbox.app,
      log: sandbox.log,
      faults: sandbox.faults,
      tenant: sandbox.tenant,
      store: sandbox.store,
      sessions: sandbox.sessions,
      controlToken: sandbox.controlToken,
      get settings() {
        return sandbox.settings;
      },
      reset: sandbox.reset,
      snapshot: sandbox.snapshot,
      url: listener.url,
      apiUrl: `${listener.url}${API_PATH}`,
      close: async () => {
        await listener.close();
        sandbox.close();
      },
    };
  } catch (cause) {
    sandbox.close();
    throw cause;
  }
}

/**
 * The hosts that people visit, each at its name below `localhost`. Whoever follows a mapped address comes to the team
 * domain at the bare address (identity providers do, and SCIM clients know no other); browsers are sent on to its name.
 */
function addLoginSide(app: Hono<CloudflareEnvironment>, store: Store, sessions: Sessions, hosts: Hosts): void {
  const side = loginSide(store, sessions, hosts);
  app.use((context, next) => {
    const answer = side.answer(context.req.raw, { noRoute: () => context.set("unknownRoute", true) });
    return answer ?? next();
  });
  app.get("/cdn-cgi/access/*", (context) => {
    const { pathname, search, href } = new URL(context.req.url);
    return context.redirect(localAddress(`https://${teamDomain(store.tenant)}${pathname}${search}`, href));
  });
}

/** The management API, the SCIM services, and Cloudflare's error answers. */
function mountApi(app: Hono<CloudflareEnvironment>, store: Store, sessions: Sessions): void {
  app.route(API_PATH, api(store, sessions));
  app.route(POPULATIONS_PATH, scimRoutes(store));
  app.notFound((context) => {
    context.set("unknownRoute", true);
    const path = new URL(context.req.url).pathname;
    return answerError(noRoute(path.startsWith(API_PATH) ? path.slice(API_PATH.length) : path), context);
  });
  app.onError(answerError);
}

function api(store: Store, sessions: Sessions): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  routes.use(async (context, next) => {
    await next();
    context.header("cf-ray", `${randomBytes(8).toString("hex")}-AMS`);
  });
  routes.use(authenticated(store));
  routes.route("/user/tokens", tokenRoutes());
  for (const prefix of ["/accounts/:account", "/zones/:zone"]) {
    routes.use(`${prefix}/*`, ownScope(store));
    routes.use(`${prefix}/access/*`, accessEnabled(store));
    routes.route(`${prefix}/access/organizations`, organizationRoutes(store, sessions));
    routes.route(`${prefix}/access/identity_providers`, identityProviderRoutes(store));
    routes.route(`${prefix}/access/groups`, groupRoutes(store));
    routes.route(`${prefix}/access/apps`, applicationRoutes(store, sessions));
  }
  routes.route("/accounts/:account/access/policies", policyRoutes(store));
  routes.route("/accounts/:account/access/users", userRoutes(store, sessions));
  routes.route("/accounts/:account/access/seats", seatRoutes(store));
  routes.route("/accounts/:account/access/identity_providers", scimResourceRoutes(store));
  routes.route("/accounts/:account/access/logs/access_requests", accessLogRoutes(store));
  routes.route("/accounts/:account/access/logs/scim/updates", scimLogRoutes(store));
  return routes;
}

function tenantOf(options: CloudflareOptions): Tenant {
  const tenant: Tenant = {
    ...DEFAULT_TENANT,
    ...(options.accountId === undefined ? {} : { accountId: options.accountId }),
    ...(options.team === undefined ? {} : { team: options.team }),
    ...(options.apiToken === undefined ? {} : { apiToken: options.apiToken }),
  };
  if (!/^[0-9a-f]{32}$/.test(tenant.accountId)) {
    throw new TypeError(`accountId "${tenant.accountId}": not 32 lower-case hex digits. Give an id of that form.`);
  }
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(tenant.team)) {
    throw new TypeError(`team "${tenant.team}": not a host name label. Use lower-case letters, digits and hyphens.`);
  }
  if (!/^[0-9A-Za-z\-_]{40,80}$/.test(tenant.apiToken)) {
    throw new TypeError(
      "apiToken: not 40 to 80 letters, digits, hyphens or underscores. The provider would refuse it.",
    );
  }
  return tenant;
}
