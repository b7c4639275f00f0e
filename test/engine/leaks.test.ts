// L2: the end of every engine test, in which all that its runs left behind is searched for secrets. Proves that it finds a
// secret wherever one can be left; that nothing is left is what all the other files here prove.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { SANDBOX_TENANTS } from "../../sandbox";
import { describeOnPostgres } from "../support/describe-on-postgres";
import { Scenario } from "../support/scenario";

let scenario: Scenario;
afterEach(() => rmSync(scenario.stack.directory, { recursive: true, force: true }));

/** What the end of a test says. */
const ending = () =>
  scenario.close().then(
    () => "nothing found",
    (error: Error) => error.message,
  );

/** Two secrets as both tenants make them: one that is replaced and gone at the end, and one that is shown once. */
async function secrets(): Promise<{ readonly client: string; readonly scim: string }> {
  const app = (await scenario.okta.send("POST", "/apps", {
    name: "oidc_client",
    label: "Leaky",
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
    settings: {
      oauthClient: {
        application_type: "web",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: ["https://leaky.example/callback"],
      },
    },
  })) as { readonly id: string; readonly credentials: { readonly oauthClient: { readonly client_secret: string } } };
  const { client_secret: client } = app.credentials.oauthClient;
  await scenario.okta.send("POST", `/apps/${app.id}/lifecycle/deactivate`);
  await scenario.okta.send("DELETE", `/apps/${app.id}`);
  const { result } = (await scenario.cloudflare.send("POST", "/access/identity_providers", {
    name: "Leaky",
    type: "okta",
    config: { client_id: "leaky", client_secret: "leaky-client-secret", okta_account: "https://acme.okta.com" },
    scim_config: { enabled: true },
  })) as { readonly result: { readonly scim_config: { readonly secret: string } } };
  return { client, scim: result.scim_config.secret };
}

it("finds each secret of both tenants and of the stack, in each place where a run can leave one", async () => {
  scenario = await Scenario.start();
  const { directory } = scenario.stack;
  const { client, scim } = await secrets();
  await scenario.stack.setSecret("okta-cloudflare-access:groupsApiToken", "00first-groups-api-token-000000000000000");
  await scenario.stack.setSecret("okta-cloudflare-access:groupsApiToken", "00other-groups-api-token-000000000000000");
  const { privateKey } = await scenario.sandbox.okta.serviceApp();
  await scenario.stack.setSecret("okta:privateKey", privateKey);
  // An argument that everybody can see, for as long as the command runs.
  await scenario.stack.pulumi(["config", "set", "--plaintext", "okta:orgName", SANDBOX_TENANTS.okta.apiToken]);
  const plant = (name: string, text: string) => {
    mkdirSync(join(directory, name, ".."), { recursive: true });
    writeFileSync(join(directory, name), text);
  };
  plant("state/.pulumi/history/okta-cloudflare-access/test/test-1.json", JSON.stringify({ clientSecret: client }));
  plant("events-9-up.jsonl", JSON.stringify({ message: Buffer.from(`id:${scim}`).toString("base64") }));
  plant("tmp/pulumi.log", `https://acme.okta.com/?token=${encodeURIComponent(SANDBOX_TENANTS.cloudflare.apiToken)}`);
  plant("output-99.txt", "00first-groups-api-token-000000000000000");
  plant("report.html", "<td>leaky-client-secret</td>");
  plant("tmp/key.txt", privateKey.split("\n")[3] ?? "");

  const found = await ending();

  const lines = found.split("\n").slice(1);
  expect(lines).toEqual([
    "Okta API token in Pulumi.test.yaml",
    "Okta API token in arguments.txt",
    expect.stringMatching(
      /^secret of Cloudflare's POST \/client\/v4\/accounts\/\w+\/access\/identity_providers \(\d+\) in events-9-up\.jsonl$/,
    ),
    expect.stringMatching(/^okta-cloudflare-access:groupsApiToken \(1\) in output-99\.txt$/),
    expect.stringMatching(/^secret of Cloudflare's POST .*identity_providers \(\d+\) in report\.html$/),
    expect.stringMatching(
      /^secret of Okta's POST \/api\/v1\/apps \(\d+\) in state\/\.pulumi\/history\/okta-cloudflare-access\/test\/test-1\.json$/,
    ),
    "okta:privateKey (3) in tmp/key.txt",
    "Cloudflare API token in tmp/pulumi.log",
  ]);
  for (const secret of [client, scim, privateKey, SANDBOX_TENANTS.okta.apiToken]) {
    expect(found).not.toContain(secret);
  }
  expect(readFileSync(join(directory, "pages", "okta-log.json"), "utf8")).toContain("/api/v1/apps");
  expect(readFileSync(join(directory, "pages", "cloudflare.html"), "utf8")).toContain("Leaky");
});

describeOnPostgres("state on PostgreSQL", () => {
  it("is searched too, what is no longer in the database as well", async () => {
    scenario = await Scenario.start({ backend: "postgres" });
    const { scim } = await secrets();
    await scenario.stack.pulumi(["stack", "tag", "set", "note", scim]);
    await scenario.stack.pulumi(["stack", "tag", "rm", "note"]);

    expect(await ending()).toMatch(/secret of Cloudflare's .* in postgres\/written\/\d+/);
  });
});

it("removes what was left when there is no secret in it", async () => {
  scenario = await Scenario.start();
  expect(await ending()).toBe("nothing found");
  expect(() => readFileSync(join(scenario.stack.directory, "Pulumi.test.yaml"))).toThrow("ENOENT");
});
