import { ZeroTrustAccessApplication } from "@pulumi/cloudflare/zeroTrustAccessApplication.js";
import { ZeroTrustAccessGroup } from "@pulumi/cloudflare/zeroTrustAccessGroup.js";
import { ZeroTrustAccessIdentityProvider } from "@pulumi/cloudflare/zeroTrustAccessIdentityProvider.js";
import { ZeroTrustAccessPolicy } from "@pulumi/cloudflare/zeroTrustAccessPolicy.js";
import { ZeroTrustOrganization } from "@pulumi/cloudflare/zeroTrustOrganization.js";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { cloudflareProvider } from "../../../../../sandbox/plugins/cloudflare/provider";
import { ACCOUNT } from "./plugin";

/*
 * Proves that the stand-in's tables use the published SDK's names. What the SDK has on top is newer than the provider
 * that was recorded: the stand-in passes over it, as the recorded plugin does.
 */

const NEWER: Readonly<Record<string, readonly string[]>> = {
  ZeroTrustAccessPolicy: ["appCount", "createdAt", "reusable", "updatedAt"],
  ZeroTrustOrganization: [
    "serviceTokenInactivity",
    "strictServiceTokenAuth",
    "trustedAccounts",
    "warpAuthNonBrowser401",
  ],
};

const account = { accountId: ACCOUNT };
const make: Readonly<Record<string, () => pulumi.CustomResource>> = {
  ZeroTrustAccessApplication: () => new ZeroTrustAccessApplication("a", account),
  ZeroTrustAccessGroup: () => new ZeroTrustAccessGroup("g", { ...account, name: "g", includes: [] }),
  ZeroTrustAccessIdentityProvider: () =>
    new ZeroTrustAccessIdentityProvider("i", { ...account, name: "i", type: "okta", config: {} }),
  ZeroTrustAccessPolicy: () => new ZeroTrustAccessPolicy("p", { ...account, name: "p", decision: "allow" }),
  ZeroTrustOrganization: () => new ZeroTrustOrganization("o", account),
};

describe("the names of the stand-in's properties", () => {
  beforeAll(() =>
    pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ inputs }) => ({ id: "id", state: inputs }),
    }),
  );

  it.each(cloudflareProvider().resources.map(({ token, properties }) => [token, properties] as const))(
    "of %s are the SDK's",
    (token, properties) => {
      const type = token.split(":")[2] ?? "";
      const resource = make[type]?.();
      const own = ["id", "urn"];
      const published = Object.keys(resource ?? {}).filter((name) => !name.startsWith("__") && !own.includes(name));
      expect([...Object.keys(properties), ...(NEWER[type] ?? [])].sort()).toEqual(published.sort());
      expect((resource as { __pulumiType?: string } | undefined)?.__pulumiType).toBe(token);
    },
  );
});
