import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { createProviders } from "../../../components";
import { MockDeployment } from "../../support/pulumi-mocks";

describe("createProviders", () => {
  it("makes both providers from explicit arguments, tokens as secrets", async () => {
    const deployment = await MockDeployment.start();
    const providers = await deployment.run(() =>
      createProviders({
        okta: { orgName: "acme", baseUrl: "okta.com", apiToken: pulumi.secret("okta-token") },
        cloudflare: { apiToken: pulumi.secret("cloudflare-token") },
      }),
    );

    expect(deployment.resources().map(({ type, name }) => ({ type, name }))).toEqual([
      { type: "pulumi:providers:cloudflare", name: "cloudflare" },
      { type: "pulumi:providers:okta", name: "okta" },
    ]);
    expect(deployment.resource("okta").inputs).toEqual({
      orgName: "acme",
      baseUrl: "okta.com",
      apiToken: { secret: "okta-token" },
      // As every input of a provider, in JSON.
      requestTimeout: "300",
    });
    expect(deployment.resource("cloudflare").inputs).toMatchObject({ apiToken: { secret: "cloudflare-token" } });
    expect(providers).toHaveLength(2);
  });

  it("leaves it to who asks for it how long a call may take", async () => {
    const deployment = await MockDeployment.start();
    await deployment.run(() =>
      createProviders({
        okta: { orgName: "acme", requestTimeout: 0 },
        cloudflare: { apiToken: pulumi.secret("cloudflare-token") },
      }),
    );
    expect(deployment.resource("okta").inputs).toMatchObject({ requestTimeout: "0" });
  });
});
