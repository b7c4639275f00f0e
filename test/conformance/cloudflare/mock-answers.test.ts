import { beforeEach, describe, expect, it } from "vitest";
import { Api, type Json } from "../../support/cloudflare-api";
import { announceSkip, contract, hasContracts } from "./contracts";

announceSkip("mock-answers.test.ts");

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly responseBody: { readonly result?: Json | Json[]; readonly result_info?: Json };
  readonly test: string;
}

const { exchanges } = contract<{ exchanges: readonly Exchange[] }>("cloudflare/mock-answers.json", { exchanges: [] });

/** What the sandbox does not do, with the reason. */
const NOT_HERE: Readonly<Record<string, string>> = {
  TestListAccessIdentityProviderAuthContexts: "authentication contexts are Microsoft Entra ID only",
  TestUpdateAccessIdentityProviderAuthContext: "authentication contexts are Microsoft Entra ID only",
  TestCreatePrivateAccessApplication: "private_ip is no type of today's API",
  TestCreateAccessOrganization: "an account has one organization; tested in the unit tests",
  TestGetAccessUserSingleActiveSession: "nobody can log in yet",
  TestGetGetAccessUserActiveSessions: "nobody can log in yet",
  TestGetAccessUserFailedLogins: "nobody can log in yet",
};

/**
 * Keys of the mocks that are not answered: secrets, which Cloudflare's predecessor client mocked as answered; the old
 * SCIM flag; and on update the example of a body that only an older API knew.
 */
const NOT_ANSWERED = new Set(["client_secret", "group_member_deprovision", "secret", "token"]);

/** Made by the server, so not part of a request. */
const BY_SERVER = new Set(["id", "created_at", "updated_at", "aud", "reusable"]);

describe.skipIf(!hasContracts)("the answers that Cloudflare wrote for its own client's tests", () => {
  let api: Api;
  const names = new Map<string, string>();

  beforeEach(async () => {
    api = new Api();
    await api.result("PUT", "/access/organizations", { warp_auth_session_duration: "24h" });
    const policy = { name: "p", decision: "allow", include: [{ email: { email: "test@example.com" } }] };
    const github = { name: "i", type: "github", config: { client_id: "x", client_secret: "a-secret" } };
    const app = { type: "self_hosted", name: "a", domain: "existing.example.com" };
    names.set("policy", String((await api.result("POST", "/access/policies", policy)).id));
    names.set("idp", String((await api.result("POST", "/access/identity_providers", github)).id));
    names.set(
      "group",
      String((await api.result("POST", "/access/groups", { name: "g", include: [{ everyone: {} }] })).id),
    );
    names.set("app", String((await api.result("POST", "/access/apps", app)).id));
    const own = await api.result("POST", `/access/apps/${names.get("app")}/policies`, { ...policy, precedence: 7 });
    names.set("own", String(own.id));
  });

  it.each(exchanges.filter(({ test }) => NOT_HERE[test.split(" ")[1] ?? ""] === undefined))(
    "$method $path ($test) has the same shape here",
    async ({ method, path, responseBody }) => {
      const sample = Array.isArray(responseBody.result) ? responseBody.result[0] : responseBody.result;
      const body = ["POST", "PUT"].includes(method) && sample !== undefined ? requestFrom(path, sample) : undefined;
      const answer = await api.call(method, ownPath(path), body);
      expect(answer.body.errors).toEqual([]);
      expect([answer.status, answer.body.success]).toEqual([200, true]);
      const result: Json | Json[] = answer.body.result;
      expect(Array.isArray(result)).toBe(Array.isArray(responseBody.result));
      if (responseBody.result_info !== undefined) {
        expect(Object.keys(answer.body.result_info ?? {})).toEqual(
          expect.arrayContaining(Object.keys(responseBody.result_info)),
        );
      }
      if (body !== undefined) {
        expectShape(result, sample, path);
      }
    },
  );

  function ownPath(path: string): string {
    return path
      .replace("/accounts/{account_id}", "")
      .replace(/(?<=identity_providers\/)[0-9a-f-]+/, names.get("idp") ?? "")
      .replace(/(?<=apps\/)[0-9a-f-]{36}/, names.get("app") ?? "")
      .replace("{accessApplicationID}", names.get("app") ?? "")
      .replace("{accessPolicyID}", names.get("own") ?? "")
      .replace("{accessGroupID}", names.get("group") ?? "");
  }

  /** The body that would lead to such an answer. */
  function requestFrom(path: string, sample: Json): Json {
    const body = Object.fromEntries(Object.entries(sample).filter(([key]) => !BY_SERVER.has(key)));
    if (path.endsWith("/apps") || /apps\/[0-9a-f-]{36}$/.test(path)) {
      body.policies = body.policies === undefined ? undefined : [{ id: names.get("policy"), precedence: 1 }];
      body.allowed_idps = [names.get("idp")];
      // The client mocked a SaaS application without the one thing that makes it one.
      body.saas_app = body.type === "saas" ? (body.saas_app ?? {}) : undefined;
    }
    return body;
  }
});

/** Same keys and same kinds of value; more keys are fine. */
function expectShape(actual: unknown, sample: unknown, where: string): void {
  if (typeof sample !== "object" || sample === null) {
    expect(typeof actual, where).toBe(typeof sample);
    return;
  }
  if (Array.isArray(sample)) {
    expect(Array.isArray(actual), where).toBe(true);
    if (sample.length > 0 && (actual as unknown[]).length > 0) {
      expectShape((actual as unknown[])[0], sample[0], `${where}[0]`);
    }
    return;
  }
  for (const [key, value] of Object.entries(sample)) {
    if (!NOT_ANSWERED.has(key)) {
      expectShape((actual as Json)[key], value, `${where}.${key}`);
    }
  }
}
