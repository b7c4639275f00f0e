import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { parseJson } from "../../shared/json";
import { LIVE_PATH, liveRoutes } from "../../shared/live";
import { logRoutes } from "../../shared/log-feed";
import { LOG_PATH, liveLog } from "../../shared/log-page";
import type { RequestLog } from "../../shared/request-log";
import { sameOrigin } from "../../shared/same-origin";
import type { AdminCall } from "../administration";
import {
  type ProvisioningForm,
  provisioningForm,
  provisioningState,
  saveProvisioning,
  testCredentials,
} from "../console";
import type { App } from "../entities";
import type { Okta, OktaEnv } from "../http";
import type { Provisioner } from "../provisioning/engine";
import { administrationRoutes, noticeOf } from "./administration";
import { appPage, type Draft, TEST_SCRIPT, TEST_SCRIPT_PATH } from "./app";
import { dashboardPage } from "./dashboard";
import { appsPage, groupsPage } from "./lists";
import { personPage, usersPage } from "./people";
import { appPath, type Notice, oktaPage } from "./site";

/** Paths that only people open: no vendor API, so not in the request log. */
export const PAGE_PATHS = ["/", "/admin", LOG_PATH, LIVE_PATH, "/signin", "/login", "/favicon.ico"];

const APP_PATH = "/admin/app/:name/instance/:appId";

/**
 * The pages of this Okta.
 *
 * @param log What the page of the request log shows.
 * @param call How the forms about people call the management API.
 */
export function pageRoutes(
  okta: Okta,
  provisioning: Provisioner,
  log: RequestLog,
  resolve: Readonly<Record<string, string>>,
  call: AdminCall,
): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();
  const found = (context: Context): App | undefined => {
    const app = okta.store.apps.get(context.req.param("appId") ?? "");
    return app?.name === context.req.param("name") ? app : undefined;
  };

  routes.use("/admin/*", sameOrigin);
  routes.route(LIVE_PATH, liveRoutes(okta.store.database));
  routes.route(LOG_PATH, logRoutes(log));
  routes.get("/", (context) => context.html(dashboardPage(okta, { url: context.req.url, ...noticeOf(okta, context) })));
  routes.get("/admin/apps", (context) => context.html(appsPage(okta, context.req.url)));
  routes.get("/admin/users", (context) =>
    context.html(usersPage(okta, { url: context.req.url, ...noticeOf(okta, context) })),
  );
  routes.get("/admin/user/profile/view/:userId", (context) => {
    const user = okta.store.users.get(context.req.param("userId"));
    return user === undefined
      ? missing(context, "Nobody has this address.")
      : context.html(personPage(okta, user, { url: context.req.url, ...noticeOf(okta, context) }));
  });
  routes.get("/admin/groups", (context) => context.html(groupsPage(okta, context.req.url)));
  routes.route("/", administrationRoutes(okta, call));
  routes.get(LOG_PATH, (context) => context.html(oktaPage("Request log", liveLog())));
  routes.get(TEST_SCRIPT_PATH, (context) =>
    context.body(TEST_SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }),
  );
  routes.get("/favicon.ico", (context) => context.body(null, 204));

  // Okta's console has a slash before the tab: …/instance/0oa1/#tab-general.
  for (const path of [APP_PATH, `${APP_PATH}/`]) {
    routes.get(path, (context) => {
      const app = found(context);
      const configure = context.req.query("configure") !== undefined;
      return app === undefined
        ? missing(context)
        : context.html(appPage(okta, app, { url: context.req.url, configure }));
    });
  }

  // Who reloads or bookmarks the answer to a form comes back to the app.
  for (const form of ["integration", "to-app", "retry", "provision-users"]) {
    routes.get(`${APP_PATH}/${form}`, (context) => {
      const app = found(context);
      return app === undefined ? missing(context) : context.redirect(appPath(app));
    });
  }

  routes.post(`${APP_PATH}/integration`, async (context) => {
    const app = found(context);
    if (app === undefined) {
      return missing(context);
    }
    const fields = await context.req.parseBody();
    const draft: Draft = { enabled: fields.enabled === "on", baseUrl: text(fields.baseUrl) };
    const token = text(fields.token);
    if (fields.action === "test") {
      const notice = await tested(draft.baseUrl, token === "" ? okta.store.connections.get(app.id)?.token : token);
      // The page's own script asks for JSON: what was typed then stays in the form, the token too.
      return context.req.header("accept") === "application/json"
        ? context.json(notice)
        : context.html(appPage(okta, app, { url: context.req.url, notice, draft }));
    }
    const notice = saved(app, {
      enabled: draft.enabled,
      ...(draft.baseUrl === "" ? {} : { baseUrl: draft.baseUrl }),
      ...(token === "" ? {} : { token }),
    });
    return notice.ok
      ? context.html(appPage(okta, app, { url: context.req.url, notice }))
      : context.html(appPage(okta, app, { url: context.req.url, notice, draft }), 400);
  });

  routes.post(`${APP_PATH}/to-app`, async (context) => {
    const app = found(context);
    if (app === undefined) {
      return missing(context);
    }
    const fields = await context.req.parseBody();
    const notice = saved(app, {
      enabled: provisioningState(okta, app).enabled,
      toApp: {
        createUsers: fields.createUsers === "on",
        updateUserAttributes: fields.updateUserAttributes === "on",
        deactivateUsers: fields.deactivateUsers === "on",
      },
    });
    return context.html(appPage(okta, app, { url: context.req.url, notice }), notice.ok ? 200 : 400);
  });

  const buttons = {
    retry: (app: App) => provisioning.retry(app.id),
    "provision-users": (app: App) => provisioning.provisionUsers(app.id),
  };
  for (const [name, press] of Object.entries(buttons)) {
    routes.post(`${APP_PATH}/${name}`, async (context) => {
      const app = found(context);
      if (app === undefined) {
        return missing(context);
      }
      press(app);
      // A person presses the button to see what comes of it.
      await provisioning.settled();
      return context.redirect(appPath(app), 303);
    });
  }

  function saved(app: App, form: ProvisioningForm): Notice {
    const checked = provisioningForm.safeParse(form);
    if (!checked.success) {
      return { ok: false, message: "Base URL: not an absolute URL. Enter the one that Cloudflare shows." };
    }
    try {
      saveProvisioning(okta, app, checked.data);
    } catch (cause) {
      if (cause instanceof TypeError) {
        return { ok: false, message: cause.message };
      }
      throw cause;
    }
    return { ok: true, message: "Saved." };
  }

  async function tested(baseUrl: string, token: string | undefined): Promise<Notice> {
    if (!URL.canParse(baseUrl)) {
      return { ok: false, message: "Base URL: not an absolute URL. Enter the one that Cloudflare shows." };
    }
    if (token === undefined) {
      return { ok: false, message: "API Token: there is none. Enter the SCIM secret." };
    }
    return testCredentials(baseUrl, token, resolve);
  }

  return routes;
}

/**
 * The control endpoints of provisioning, for tests and scripts:
 *
 * - `POST /apps/{id}/provisioning` does what the Provisioning tab does
 * - `POST /apps/{id}/provision-users` presses "Provision User"
 * - `POST /provisioning/settled` answers when there is nothing more to send, with what failed
 * - `POST /provisioning/retry` tries again what failed, and answers like that
 */
export function provisioningControl(okta: Okta, provisioning: Provisioner): Hono {
  const routes = new Hono();
  const outcome = async (): Promise<{ tasks: { app: string; kind: string; name: string; error: string }[] }> => {
    await provisioning.settled();
    return {
      tasks: provisioning.tasks().map(({ app, kind, name, error }) => ({ app: app.label, kind, name, error })),
    };
  };
  routes.post("/provisioning/settled", async (context) => context.json(await outcome()));
  routes.post("/provisioning/retry", async (context) => {
    provisioning.retry();
    return context.json(await outcome());
  });
  routes.post("/apps/:appId/provision-users", async (context) => {
    provisioning.provisionUsers(context.req.param("appId"));
    return context.json(await outcome());
  });
  routes.post("/apps/:appId/provisioning", async (context) => {
    const app = okta.store.apps.get(context.req.param("appId"));
    if (app === undefined) {
      return context.json({ error: `No app has the id ${context.req.param("appId")}.` }, 404);
    }
    try {
      const form = provisioningForm.safeParse(parseJson(await context.req.text()));
      if (!form.success) {
        const paths = form.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
        return context.json({ error: paths.join("; ") }, 400);
      }
      return context.json(saveProvisioning(okta, app, form.data));
    } catch (cause) {
      if (cause instanceof SyntaxError) {
        return context.json({ error: "Provisioning: not valid JSON. Send what is to be set as a JSON object." }, 400);
      }
      if (cause instanceof TypeError) {
        return context.json({ error: cause.message }, 400);
      }
      throw cause;
    }
  });
  return routes;
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function missing(context: Context, why = "No application has this address."): Response | Promise<Response> {
  return context.html(oktaPage("Not found", html`<p class="empty">${why}</p>`), 404);
}
