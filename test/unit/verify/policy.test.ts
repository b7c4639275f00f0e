// In this process, over HTTP: the questions of the policy pack, asked of what is live.
import { afterEach, describe, expect, it } from "vitest";
import { asObject, type Json } from "../../../api/json";
import { RULES } from "../../../policies/policies";
import { ABOUT_THE_PROGRAM, policyCheck } from "../../../verify/policy/check";
import { liveResources } from "../../../verify/policy/live-resources";
import { runChecks } from "../../../verify/run";
import { VerifiedSandbox } from "../../support/verified-sandbox";

describe("the policy pack on what is live", () => {
  let running: VerifiedSandbox | undefined;
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  const asked = async (sandbox: VerifiedSandbox, environment: "dev" | "prod" = "prod") =>
    (await runChecks(sandbox.subject(), [policyCheck(environment)])).findings[0];

  it.each([false, true])(
    "warns of what the settings leave open, custom authorization server: %s",
    async (customServer) => {
      running = await VerifiedSandbox.start({ customServer });
      const found = await asked(running);
      expect(found?.status).toBe("warn");
      expect(found?.details).toHaveLength(1);
      expect(found?.details?.[0]).toMatch(/^okta-groups-claim-bounded: .+, which every group matches/);
    },
  );

  it("sees everything that a rule is about, where it is there", async () => {
    running = await VerifiedSandbox.start({ customServer: true });
    const kinds = new Set((await liveResources(running.subject())).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      "authServer",
      "authServerClaim",
      "authServerPolicy",
      "authServerScope",
      "features",
      "groupAssignment",
      "identityProvider",
      "oidcApp",
      "organization",
      "pushGroup",
      "samlApp",
    ]);
  });

  it("finds what an administrator made by hand on the login method, with the levels of an environment", async () => {
    running = await VerifiedSandbox.start();
    const { cloudflare, deployed } = running;
    const { result } = (await cloudflare.send("POST", "/access/policies", {
      name: "Everybody",
      decision: "allow",
      include: [{ everyone: {} }],
    })) as { result: Json };
    await cloudflare.send("POST", "/access/apps", {
      name: "Door",
      type: "self_hosted",
      domain: "door.acme.example",
      allowed_idps: [deployed.loginMethod.id],
      policies: [{ id: result.id, precedence: 1 }],
    });

    const prod = await asked(running);
    expect(prod?.status).toBe("fail");
    expect(prod?.details?.join("\n")).toMatch(/^cf-policy-no-everyone: Access policy "Everybody": /m);
    expect((await asked(running, "dev"))?.status).toBe("warn");
  });

  it("finds what somebody took away by hand in Okta and Cloudflare", async () => {
    running = await VerifiedSandbox.start();
    const { okta, cloudflare, edit, signInApp, loginMethod } = running;
    await edit(okta, signInApp, (app) => {
      const credentials = asObject(app.credentials);
      const oauthClient = { ...asObject(credentials.oauthClient), pkce_required: false };
      return { ...app, credentials: { ...credentials, oauthClient } };
    });
    await edit(cloudflare, loginMethod, (idp) => ({
      ...idp,
      scim_config: { ...asObject(idp.scim_config), user_deprovision: false },
    }));
    const rules = ((await asked(running))?.details ?? []).map((line) => line.split(":", 1)[0]);
    expect(rules).toEqual(expect.arrayContaining(["okta-oidc-pkce", "cf-idp-deprovision"]));
  });

  it("does not ask for pushed groups while a person has yet to set up the connection", async () => {
    running = await VerifiedSandbox.start();
    const { okta, cloudflare, deployed, scimApp } = running;
    for (const { id } of await okta.get<{ id: string }[]>(`${scimApp}/group-push/mappings`)) {
      const path = `${scimApp}/group-push/mappings/${id}`;
      await okta.send("PATCH", path, { status: "INACTIVE" });
      await okta.send("DELETE", path);
    }
    const rule = { okta: { identity_provider_id: deployed.loginMethod.id, name: "Finance" } };
    const { result } = (await cloudflare.send("POST", "/access/policies", {
      name: "Finance",
      decision: "allow",
      include: [rule],
    })) as { result: Json };
    await cloudflare.send("POST", "/access/apps", {
      name: "Ledger",
      type: "self_hosted",
      domain: "ledger.acme.example",
      allowed_idps: [deployed.loginMethod.id],
      policies: [{ id: result.id, precedence: 1 }],
    });
    const { scim } = deployed;
    const yetToBe = { ...deployed, ...(scim === undefined ? {} : { scim: { ...scim, complete: false } }) };
    const subject = running.subject({ deployed: yetToBe });

    expect((await asked(running))?.details?.join("\n")).toContain("cf-policy-groups-pushed");
    const [waiting] = (await runChecks(subject, [policyCheck("prod")])).findings;
    expect(waiting?.details?.join("\n")).not.toContain("cf-policy-groups-pushed");
  });

  it("leaves out only rules that there are", () => {
    const names = new Set(RULES.map(({ policy }) => policy.name));
    expect([...ABOUT_THE_PROGRAM].filter((name) => !names.has(name))).toEqual([]);
  });
});
