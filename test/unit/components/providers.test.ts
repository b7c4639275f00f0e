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
    });
    expect(deployment.resource("cloudflare").inputs).toMatchObject({ apiToken: { secret: "cloudflare-token" } });
    expect(providers).toHaveLength(2);
  });
});
