// In this process, over HTTP: the rights that docs/verify.md names are enough, and what is missing is told.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CloudflareApi } from "../../../api/cloudflare-api";
import { OktaApi } from "../../../api/okta-api";
import { SANDBOX_TENANTS } from "../../../sandbox";
import type { PermissionGroup } from "../../../sandbox/cloudflare/permissions";
import type { OktaScope } from "../../../sandbox/okta/access/permissions";
import { runChecks } from "../../../verify/run";
import { VerifiedSandbox } from "../../support/verified-sandbox";

const SCOPES: OktaScope[] = [
  "okta.apps.read",
  "okta.groups.read",
  "okta.users.read",
  "okta.logs.read",
  "okta.authorizationServers.read",
];
const PERMISSIONS: PermissionGroup[] = [
  "Access: Organizations, Identity Providers, and Groups Read",
  "Access: Apps and Policies Read",
  "Access: Audit Logs Read",
];

describe("the rights of a verification", () => {
  let running: VerifiedSandbox;
  beforeEach(async () => {
    running = await VerifiedSandbox.start({ customServer: true });
    running.sandbox.changeSettings({
      okta: {
        apiTokenRoles: ["READ_ONLY_ADMIN"],
        serviceAppRoles: ["READ_ONLY_ADMIN"],
        serviceAppScopes: [...SCOPES],
      },
      cloudflare: { tokenPermissions: PERMISSIONS },
    });
  });
  afterEach(() => running.close());

  const troubles = async (changes: Parameters<VerifiedSandbox["subject"]>[0] = {}) => {
    const { findings } = await runChecks(running.subject(changes));
    return Object.fromEntries(findings.filter(({ status }) => status !== "pass").map((one) => [one.id, one.status]));
  };

  it("are those of a read-only administrator and of reading in Cloudflare", async () => {
    expect(await troubles()).toEqual({});
  });

  it("are the scopes of a service app", async () => {
    const http = running.http();
    const okta = (scopes: string[]) => async () => {
      const app = await running.sandbox.okta.serviceApp();
      return new OktaApi({ orgUrl: "https://acme.okta.com", http, credentials: { ...app, scopes } });
    };
    expect(await troubles({ okta: await okta(SCOPES)(), http })).toEqual({});
    const without = SCOPES.filter((scope) => scope !== "okta.logs.read");
    expect(await troubles({ okta: await okta(without)(), http })).toEqual({
      "provisioning-errors": "unknown",
      "changed-by-hand": "unknown",
    });
  });

  it("tell what is missing: nobody can tell then, and the rest is looked at", async () => {
    running.sandbox.changeSettings({ cloudflare: { tokenPermissions: PERMISSIONS.slice(0, 2) } });
    expect(await troubles()).toEqual({ "scim-updates": "unknown" });
    const { findings } = await runChecks(running.subject());
    expect(findings.find(({ id }) => id === "scim-updates")?.summary).toMatch(
      /^Cloudflare API, GET .+\/logs\/scim\/updates: 403/,
    );
  });

  it("cannot make up for a service that does not answer, or is late", async () => {
    const signal = AbortSignal.abort(new Error("The time is up"));
    const http = running.http({ signal });
    const cloudflare = new CloudflareApi({
      baseUrl: running.sandbox.cloudflare.apiUrl,
      apiToken: SANDBOX_TENANTS.cloudflare.apiToken,
      http,
    });
    const okta = new OktaApi({
      orgUrl: "https://acme.okta.com",
      credentials: { apiToken: SANDBOX_TENANTS.okta.apiToken },
      http,
    });
    const { findings } = await runChecks(running.subject({ http, cloudflare, okta }));
    expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(["unknown"]));
  });
});
