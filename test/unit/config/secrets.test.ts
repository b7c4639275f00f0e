// L0: whatever a person puts where, what they read never shows it: somebody may have put a secret in the wrong place.
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { loadConfig } from "../../../config";
import { cloudflareConfigSchema, oktaConfigSchema } from "../../../config/provider-config";
import { stackValues } from "../../support/bad-config";
import { MockDeployment } from "../../support/pulumi-mocks";

const KEYS = [
  ...[...Object.keys(oktaConfigSchema.shape), "apiToken", "accessToken", "privateKey", "token"].map(
    (key) => `okta:${key}`,
  ),
  ...[...Object.keys(cloudflareConfigSchema.shape), "apiToken", "apiKey"].map((key) => `cloudflare:${key}`),
  "okta-cloudflare-access:settings",
  "okta-cloudflare-access:secret",
  "okta-cloudflare-access:groupsApiToken",
  "okta-cloudflare-access:scimSecret",
];

const secret = fc.oneof(
  fc.stringMatching(/^00[0-9A-Za-z_-]{40}$/),
  fc.stringMatching(/^[0-9A-Za-z_-]{40}$/),
  fc.stringMatching(/^S3cr[ -~]{20,40}t!$/),
  fc.stringMatching(/^-----BEGIN PRIVATE KEY-----\n[0-9A-Za-z+/=\n]{30}$/),
);

describe("a secret under any config key", () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  beforeAll(async () => {
    await MockDeployment.start();
  });

  it("is in no message, stored in the clear or encrypted", () => {
    fc.assert(
      fc.property(
        fc.subarray(KEYS, { minLength: 1 }),
        secret,
        fc.boolean(),
        fc.boolean(),
        (keys, value, encrypted, asJson) => {
          const good = stackValues();
          const text = asJson ? JSON.stringify(value) : value;
          warn.mockClear();
          pulumi.runtime.setAllConfig(
            { ...good.values, ...Object.fromEntries(keys.map((key) => [key, text])) },
            encrypted ? KEYS : [],
          );
          const read: string[] = [];
          try {
            loadConfig();
          } catch (error) {
            read.push(String((error as Error).stack), String(error), JSON.stringify(error));
          }
          read.push(...warn.mock.calls.map(([message]) => message));
          for (const line of read) {
            expect(line).not.toContain(value);
            expect(line).not.toContain(text);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
