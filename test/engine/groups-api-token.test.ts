// L2: the Okta API token for people with more than 100 groups, in the stack of this repository: set, kept, set again in the
// run that writes the login method, never in the clear.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withChanges } from "../support/changed-settings";
import { changes, type Run } from "../support/engine";
import { findLeaks } from "../support/leaks";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const TOKEN = "00groupsTokenOfTheStack0123456789abcdefghij";
const RESOURCE = "access-groups-api-token";
const LOGIN_METHOD = "access-cloudflare-identity-provider";

interface LoginMethod {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

describe("the Okta API token of a stack", () => {
  let scenario: Scenario;
  const deploy = async (settings: Record<string, unknown>, token = TOKEN): Promise<Run> => {
    scenario.configure(settings);
    await scenario.stack.setSecret("okta-cloudflare-access:groupsApiToken", token);
    const run = await scenario.stack.up();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    return run;
  };
  /** What Cloudflare really keeps; its API never answers it. */
  const kept = async () => {
    const { result } = await scenario.cloudflare.get<{ result: LoginMethod[] }>("/access/identity_providers");
    const { id, name } = result.find(({ type }) => type === "okta") as LoginMethod;
    const stored = scenario.sandbox.cloudflare.store.identityProviders.get(id);
    return { name, token: stored?.secretConfig.api_token };
  };
  const plain = (changed = {}) => withChanges(plainSettings(), changed);

  beforeAll(async () => {
    scenario = await Scenario.start({ settings: plain() });
  });
  afterAll(() => scenario?.close());

  it("is set once the login method exists", async () => {
    expect(changes(await deploy(plain()))).toContain(`create ${RESOURCE}`);
    expect(await kept()).toEqual({ name: "Okta", token: TOKEN });
  });

  it("stays, with nothing to do", async () => {
    expect(changes(await deploy(plain()))).toEqual([]);
  });

  it.each([
    ["the name", { "identityProvider.name": "Acme" }],
    ["the claims", { "identityProvider.claims": ["department", "team"] }],
    ["PKCE", { "identityProvider.pkce": false }],
    ["a SCIM switch", { "scim.groupMembershipChange": "automatic" }],
  ])("is set again in the run that changes %s of the login method", async (_what, change) => {
    const changed = changes(await deploy(plain(change)));
    expect(changed).toEqual(expect.arrayContaining([`update ${LOGIN_METHOD}`, `update ${RESOURCE}`]));
    expect((await kept()).token).toBe(TOKEN);
  });

  it("is exchanged in place, and in the clear nowhere", async () => {
    await deploy(plain());
    expect(changes(await deploy(plain(), `${TOKEN}2`))).toEqual([`update ${RESOURCE}`]);
    expect((await kept()).token).toBe(`${TOKEN}2`);
    expect(findLeaks(scenario.stack.directory, { "the Okta API token": TOKEN })).toEqual([]);
  });

  it("is taken away with its config key, and the plugin with it", async () => {
    scenario.configure(plain());
    const run = await scenario.stack.up();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(changes(run)).toEqual([`delete ${RESOURCE}`, "delete okta-cloudflare-access"].sort());
    expect((await kept()).token).toBeUndefined();
  });
});
