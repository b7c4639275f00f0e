import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MOST_USERS } from "../../../adopt/read-okta";
import { tenantsOf } from "../../../config/tenants";
import { HandMade } from "../../support/adoption";

describe("findSetUp", { timeout: 60_000 }, () => {
  let handMade: HandMade;
  beforeEach(async () => {
    handMade = await HandMade.start();
  });
  afterEach(() => handMade.close());

  it("says that there is nothing when no login method leads to this Okta, and names those that lead elsewhere", async () => {
    await expect(handMade.find()).rejects.toThrow("no login method leads to https://acme.okta.com. There is nothing");
    await handMade.cloudflare.send("POST", "/access/identity_providers", {
      name: "Subsidiary",
      type: "okta",
      config: { client_id: "0oa1", client_secret: "secret-of-the-subsidiary", okta_account: "https://other.okta.com" },
    });
    await expect(handMade.find()).rejects.toThrow(
      'Login methods through another Okta: "Subsidiary" (https://other.okta.com)',
    );
  });

  it("says which app a login method misses", async () => {
    await handMade.cloudflare.send("POST", "/access/identity_providers", {
      name: "Okta",
      type: "okta",
      config: { client_id: "0oagone", client_secret: "secret-of-nobody", okta_account: "https://acme.okta.com" },
    });
    await expect(handMade.find()).rejects.toThrow('Okta has no app with its client id "0oagone"');
  });

  it("asks which of two login methods is meant, and takes the answer, a name or an id", async () => {
    const one = await handMade.follow({ signInGroups: ["Workforce"], scim: false, signInLabel: "One" });
    await handMade.follow({ signInGroups: ["Sales"], scim: false, signInLabel: "Two", loginMethod: "Partners" });

    await expect(handMade.find()).rejects.toThrow(/--login-method: 2 could be meant[\s\S]*"Okta"[\s\S]*"Partners"/);
    await expect(handMade.find({ loginMethod: "Nobody" })).rejects.toThrow('no login method is "Nobody"');
    expect((await handMade.find({ loginMethod: "Partners" })).signIn.label).toBe("Two");
    expect((await handMade.find({ loginMethod: one.identityProviderId })).signIn.label).toBe("One");
    expect((await handMade.find({}, async () => 1)).signIn.label).toBe("Two");
  });

  it("knows the SCIM app by its base URL among several", async () => {
    const first = await handMade.follow({ signInGroups: ["Workforce"] });
    await handMade.okta.send("POST", "/apps", { name: "scim2headerauth", label: "Elsewhere", signOnMode: "SAML_2_0" });

    expect((await handMade.find()).scim?.id).toBe(first.scimAppId);
    expect((await handMade.find({ scimApp: "none" })).scim).toBeUndefined();
  });

  it("asks which SCIM app is meant where Okta tells no base URL", async () => {
    await handMade.follow({ signInGroups: ["Workforce"] });
    await handMade.okta.send("POST", "/apps", { name: "scim2headerauth", label: "Elsewhere", signOnMode: "SAML_2_0" });
    for (const { id } of await handMade.okta.get<{ id: string }[]>("/apps?q=scim2headerauth")) {
      handMade.sandbox.okta.store.connections.delete(id);
    }

    await expect(handMade.find()).rejects.toThrow(/--scim-app: 2 could be meant[\s\S]*its connection cannot be read/);
    const { scim } = await handMade.find({ scimApp: "Elsewhere" });
    expect(scim).toMatchObject({ label: "Elsewhere", isConnected: false, features: undefined, mappings: [] });
  });

  it("takes over people who are assigned by name, up to a number", async () => {
    const { signInAppId } = await handMade.follow({
      signInGroups: ["Engineering"],
      signInUsers: ["claire.dubois@acme.example"],
      scim: false,
    });
    expect((await handMade.find()).signIn.users).toEqual([
      {
        id: expect.stringMatching(/^00u/),
        login: "claire.dubois@acme.example",
        email: "claire.dubois@acme.example",
        username: "claire.dubois@acme.example",
      },
    ]);
    for (let number = 0; number < MOST_USERS; number += 1) {
      const email = `person-${number}@acme.example`;
      const profile = { login: email, email, firstName: "Person", lastName: String(number) };
      const { id } = (await handMade.okta.send("POST", "/users?activate=true", { profile })) as { id: string };
      await handMade.okta.send("POST", `/apps/${signInAppId}/users`, { id, scope: "USER" });
    }
    const { users, userCount } = (await handMade.find()).signIn;
    expect([users, userCount]).toEqual([[], MOST_USERS + 1]);
  });

  it("names what of Access uses the login method", async () => {
    const { identityProviderId } = await handMade.follow({ signInGroups: ["Workforce"], scim: false });
    await handMade.cloudflare.send("POST", "/access/groups", {
      name: "Engineers",
      include: [{ okta: { identity_provider_id: identityProviderId, name: "Engineering" } }],
    });
    expect((await handMade.find()).access).toEqual({ applications: [], policies: [], groups: ["Engineers"] });
  });
});

describe("tenantsOf", () => {
  it("names everything that is missing at once", () => {
    expect(() => tenantsOf({}, undefined)).toThrow(
      /--account-id: is missing[\s\S]*okta:orgName: is missing[\s\S]*okta:apiToken: is missing[\s\S]*cloudflare:apiToken: is missing/,
    );
  });

  it("takes the account from the stack's settings, and refuses what is none", () => {
    const value = (text: string) => ({ value: text });
    const config = {
      "okta:orgName": value("acme"),
      "okta:clientId": value("0oa1"),
      "okta:privateKey": value("key"),
      "okta:scopes": value('["okta.apps.manage"]'),
      "cloudflare:apiToken": value("token"),
      "okta-cloudflare-access:settings": { objectValue: { accountId: "f037e56e89293a057740de681ac9abbe" } },
    };
    expect(tenantsOf(config, undefined)).toMatchObject({
      accountId: "f037e56e89293a057740de681ac9abbe",
      orgUrl: "https://acme.okta.com",
      oauth: true,
    });
    expect(() => tenantsOf(config, "acme")).toThrow('--account-id: "acme" is not a Cloudflare account id');
  });
});
