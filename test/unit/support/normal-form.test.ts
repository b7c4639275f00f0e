// What two runs are compared by: ids do not matter, doubles and touched things do.
import { afterEach, beforeEach, expect, it } from "vitest";
import { SANDBOX_TENANTS, type Sandbox, startSandbox } from "../../../sandbox";
import { setUpByGuide } from "../../support/guide-set-up";
import { normalForm } from "../../support/normal-form";
import { Api } from "../../support/scenario";

let sandbox: Sandbox;
let okta: Api;
beforeEach(async () => {
  sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  okta = new Api(`${sandbox.okta.url}/api/v1`, `SSWS ${SANDBOX_TENANTS.okta.apiToken}`);
});
afterEach(() => sandbox.close());

const since = new Date(Date.now() - 1_000);
const lines = () => normalForm(sandbox, since).lines;
const setUp = async () => {
  const { accountId, apiToken } = SANDBOX_TENANTS.cloudflare;
  const cloudflare = new Api(`${sandbox.cloudflare.url}/client/v4/accounts/${accountId}`, `Bearer ${apiToken}`);
  const choices = { signInGroups: ["Engineering"], pushedGroups: ["Finance"] };
  const made = await setUpByGuide(okta, cloudflare, choices);
  await sandbox.settled();
  return made;
};

it("is the same for the same set-up, whatever its ids and secrets", async () => {
  const restore = sandbox.snapshot();
  await setUp();
  const first = lines();
  restore();
  expect(lines()).not.toEqual(first);
  await setUp();
  expect(lines()).toEqual(first);
});

it("shows a double as a line that is there twice, and names what an id means", async () => {
  const { signInAppId } = await setUp();
  const body = { name: "scim2headerauth", label: "SCIM 2.0 Test App (Header Auth)", signOnMode: "SAML_2_0" };
  await okta.send("POST", "/apps", body);
  const apps = lines().filter((line) => line.startsWith("apps ") && line.includes(body.label));
  expect(apps).toHaveLength(2);
  expect(normalForm(sandbox, since).named(`app ${signInAppId}`)).toBe("app <apps: Cloudflare Access>");
});

it("shows that somebody wrote to what was there before, be it the same", async () => {
  const before = lines();
  const [group] = await okta.get<{ id: string; profile: object }[]>("/groups?q=Finance");
  await okta.send("PUT", `/groups/${group?.id}`, { profile: group?.profile });
  expect(lines()).not.toEqual(before);
});
