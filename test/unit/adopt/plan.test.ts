import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planAdoption } from "../../../adopt/plan";
import { OktaAccess } from "../../../components";
import { oktaAccessArgs } from "../../../config";
import type { StackConfig } from "../../../config/load";
import { parseSettings } from "../../../config/parse-settings";
import { HandMade } from "../../support/adoption";
import type { GuideChoices } from "../../support/guide-set-up";
import { MockDeployment } from "../../support/pulumi-mocks";

// Proves under mocks that what is imported and announced bears the names, types and parents that the components give.
// That the preview agrees is shown on the real engine: test/engine/adopt.test.ts.

const SET_UPS: Record<string, GuideChoices> = {
  "the plain one": { signInGroups: ["Workforce"], pushedGroups: ["Engineering", "Finance"] },
  "people by name": {
    signInGroups: ["Engineering"],
    signInUsers: ["viktor.petrov@acme.example", "claire.dubois@acme.example"],
    scim: false,
  },
  "a custom authorization server": {
    authorizationServer: true,
    claims: ["department"],
    signInGroups: ["Workforce"],
    pushedGroups: ["Sales"],
  },
  SAML: { protocol: "saml", signInGroups: ["Workforce", "Finance"], pushedGroups: ["Engineering"] },
};

describe("planAdoption", { timeout: 60_000 }, () => {
  let handMade: HandMade;
  beforeEach(async () => {
    handMade = await HandMade.start();
  });
  afterEach(() => handMade.close());

  it.each(Object.entries(SET_UPS))(
    "gives every resource the place that the components give it: %s",
    async (_, choices) => {
      await handMade.follow(choices);
      const { settings, resources, changes } = planAdoption(await handMade.find());
      const registered = (await deployed(settings)).map(({ type, name, parent }) => `${parent} / ${type} ${name}`);
      const imported = resources.map(({ type, name, parent = "" }) => `${parent} / ${type} ${name}`);
      const created = changes.filter(({ op }) => op === "create").map(({ resource }) => resource);

      expect(imported.filter((resource) => !registered.includes(resource))).toEqual([]);
      const added = registered.filter((resource) => !imported.includes(resource)).map((text) => text.split(" ").at(-1));
      expect(added).toEqual(created);
    },
  );

  it("announces what is not there and will be made", async () => {
    await handMade.follow({ authorizationServer: true, signInGroups: ["Workforce"], scim: false });
    const found = await handMade.find();
    const bare = {
      ...found,
      server: { id: found.server?.id ?? "", name: "Bare", scopes: [], claims: [], policies: [] },
    };
    const { settings, resources, changes } = planAdoption(bare);
    const names = resources.map(({ name }) => name);
    const added = (await deployed(settings)).map(({ name }) => name).filter((name) => !names.includes(name));

    expect(added.sort()).toEqual([
      "access-authorization-server-claim-groups",
      "access-authorization-server-policy",
      "access-authorization-server-policy-rule",
      "access-authorization-server-scope-groups",
    ]);
    expect(
      changes
        .filter(({ op }) => op === "create")
        .map(({ resource }) => resource)
        .sort(),
    ).toEqual(added);
  });

  it("announces the SCIM app that the stack makes where none was taken for it", async () => {
    await handMade.follow({ signInGroups: ["Workforce"] });
    const { settings, resources, changes, lost } = planAdoption(await handMade.find({ scimApp: "none" }));
    const names = resources.map(({ name }) => name);
    const added = (await deployed(settings)).map(({ name }) => name).filter((name) => !names.includes(name));

    expect(added).toEqual(["access-scim", "access-scim-app"]);
    expect(changes.filter(({ op }) => op === "create").map(({ resource }) => resource)).toEqual(added);
    expect(lost).toContainEqual(expect.stringContaining("The stack makes an app of its own"));
  });

  it("leaves alone what other apps may use, what Okta does not support, and what is in error", async () => {
    const setUp = await handMade.follow({
      signInGroups: ["Workforce"],
      provisionedGroups: ["Workforce", "Sales"],
      pushedGroups: ["Sales", "Finance", "Engineering"],
    });
    const mappings = await handMade.okta.get<{ id: string; sourceGroupId: string }[]>(
      `/apps/${setUp.scimAppId}/group-push/mappings`,
    );
    const finance = mappings.find(({ sourceGroupId }) => sourceGroupId.startsWith("00gFinance"));
    await handMade.okta.send("PATCH", `/apps/${setUp.scimAppId}/group-push/mappings/${finance?.id}`, {
      status: "INACTIVE",
    });
    const { settings, leftAlone } = planAdoption(await handMade.find());

    expect(settings.scim?.pushGroups).toEqual(["engineering"]);
    expect(leftAlone).toEqual([
      expect.stringContaining('The push of the group "Sales": the group is assigned to the SCIM app too'),
      expect.stringContaining('The push of the group "Finance": it is INACTIVE'),
    ]);
  });

  it("keeps the authentication policy of sign-in, and announces that the SCIM app loses its own, which no plan shows", async () => {
    const setUp = await handMade.follow({ signInGroups: ["Workforce"] });
    const policy = (await handMade.okta.send("POST", "/policies", {
      type: "ACCESS_POLICY",
      name: "Phishing-resistant",
      description: "Security keys only",
    })) as { id: string };
    await handMade.okta.send("PUT", `/apps/${setUp.signInAppId}/policies/${policy.id}`);
    await handMade.okta.send("PUT", `/apps/${setUp.scimAppId}/policies/${policy.id}`);
    const { settings, changes } = planAdoption(await handMade.find());
    const detailsOf = (name: string) => changes.find(({ resource }) => resource === name)?.details;

    expect(settings.oidc?.authenticationPolicy).toBe(policy.id);
    expect(detailsOf("access-oidc-app")?.map(({ property }) => property)).not.toContain("authenticationPolicy");
    expect(detailsOf("access-scim-app")).toContainEqual({
      property: "authenticationPolicy",
      from: "Phishing-resistant",
      to: "Any two factors",
    });
  });

  it("takes over settings that are a fit with what there is: nothing about the apps is announced then", async () => {
    const setUp = await handMade.follow({ pkce: true, pkceRequired: true, signInGroups: ["Workforce"], scim: false });
    const app = await handMade.okta.get<Record<string, Record<string, Record<string, unknown>>>>(
      `/apps/${setUp.signInAppId}`,
    );
    Object.assign(app.settings?.oauthClient ?? {}, { issuer_mode: "ORG_URL" });
    await handMade.okta.send("PUT", `/apps/${setUp.signInAppId}`, app);
    const { changes } = planAdoption(await handMade.find());

    expect(changes.map(({ resource, details }) => [resource, details.map(({ property }) => property)])).toEqual([
      ["access-oidc-app", []],
      ["access-cloudflare-identity-provider", ["config.clientSecret"]],
    ]);
  });
});

/** What the program registers with these settings, the stack's own resource excepted. */
async function deployed(input: unknown) {
  const { settings, errors } = parseSettings(input, { oauth: false });
  expect(errors).toEqual([]);
  const names = Object.values(settings?.groups ?? {}).flatMap(({ existing }) => existing?.name ?? []);
  const logins = [settings?.oidc, settings?.saml, settings?.scim].flatMap((section) => section?.assignedUsers ?? []);
  const deployment = await MockDeployment.start({
    groups: names.map((name, index) => ({ id: `00g${index}`, name })),
    users: logins.map((login, index) => ({ id: `00u${index}`, login, email: login })),
  });
  const config = { settings, lockoutConfirmed: false, okta: { orgName: "acme", baseUrl: "okta.com" } };
  await deployment.run(() => new OktaAccess("access", oktaAccessArgs(config as unknown as StackConfig)));
  return deployment.registered.filter(({ name }) => !name.endsWith("-existing-server"));
}
