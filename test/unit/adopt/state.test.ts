import { describe, expect, it } from "vitest";
import { importFile } from "../../../adopt/import-file";
import type { ImportedResource } from "../../../adopt/resources";
import { refuseOthers, urnsIn, withClientSecret } from "../../../adopt/state";

const RESOURCES: ImportedResource[] = [
  {
    type: "okta-cloudflare-access:index:OktaAccess",
    name: "access",
    parent: undefined,
    id: undefined,
    provider: undefined,
  },
  {
    type: "okta-cloudflare-access:index:OktaOidcApp",
    name: "access-oidc",
    parent: "access",
    id: undefined,
    provider: undefined,
  },
  { type: "okta:app/oAuth:OAuth", name: "access-oidc-app", parent: "access-oidc", id: "0oa1", provider: "okta" },
];
const ROOT = "urn:pulumi:prod::okta-cloudflare-access::okta-cloudflare-access:index:OktaAccess::access";
const APP =
  "urn:pulumi:prod::okta-cloudflare-access::okta-cloudflare-access:index:OktaAccess$okta-cloudflare-access:index:OktaOidcApp$okta:app/oAuth:OAuth::access-oidc-app";

const stateWith = (...resources: object[]) => ({ version: 3, deployment: { manifest: {}, resources } });

describe("importFile", () => {
  it("names parents, providers and ids", () => {
    expect(importFile("prod", RESOURCES)).toEqual({
      nameTable: {
        okta: "urn:pulumi:prod::okta-cloudflare-access::pulumi:providers:okta::okta",
        cloudflare: "urn:pulumi:prod::okta-cloudflare-access::pulumi:providers:cloudflare::cloudflare",
      },
      resources: [
        { type: "okta-cloudflare-access:index:OktaAccess", name: "access", component: true },
        { type: "okta-cloudflare-access:index:OktaOidcApp", name: "access-oidc", parent: "access", component: true },
        { type: "okta:app/oAuth:OAuth", name: "access-oidc-app", parent: "access-oidc", id: "0oa1", provider: "okta" },
      ],
    });
  });

  it("leaves out what the stack has, and names it as parent", () => {
    expect(importFile("prod", RESOURCES, new Set([ROOT, APP]))).toMatchObject({
      nameTable: { access: ROOT },
      resources: [{ name: "access-oidc", parent: "access" }],
    });
  });
});

describe("withClientSecret", () => {
  const app = { urn: APP, id: "0oa1", outputs: { clientId: "0oa1", clientSecret: { plaintext: "null" } } };

  it("puts the secret at the app, marked as one, and touches nothing else", () => {
    const state = stateWith({ urn: ROOT }, app);
    const patched = withClientSecret(state, APP, 'a "secret"');
    expect(patched).toEqual(
      stateWith(
        { urn: ROOT },
        {
          ...app,
          outputs: {
            clientId: "0oa1",
            clientSecret: {
              "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
              plaintext: '"a \\"secret\\""',
            },
          },
        },
      ),
    );
    expect(withClientSecret(patched ?? {}, APP, 'a "secret"')).toBeUndefined();
    expect(urnsIn(state)).toEqual(new Set([ROOT, APP]));
  });
});

describe("refuseOthers", () => {
  it("refuses a stack that manages another object under the name, and takes one that has this one", () => {
    expect(() => refuseOthers(stateWith({ urn: APP, id: "0oa2" }), "prod", RESOURCES)).toThrow(
      'Stack "prod", resource access-oidc-app: is there already, for another object (0oa2) than the one that was found (0oa1)',
    );
    expect(() => refuseOthers(stateWith({ urn: APP, id: "0oa1" }), "prod", RESOURCES)).not.toThrow();
  });
});
