// Everything in this process, over HTTP: each thing that can break is broken by itself, and exactly its check tells.
import { afterEach, describe, expect, it } from "vitest";
import { Http, type HttpAnswer, type HttpRequest } from "../../../api/http";
import { asObject } from "../../../api/json";
import { CHECKS } from "../../../verify/checks/index";
import { runChecks } from "../../../verify/run";
import type { SubjectOptions } from "../../../verify/subject";
import { VerifiedSandbox } from "../../support/verified-sandbox";

type Json = Record<string, unknown>;

interface Break {
  readonly what: string;
  /** Ids of the checks that tell, in the order of a report, with how. */
  readonly told: Readonly<Record<string, "fail" | "warn" | "unknown">>;
  /** Words that one of them says. */
  readonly says: RegExp;
  readonly customServer?: boolean;
  readonly break?: (running: VerifiedSandbox) => Promise<unknown>;
  /** What the verification is told, or with what it calls. */
  readonly subject?: (running: VerifiedSandbox) => Changes | Promise<Changes>;
}

type Changes = Partial<SubjectOptions> & { readonly http?: Http };

const BREAKS: readonly Break[] = [
  {
    what: "the login method was renamed",
    told: { "login-method": "fail" },
    says: /name: declared "Okta", found "Okta \(old\)"/,
    break: ({ cloudflare, edit, loginMethod }) =>
      edit(cloudflare, loginMethod, (idp) => ({ ...idp, name: "Okta (old)" })),
  },
  {
    what: "user deprovisioning is off",
    told: { "login-method": "fail" },
    says: /scim_config\.user_deprovision: declared true, found false/,
    break: ({ cloudflare, edit, loginMethod }) =>
      edit(cloudflare, loginMethod, (idp) => ({
        ...idp,
        scim_config: { ...asObject(idp.scim_config), user_deprovision: false },
      })),
  },
  {
    what: "the app for sign-in was renamed",
    told: { "sign-in-app": "fail", "changed-by-hand": "warn" },
    says: /label: declared "Cloudflare Access", found "Access"/,
    break: ({ okta, edit, signInApp }) => edit(okta, signInApp, (app) => ({ ...app, label: "Access" })),
  },
  {
    what: "the groups claim leaves groups out",
    told: { "groups-claim": "fail" },
    says: /value: declared "\.\*", found "none"/,
    break: ({ okta, signInApp }) =>
      okta.send("POST", `/internal${signInApp}/settings/oauth/idToken`, {
        name: "groups",
        value: "none",
        valueType: "GROUPS",
        groupFilterType: "REGEX",
        issuerMode: "ORG_URL",
      }),
  },
  {
    what: "the authorization server lost its groups claim",
    customServer: true,
    told: { "authorization-server": "fail" },
    says: /claim "groups": is not there/,
    break: async ({ okta, deployed }) => {
      const path = `/authorizationServers/${String(deployed.authorizationServer?.id)}/claims`;
      const claims = await okta.get<Json[]>(path);
      const groups = claims.find(({ name }) => name === "groups");
      await okta.send("DELETE", `${path}/${String(groups?.id)}`);
    },
  },
  {
    what: "the SCIM app was renamed",
    told: { "scim-app": "fail", "changed-by-hand": "warn" },
    says: /label: declared "Cloudflare Access SCIM", found "SCIM"/,
    break: ({ okta, edit, scimApp }) => edit(okta, scimApp, (app) => ({ ...app, label: "SCIM" })),
  },
  {
    what: "the team has another domain",
    told: { "redirect-uri": "fail" },
    says: /declared acme\.cloudflareaccess\.com, found acme-corp\.cloudflareaccess\.com/,
    subject: (running) => ({
      http: tampering(running, /\/access\/organizations$/, (answer) => ({
        ...answer,
        result: { ...asObject(answer.result), auth_domain: "acme-corp.cloudflareaccess.com" },
      })),
    }),
  },
  {
    what: "the issuer is another one",
    told: { discovery: "fail" },
    says: /expected "https:\/\/acme\.okta\.com", found "https:\/\/login\.acme\.example"/,
    subject: (running) => ({
      http: tampering(running, /openid-configuration$/, (answer) => ({
        ...answer,
        issuer: "https://login.acme.example",
      })),
    }),
  },
  {
    what: "the groups scope is not offered",
    told: { "groups-scope": "fail" },
    says: /refuses every login with invalid_scope/,
    subject: (running) => ({
      http: tampering(running, /openid-configuration$/, (answer) => ({ ...answer, scopes_supported: ["openid"] })),
    }),
  },
  {
    what: "the authorization server has no groups scope",
    customServer: true,
    told: { "authorization-server": "fail", "groups-scope": "fail", "login-request": "fail" },
    says: /scope "groups": is not there/,
    break: async ({ okta, deployed }) => {
      const path = `/authorizationServers/${String(deployed.authorizationServer?.id)}/scopes`;
      const scopes = await okta.get<Json[]>(path);
      await okta.send("DELETE", `${path}/${String(scopes.find(({ name }) => name === "groups")?.id)}`);
    },
  },
  {
    what: "Okta shows an error page of its own",
    told: { "login-request": "fail" },
    says: /shows a page of its own \(400\)/,
    subject: (running) => ({ http: pageInstead(running.http()) }),
  },
  {
    what: "the redirect URI is not the app's any more",
    told: { "sign-in-app": "fail", "login-request": "fail", "changed-by-hand": "warn" },
    says: /redirect_uris: declared/,
    break: ({ okta, edit, signInApp }) =>
      edit(okta, signInApp, (app) => {
        const settings = asObject(app.settings);
        const oauthClient = { ...asObject(settings.oauthClient), redirect_uris: ["https://other.example/callback"] };
        return { ...app, settings: { ...settings, oauthClient } };
      }),
  },
  {
    what: "Cloudflare asks without PKCE and Okta insists on it",
    told: { "login-method": "fail", "login-request": "fail" },
    says: /PKCE code challenge is required/,
    break: ({ cloudflare, edit, loginMethod }) =>
      edit(cloudflare, loginMethod, (idp) => ({ ...idp, config: { ...asObject(idp.config), pkce_enabled: false } })),
  },
  {
    what: "the client secret is another one",
    told: { "client-secret": "fail" },
    says: /every login fails after the password/,
    subject: () => ({ clientSecret: "another-client-secret" }),
  },
  {
    what: "the groups claim leaves out a pushed group",
    told: { "groups-reach": "warn" },
    says: /"Finance": is pushed, and no login carries it/,
    break: ({ okta, signInApp }) =>
      okta.send("POST", `/internal${signInApp}/settings/oauth/idToken`, {
        name: "groups",
        value: "access-.*",
        valueType: "GROUPS",
        groupFilterType: "REGEX",
        issuerMode: "ORG_URL",
      }),
    subject: ({ deployed }) => ({
      deployed: {
        ...deployed,
        ...(deployed.oidc === undefined
          ? {}
          : { oidc: { ...deployed.oidc, groupsClaim: { name: "groups", regex: "access-.*", onApp: true } } }),
      },
    }),
  },
  {
    what: "Okta signs with a certificate that Cloudflare does not know",
    told: { "saml-certificate": "fail" },
    says: /of the app is not among 1 of the login method/,
    subject: (running) => withSaml(running, "MIIBold"),
  },
  {
    what: "Okta signs with the certificate that Cloudflare has",
    told: {},
    says: /^$/,
    subject: (running) => withSaml(running),
  },
  {
    what: "nobody may sign in any more",
    told: { "sign-in-assignments": "fail", "changed-by-hand": "warn" },
    says: /group "Workforce": is not assigned/,
    break: ({ okta, deployed, signInApp }) =>
      okta.send("DELETE", `${signInApp}/groups/${String(deployed.signInApp.assignments.groups.workforce)}`),
  },
  {
    what: "somebody else was let in by hand",
    told: { "sign-in-assignments": "warn", "changed-by-hand": "warn" },
    says: /group "Contractors": is assigned by .+ at \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
    break: async ({ okta, signInApp }) => {
      const [contractors] = await okta.get<Json[]>("/groups?q=Contractors");
      await okta.send("PUT", `${signInApp}/groups/${String(contractors?.id)}`, {});
    },
  },
  {
    what: "the SCIM secret is another one",
    told: { "scim-service": "fail" },
    says: /answers 401 to the stack's secret/,
    subject: () => ({ scimSecret: "another-scim-secret" }),
  },
  {
    what: "the stack never got the SCIM secret",
    told: { "scim-service": "unknown" },
    says: /the stack does not have the right one/,
    subject: () => ({ scimSecret: "" }),
  },
  {
    what: "the SCIM connection is off",
    // Okta answers nothing of what is provisioned where provisioning is off.
    told: { "scim-connection": "fail", "scim-features": "unknown" },
    says: /status: expected ENABLED, found DISABLED/,
    break: ({ okta, scimApp }) => okta.send("POST", `${scimApp}/connections/default/lifecycle/deactivate`),
  },
  {
    what: "Okta answers UNKNOWN",
    told: { "scim-connection": "fail" },
    says: /did not take it: it answers UNKNOWN/,
    subject: (running) => ({
      http: tampering(running, /\/connections\/default$/, () => ({
        status: "UNKNOWN",
        profile: { authScheme: "UNKNOWN" },
      })),
    }),
  },
  {
    what: "Deactivate Users is off",
    told: { "scim-features": "fail" },
    says: /who leaves stays in Cloudflare/,
    break: ({ okta, scimApp }) =>
      okta.send("PUT", `${scimApp}/features/USER_PROVISIONING`, {
        create: { lifecycleCreate: { status: "ENABLED" } },
        update: { profile: { status: "ENABLED" }, lifecycleDeactivate: { status: "DISABLED" } },
      }),
  },
  {
    what: "a person is provisioned by hand",
    told: { "scim-assignments": "warn", "changed-by-hand": "warn" },
    says: /is assigned by/,
    break: async (running) => {
      const { okta, scimApp } = running;
      const user = (await okta.send("POST", "/users?activate=true", {
        profile: { login: "new@acme.example", email: "new@acme.example", firstName: "New", lastName: "Person" },
      })) as Json;
      await okta.send("POST", `${scimApp}/users`, { id: user.id });
      await running.settled();
    },
  },
  {
    what: "a group is not pushed any more",
    told: { "push-groups": "fail", "scim-groups": "fail" },
    says: /"Finance": is not pushed/,
    break: async (running) => {
      const mappings = await running.okta.get<Json[]>(`${running.scimApp}/group-push/mappings`);
      const finance = mappings.find(({ sourceGroupId }) => sourceGroupId === running.deployed.scim?.pushGroups.finance);
      const path = `${running.scimApp}/group-push/mappings/${String(finance?.id)}`;
      await running.okta.send("PATCH", path, { status: "INACTIVE" });
      await running.okta.send("DELETE", `${path}?deleteTargetGroup=true`);
      await running.settled();
    },
  },
  {
    what: "a push is switched off",
    told: { "push-groups": "fail" },
    says: /"Finance": INACTIVE/,
    break: async (running) => {
      const mappings = await running.okta.get<Json[]>(`${running.scimApp}/group-push/mappings`);
      const finance = mappings.find(({ sourceGroupId }) => sourceGroupId === running.deployed.scim?.pushGroups.finance);
      await running.okta.send("PATCH", `${running.scimApp}/group-push/mappings/${String(finance?.id)}`, {
        status: "INACTIVE",
      });
    },
  },
  {
    what: "a group is missing in Cloudflare",
    told: { "scim-groups": "fail" },
    says: /"Finance": is missing/,
    subject: (running) => ({
      http: tampering(running, /\/scim\/groups$/, (answer) => ({
        ...answer,
        result: (answer.result as Json[]).filter(({ displayName }) => displayName !== "Finance"),
      })),
    }),
  },
  {
    what: "somebody who left is still in Cloudflare",
    told: { "scim-users": "fail" },
    says: /left@acme\.example: is active, and not assigned in Okta/,
    subject: (running) => ({
      http: tampering(running, /\/scim\/users$/, (answer) => ({
        ...answer,
        result: [
          ...(answer.result as Json[]),
          { id: "1", active: true, displayName: "Left", emails: [{ primary: true, value: "left@acme.example" }] },
        ],
      })),
    }),
  },
  {
    what: "somebody has not arrived",
    told: { "scim-users": "fail" },
    says: /of 23 people have not arrived/,
    subject: (running) => ({
      http: tampering(running, /\/scim\/users$/, (answer) => ({
        ...answer,
        result: (answer.result as Json[]).slice(2),
      })),
    }),
  },
  {
    what: "Cloudflare refused SCIM requests",
    told: { "scim-updates": "fail" },
    says: /PATCH USER ada@acme\.example: resource not found/,
    subject: (running) => ({
      http: tampering(running, /\/scim\/updates$/, (answer) => ({
        ...answer,
        result: [
          {
            logged_at: "2026-11-24T09:00:00Z",
            request_method: "PATCH",
            resource_type: "USER",
            resource_user_email: "ada@acme.example",
            status: "FAILURE",
            error_description: "resource not found",
          },
        ],
      })),
    }),
  },
  {
    what: "Okta could not provision somebody",
    told: { "scim-service": "unknown", "scim-users": "fail", "provisioning-errors": "fail" },
    says: /Push new user to external application/,
    break: async (running) => {
      const { okta, sandbox, deployed, scimApp } = running;
      await okta.send("POST", `${scimApp}/connections/default?activate=true`, {
        baseUrl: deployed.scim?.baseUrl,
        profile: { authScheme: "TOKEN", token: "another-scim-secret" },
      });
      const user = (await okta.send("POST", "/users?activate=true", {
        profile: { login: "new@acme.example", email: "new@acme.example", firstName: "New", lastName: "Person" },
      })) as Json;
      await okta.send(
        "PUT",
        `/groups/${String(deployed.signInApp.assignments.groups.workforce)}/users/${String(user.id)}`,
      );
      await sandbox.okta.provisioning.settled();
    },
    subject: () => ({ scimSecret: "" }),
  },
  {
    what: "Okta's log has a failed push",
    told: { "provisioning-errors": "fail" },
    says: /2026-11-24 09:00 UTC, Push group membership: Forbidden/,
    subject: (running) => ({
      http: tampering(running, /\/api\/v1\/logs$/, (answer, url) =>
        url.includes("application.provision") ? [PUSH_FAILURE] : answer,
      ),
    }),
  },
  {
    what: "somebody saved an app as it is",
    told: { "changed-by-hand": "warn" },
    says: /UTC, .+: Update application \(Cloudflare Access\)/,
    break: ({ okta, edit, signInApp }) => edit(okta, signInApp, (app) => app),
  },
  {
    what: "a policy waits for a group that was renamed",
    told: { "stray-groups": "fail" },
    says: /"Engineers": Okta has no group "Enginering"/,
    break: ({ cloudflare, deployed }) =>
      cloudflare.send("POST", "/access/groups", {
        name: "Engineers",
        include: [{ okta: { identity_provider_id: deployed.loginMethod.id, name: "Enginering" } }],
      }),
  },
  {
    what: "there is a second app for sign-in",
    told: { "nothing-twice": "warn" },
    says: /app "Cloudflare Access" in Okta: 0oa\w+, beside 0oa\w+ \(https:\/\/acme-admin\.okta\.com\/admin\/app\/oidc_client\//,
    break: async ({ okta, signInApp }) => {
      const { label, name, signOnMode, settings } = await okta.get<Json>(signInApp);
      const credentials = { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } };
      await okta.send("POST", "/apps", { label, name, signOnMode, settings, credentials });
    },
  },
  {
    what: "there is a second SCIM app",
    told: { "nothing-twice": "warn" },
    says: /app "Cloudflare Access SCIM" in Okta: 0oa\w+, beside 0oa\w+ \(/,
    break: async ({ okta, scimApp }) => {
      const { label, name, signOnMode } = await okta.get<Json>(scimApp);
      await okta.send("POST", "/apps", { label, name, signOnMode });
    },
  },
  {
    what: "there is a second app of the label, which is switched off, and others of the same beginning or use",
    told: {},
    says: /^$/,
    break: async ({ okta, signInApp }) => {
      const { name, signOnMode, settings } = await okta.get<Json>(signInApp);
      const credentials = { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } };
      const app = { name, signOnMode, settings, credentials };
      await okta.send("POST", "/apps", { ...app, label: "Cloudflare Access SCIM" });
      await okta.send("POST", "/apps", { ...app, label: "Cloudflare Access 2" });
      const made = (await okta.send("POST", "/apps", { ...app, label: "Cloudflare Access" })) as Json;
      await okta.send("POST", `/apps/${String(made.id)}/lifecycle/deactivate`);
    },
  },
  {
    what: "there is a second login method, and one by another name that leads to the same app",
    told: { "nothing-twice": "warn" },
    says: /2 things are there twice\nlogin method "Okta" at Cloudflare: .+ beside .+\nlogin method "Okta \(new\)" at Cloudflare: /,
    break: async ({ cloudflare, deployed }) => {
      const config = { okta_account: "https://acme.okta.com", client_secret: "another" };
      const method = (name: string, clientId?: string) =>
        cloudflare.send("POST", "/access/identity_providers", {
          name,
          type: "okta",
          config: { ...config, client_id: clientId },
        });
      await method("Okta", "0oaSomethingElse0000");
      await method("Okta (new)", deployed.oidc?.clientId);
    },
  },
  {
    what: "an Access group and the policy that names it are there twice, and others only have the name",
    told: { "nothing-twice": "warn" },
    says: /^2 things are there twice\nAccess group "Finance" at Cloudflare: .+, beside .+\nAccess policy "Allow finance" at Cloudflare: /,
    break: async ({ cloudflare, deployed }) => {
      const id = deployed.loginMethod.id;
      const make = async (path: string, body: Json): Promise<string> =>
        String(asObject(((await cloudflare.send("POST", `/access/${path}`, body)) as Json).result).id);
      const rules = { include: [{ okta: { identity_provider_id: id, name: "Finance" } }] };
      for (const name of ["Finance", "Finance", "Finance 2"]) {
        const group = await make("groups", { name, ...rules });
        await make("policies", { name: "Allow finance", decision: "allow", include: [{ group: { id: group } }] });
      }
      const foreign = { name: "Contractors", include: [{ email_domain: { domain: "contractors.example" } }] };
      await make("groups", foreign);
      await make("groups", foreign);
    },
  },
];

const PUSH_FAILURE = {
  published: "2026-11-24T09:00:00.000Z",
  displayMessage: "Push group membership",
  outcome: { result: "FAILURE", reason: "Forbidden" },
};

/** The SCIM app as the app for sign-in too, at a login method that believes one of its certificates, or another. */
async function withSaml(running: VerifiedSandbox, believed?: string): Promise<Changes> {
  const { oidc: _, scim, ...deployed } = running.deployed;
  const [key] = await running.okta.get<{ x5c: string[] }[]>(`${running.scimApp}/credentials/keys`);
  return {
    http: tampering(running, /\/identity_providers\/[^/]+$/, (answer) => {
      const result = asObject(answer.result);
      const config = { ...asObject(result.config), idp_public_certs: [believed ?? key?.x5c[0]] };
      return { ...answer, result: { ...result, config } };
    }),
    deployed: { ...deployed, ...(scim === undefined ? {} : { scim, signInApp: scim.app }) },
  };
}

/** Calls of which some answers are otherwise: for what no administrator can do to a sandbox. */
function tampering(running: VerifiedSandbox, path: RegExp, change: (answer: Json, url: string) => unknown): Http {
  return new TamperingHttp(running.http(), ({ url }, answer) =>
    path.test(new URL(url).pathname) ? { ...answer, json: change(answer.json as Json, url) } : answer,
  );
}

function pageInstead(http: Http): Http {
  return new TamperingHttp(http, (request, answer) =>
    request.url.includes("/v1/authorize?") ? { ...answer, status: 400, headers: new Headers() } : answer,
  );
}

class TamperingHttp extends Http {
  constructor(
    private readonly real: Http,
    private readonly change: (request: HttpRequest, answer: HttpAnswer) => HttpAnswer,
  ) {
    super();
  }

  override async send(request: HttpRequest): Promise<HttpAnswer> {
    return this.change(request, await this.real.send(request));
  }

  override addressOf(url: string): string {
    return this.real.addressOf(url);
  }
}

describe("the breaks", () => {
  it("have one for every check, of which nothing else tells but the log of changes", () => {
    const alone = BREAKS.map(({ told }) => Object.keys(told)).flatMap((ids) => {
      const others = ids.filter((id) => id !== "changed-by-hand");
      return ids.length === 1 || others.length === 1 ? [others[0] ?? "changed-by-hand"] : [];
    });
    expect(new Set(alone)).toEqual(new Set(CHECKS.map(({ id }) => id)));
  });
});

describe("a set-up where", () => {
  let running: VerifiedSandbox | undefined;
  afterEach(() => running?.close());

  it.each(BREAKS)("$what", async ({ told, says, customServer, break: harm, subject }) => {
    running = await VerifiedSandbox.start({ customServer: customServer ?? false });
    await harm?.(running);
    const { findings } = await runChecks(running.subject(await subject?.(running)));

    const found = findings.filter(({ status }) => status !== "pass");
    expect(Object.fromEntries(found.map(({ id, status }) => [id, status]))).toEqual(told);
    const words = found.map(({ summary, details }) => [summary, ...(details ?? [])].join("\n")).join("\n");
    expect(words).toMatch(says);
    expect(found.every(({ advice }) => advice !== undefined && advice.length > 0)).toBe(true);
  });
});
