import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox";

// What is to be tested: a script that lists groups, and waits when Okta asks for it.
async function groupNames(url: string, token: string): Promise<string[]> {
  const response = await fetch(`${url}/api/v1/groups?limit=200`, { headers: { authorization: `SSWS ${token}` } });
  if (response.status === 429) {
    const reset = Number(response.headers.get("x-rate-limit-reset")) * 1_000;
    await new Promise((resume) => {
      setTimeout(resume, Math.max(0, reset - Date.now()));
    });
    return groupNames(url, token);
  }
  const groups = (await response.json()) as { profile: { name: string } }[];
  return groups.map(({ profile }) => profile.name);
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

it("lists the groups although the first call is one too many", async () => {
  sandbox.okta.faults.add({
    match: { path: "/api/v1/groups/**", times: 1 },
    effect: { type: "rate-limited", retryAfter: 1 },
  });

  const names = await groupNames(sandbox.okta.url, sandbox.credentials.okta.apiToken);

  expect(names).toContain("Engineering");
  expect(sandbox.okta.log.all().map(({ status }) => status)).toEqual([429, 200]);
  expect(sandbox.unknownRequests()).toEqual([]);
});
