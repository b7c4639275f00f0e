import { Hono, type MiddlewareHandler } from "hono";
import { CONTROL_PATH, controlRoutes } from "../shared/control";
import { controlTokenOf } from "../shared/control-token";
import { Database } from "../shared/database";
import { faultControl } from "../shared/faults/control";
import { Faults } from "../shared/faults/faults";
import { faultMiddleware } from "../shared/faults/middleware";
import type { Snapshot } from "../shared/faults/stale";
import { limitBodies } from "../shared/front-door";
import { type Listener, listen } from "../shared/listen";
import { RequestLog } from "../shared/request-log";
import type { Hosts } from "../shared/resolve";
import { adminCall } from "./administration";
import { recordingAppChanges } from "./app-events";
import { authentication } from "./authentication";
import { internalError, methodNotAllowed, OktaError, pathNotFound } from "./errors";
import { oktaFaults } from "./faults";
import { type Okta, type OktaEnv, vendorHeaders } from "./http";
import { oidcRoutes } from "./oidc/routes";
import { PAGE_PATHS, pageRoutes, provisioningControl } from "./pages/index";
import { Provisioner } from "./provisioning/engine";
import type { Sleep } from "./provisioning/scim-client";
import { RateLimiter } from "./rate-limits";
import { appRoutes } from "./routes/apps";
import { assignmentRoutes } from "./routes/assignments";
import { authorizationServerRoutes } from "./routes/authorization-servers";
import { groupRoutes } from "./routes/groups";
import { logRoutes } from "./routes/logs";
import { orgRoutes } from "./routes/org";
import { policyRoutes } from "./routes/policies";
import { provisioningRoutes } from "./routes/provisioning";
import { userRoutes } from "./routes/users";
import { seedOkta } from "./seed";
import { type ServiceAppCredentials, ServiceApps, serviceAppControl, serviceAppRoutes } from "./service-apps";
import { DEFAULT_SETTINGS, mergeSettings, type OktaSettings } from "./settings";
import { OktaStore } from "./store";

/** The API token of the sandbox. Known to everyone, good for nothing else. */
export const SANDBOX_API_TOKEN = "00sandbox-okta-api-token-not-a-secret-0000";

const DEFAULT_ORG = "acme";

/** How a local Okta is to be. */
export interface OktaOptions {
  /** SQLite file that keeps the state; in memory when left out. */
  readonly database?: string;
  /** Subdomain of the organization: `acme` for `https://acme.okta.com`, which is also the default. */
  readonly org?: string;
  /** The token that the API accepts. {@link SANDBOX_API_TOKEN} by default. */
  readonly apiToken?: string;
  /** Whether this Okta takes SCIM connections by API. `api` by default. */
  readonly scimConnection?: OktaSettings["scimConnection"];
  /** What the control endpoints ask for; 20 characters or more. A new random one when left out. */
  readonly controlToken?: string;
  /** How it behaves at first and after a reset; {@link DEFAULT_SETTINGS} where nothing is said. */
  readonly settings?: Partial<OktaSettings>;
  /**
   * Where to find hosts that SCIM base URLs and redirect URIs name: host name to loopback URL. Looked at when it is
   * needed, so hosts may be added to the object while this Okta runs.
   */
  readonly resolve?: Hosts;
  /** Waits between two attempts to send something to an app. Real time by default. */
  readonly sleep?: Sleep;
}

/** A local Okta. */
export interface OktaSandbox {
  readonly app: Hono<OktaEnv>;
  readonly log: RequestLog;
  /** Rules by which this Okta fails on purpose. None at first. */
  readonly faults: Faults;
  /** The state, for pages and tests. */
  readonly store: OktaStore;
  /** The token that the API accepts. */
  readonly apiToken: string;
  /** What the control endpoints ask for, as `Authorization: Bearer <token>`. */
  readonly controlToken: string;
  /** What sends people and groups to apps; `settled()` waits until there is nothing more to send. */
  readonly provisioning: Provisioner;
  /** What the service app signs with to get access tokens for the API. */
  serviceApp(): Promise<ServiceAppCredentials>;
  settings(): OktaSettings;
  /** @throws TypeError that names what is not valid. */
  changeSettings(changes: unknown): void;
  /** Back to the seed and to the settings it was started with. */
  reset(): void;
  /**
   * Keeps state and settings as they are now. The returned function brings them back, as often as it is called; the
   * request log and the faults stay as they are.
   */
  snapshot(): () => void;
  close(): void;
}

/** A local Okta that listens. */
export interface RunningOkta extends Omit<OktaSandbox, "close"> {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Stops listening and closes the database. */
  close(): Promise<void>;
}

/** Makes a local Okta, to be called with `app.request(...)` or served. Holds the seed when its database is empty. */
export function createOkta(options: OktaOptions = {}): OktaSandbox {
  const subdomain = options.org ?? DEFAULT_ORG;
  const apiToken = options.apiToken ?? SANDBOX_API_TOKEN;
  const controlToken = controlTokenOf(options.controlToken);
  const initial = mergeSettings(DEFAULT_SETTINGS, {
    ...options.settings,
    ...(options.scimConnection === undefined ? {} : { scimConnection: options.scimConnection }),
  });
  const database = Database.open(options.database);
  const store = new OktaStore(database, `https://${subdomain}.okta.com`);
  let settings = initial;
  if (database.isEmpty) {
    seedOkta(store, subdomain);
  }
  const log = new RequestLog();
  const serviceApps = new ServiceApps({ store, settings: () => settings });
  const hosts = options.resolve ?? {};
  const provisioning = new Provisioner(
    { store, settings: () => settings },
    { hosts, ...(options.sleep === undefined ? {} : { sleep: options.sleep }) },
  );
  const sandbox: OktaSandbox = {
    app: new Hono<OktaEnv>(),
    log,
    faults: new Faults(),
    store,
    apiToken,
    controlToken,
    provisioning,
    serviceApp: () => serviceApps.credentials(),
    settings: () => settings,
    changeSettings: (changes) => {
      settings = mergeSettings(settings, changes);
    },
    reset: () => {
      provisioning.reset();
      database.clear();
      settings = initial;
      serviceApps.reset();
      seedOkta(store, subdomain);
      log.clear();
      sandbox.faults.clear();
    },
    snapshot: () => {
      const then = { content: database.copy(), settings };
      return () => {
        provisioning.reset();
        database.replaceWith(then.content);
        settings = then.settings;
        serviceApps.reset();
        // As after a start: what was unsent then is sent now.
        provisioning.notice();
      };
    },
    close: () => {
      provisioning.close();
      database.close();
    },
  };
  mount(sandbox, serviceApps, hosts);
  return sandbox;
}

/** Starts a local Okta on loopback. @throws when the port or the database is in use. */
export async function startOkta(options: OktaOptions & { readonly port: number }): Promise<RunningOkta> {
  const sandbox = createOkta(options);
  let listener: Listener;
  try {
    listener = await listen(sandbox.app, options.port, namesOf(options.org ?? DEFAULT_ORG));
  } catch (cause) {
    sandbox.close();
    throw cause;
  }
  return {
    ...sandbox,
    url: listener.url,
    close: async () => {
      await listener.close();
      sandbox.close();
    },
  };
}

/** The hosts that an organization has: its own and that of its Admin Console. */
function namesOf(subdomain: string): string[] {
  return [`${subdomain}.okta.com`, `${subdomain}-admin.okta.com`];
}

function mount(sandbox: OktaSandbox, serviceApps: ServiceApps, resolve: Readonly<Record<string, string>>): void {
  const { app, log, faults, store, settings, provisioning } = sandbox;
  const okta: Okta = { store, settings };
  const limiter = new RateLimiter();
  const notApi = [CONTROL_PATH, ...PAGE_PATHS];
  const snapshot = (): Snapshot => {
    const then = { store: new OktaStore(store.database.copy(), store.origin), settings };
    return {
      read: async (context) => {
        const replica = new Hono<OktaEnv>();
        mountApi(replica, then, { limiter, apiToken: sandbox.apiToken, serviceApps });
        return replica.fetch(context.req.raw, context.env);
      },
    };
  };
  app.use(limitBodies);
  app.use(log.middleware({ except: notApi }));
  app.use(faultMiddleware({ faults, vendor: oktaFaults(store, settings, snapshot), except: notApi }));
  for (const path of [`${CONTROL_PATH}/*`, "/api/*", "/admin/*"]) {
    app.use(path, noticing(provisioning));
  }
  app.route(CONTROL_PATH, controlRoutes(sandbox));
  app.route(CONTROL_PATH, faultControl(faults));
  app.route(CONTROL_PATH, provisioningControl(okta, provisioning));
  app.route(CONTROL_PATH, serviceAppControl(serviceApps));
  app.route("/", pageRoutes(okta, provisioning, log, resolve, adminCall(app, sandbox.apiToken)));
  mountApi(app, okta, { limiter, apiToken: sandbox.apiToken, serviceApps });
  app.route("/", oidcRoutes(okta, resolve));
}

/** What calls of the management API are measured and admitted by. */
interface Gate {
  readonly limiter: RateLimiter;
  readonly apiToken: string;
  readonly serviceApps: ServiceApps;
}

/** The management API and Okta's error answers. */
function mountApi(app: Hono<OktaEnv>, okta: Okta, { limiter, apiToken, serviceApps }: Gate): void {
  const headers = vendorHeaders(limiter, okta.settings);
  app.use("/api/*", headers, authentication(okta, { apiToken, serviceApps }));
  app.use("/api/v1/apps/*", recordingAppChanges(okta));
  app.use("/.well-known/*", headers);
  app.use("/oauth2/*", headers);
  // Before whoever answers the other grant types.
  app.route("/", serviceAppRoutes(serviceApps));
  for (const routes of [
    orgRoutes,
    userRoutes,
    groupRoutes,
    appRoutes,
    assignmentRoutes,
    provisioningRoutes,
    policyRoutes,
    authorizationServerRoutes,
    logRoutes,
  ]) {
    app.route("/", routes(okta));
  }
  app.onError((error, context) => {
    if (error instanceof OktaError) {
      return context.json(error.body(), error.status);
    }
    console.error(error);
    return context.json(internalError().body(), 500);
  });
  app.notFound((context) => {
    context.set("unknownRoute", true);
    context.set("noRateLimit", true);
    const error = knownPath(app, context.req.path) ? methodNotAllowed() : pathNotFound();
    return context.json(error.body(), error.status);
  });
}

/** Tells provisioning of every call that may have changed something. */
function noticing(provisioning: Provisioner): MiddlewareHandler<OktaEnv> {
  return async (context, next) => {
    await next();
    if (!["GET", "HEAD", "OPTIONS"].includes(context.req.method)) {
      provisioning.notice();
    }
  };
}

/** True when some method exists for a path. */
function knownPath(app: Hono<OktaEnv>, path: string): boolean {
  return app.routes.some(
    (route) => route.method !== "ALL" && new RegExp(`^${route.path.replace(/:[A-Za-z]+/g, "[^/]+")}$`).test(path),
  );
}
