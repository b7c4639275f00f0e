import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { controlHeaders } from "../../../support/control";
import { type Json, OktaApi } from "../../../support/okta-api";

let scim: Server;
let scimUrl: string;
const seen: { url: string | undefined; authorization: string | undefined }[] = [];

beforeEach(async () => {
  seen.length = 0;
  scim = createServer((request, response) => {
    seen.push({ url: request.url, authorization: request.headers.authorization });
    response.statusCode = request.headers.authorization === "right" ? 200 : 401;
    response.end("{}");
  });
  await new Promise<void>((resolve) => {
    scim.listen(0, "127.0.0.1", resolve);
  });
  scimUrl = `http://127.0.0.1:${(scim.address() as AddressInfo).port}`;
});
afterEach(() => {
  scim.close();
});

async function submit(
  api: OktaApi,
  app: Json,
  form: string,
  fields: Record<string, string>,
): Promise<[number, string]> {
  const response = await api.okta.app.request(`/admin/app/${String(app.name)}/instance/${String(app.id)}/${form}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  return [response.status, await response.text()];
}

describe("pages of the local Okta", () => {
  it("show what exists", async () => {
    const api = new OktaApi();
    const app = await api.connectedApp();
    const group = await api.group("access-engineering");
    await api.must("POST", `/api/v1/apps/${String(app.id)}/group-push/mappings`, {
      sourceGroupId: group.id,
      targetGroupName: "access-engineering",
    });
    const page = async (path: string): Promise<string> => (await api.okta.app.request(path)).text();
    expect(await page("/")).toMatch(/access-engineering[\s\S]*Cloudflare Access SCIM/);
    expect(await page("/admin/users")).toContain("lena.vogel@acme.example");
    expect(await page("/admin/groups")).toContain("People Operations");
    expect(await page("/admin/apps")).toContain("Payroll");
    const one = await page(`/admin/app/scim2headerauth/instance/${String(app.id)}`);
    for (const anchor of ["tab-general", "tab-signon", "tab-user-management", "tab-assignments", "tab-group-push"]) {
      expect(one).toContain(`id="${anchor}"`);
    }
    expect((await api.okta.app.request("/admin/app/scim2headerauth/instance/none")).status).toBe(404);
  });

  it("are not in the request log", async () => {
    const api = new OktaApi();
    for (const path of ["/", "/admin/apps", "/log", "/log/entries", "/live/script.js", "/_sandbox/settings"]) {
      expect((await api.okta.app.request(path, { headers: controlHeaders(api.okta) })).status).toBe(200);
    }
    expect(api.okta.log.all()).toEqual([]);
  });

  it("show text as text", async () => {
    const api = new OktaApi();
    await api.group("<script>alert(1)</script>");
    expect(await (await api.okta.app.request("/admin/groups")).text()).not.toContain("<script>alert(1)");
  });
});

describe("the Provisioning tab", () => {
  it("tests the credentials as Header Auth sends them: the token alone", async () => {
    const resolve = { "acme.cloudflareaccess.com": scimUrl };
    const api = new OktaApi({ scimConnection: "unknown", resolve });
    const app = await api.scimApp();
    const baseUrl = "https://acme.cloudflareaccess.com/populations/1/scim/v2";
    const test = (token: string): Promise<[number, string]> =>
      submit(api, app, "integration", { enabled: "on", baseUrl, token, action: "test" });
    expect((await test("right"))[1]).toContain("verified successfully");
    expect(seen).toEqual([{ url: "/populations/1/scim/v2/Users?startIndex=1&count=1", authorization: "right" }]);
    const [, wrong] = await test("wrong");
    expect(wrong).toContain("answered 401");
    expect(wrong).toContain(baseUrl);
    expect(wrong).not.toContain('"wrong"');
    expect(api.okta.store.connections.size).toBe(0);
  });

  it("calls nothing but this machine", async () => {
    const api = new OktaApi();
    const app = await api.scimApp();
    const fields = { enabled: "on", token: "t", action: "test", baseUrl: "https://scim.example.com/v2" };
    expect((await submit(api, app, "integration", fields))[1]).toContain("scim.example.com: not called");
    expect(seen).toEqual([]);
  });

  it("says when nobody answers", async () => {
    const api = new OktaApi();
    const app = await api.scimApp();
    scim.close();
    const [, text] = await submit(api, app, "integration", { token: "t", action: "test", baseUrl: `${scimUrl}/v2` });
    expect(text).toContain("could not be reached");
  });

  it("saves the connection, then what is provisioned, and keeps a token that is not typed again", async () => {
    const api = new OktaApi({ scimConnection: "unknown" });
    const app = await api.scimApp();
    const path = `/api/v1/apps/${String(app.id)}`;
    const refused = await submit(api, app, "integration", {
      enabled: "on",
      baseUrl: scimUrl,
      token: "",
      action: "save",
    });
    expect(refused[0]).toBe(400);
    expect(refused[1]).toContain("API Token: the API integration needs one");
    const [status, text] = await submit(api, app, "integration", {
      enabled: "on",
      baseUrl: scimUrl,
      token: "right",
      action: "save",
    });
    expect([status, text.includes("Saved.")]).toEqual([200, true]);
    await submit(api, app, "to-app", { createUsers: "on", deactivateUsers: "on" });
    expect((await api.must("GET", `${path}/features/USER_PROVISIONING`)).capabilities).toMatchObject({
      create: { lifecycleCreate: { status: "ENABLED" } },
      update: { profile: { status: "DISABLED" }, lifecycleDeactivate: { status: "ENABLED" } },
    });
    await submit(api, app, "integration", { enabled: "on", baseUrl: `${scimUrl}/v2`, token: "", action: "save" });
    expect(api.okta.store.connections.get(String(app.id))).toMatchObject({ token: "right", baseUrl: `${scimUrl}/v2` });
    await submit(api, app, "integration", { baseUrl: `${scimUrl}/v2`, token: "", action: "save" });
    expect(await api.must("GET", `${path}/connections/default`)).toMatchObject({ status: "DISABLED" });
  });
});
