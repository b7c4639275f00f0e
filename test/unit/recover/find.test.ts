import { describe, expect, it } from "vitest";
import type { Json } from "../../../api/json";
import type { Tenants } from "../../../config/tenants";
import { findRemains } from "../../../recover/find";
import { importFileOf, withoutOperations, withRelations } from "../../../recover/take";

const URN = "urn:pulumi:prod::okta-cloudflare-access::";
const PARENT = `${URN}okta-cloudflare-access:index:OktaOidcApp::access-oidc`;
const APP = `${URN}okta:app/oAuth:OAuth::access-oidc-app`;
const PROVIDER = `${URN}pulumi:providers:okta::okta::f2b0d23e`;
const component = { urn: PARENT, custom: false, created: "2026-11-24T12:00:00.9Z" };
const planned = {
  urn: APP,
  type: "okta:app/oAuth:OAuth",
  custom: true,
  parent: PARENT,
  provider: PROVIDER,
  inputs: { label: "Cloudflare Access" },
};
const app = (id: string, created: string, label = "Cloudflare Access") => ({ id, created, label, name: "oidc_client" });

function tenants(apps: readonly Json[], there: readonly string[] = []): Pick<Tenants, "okta" | "cloudflare"> {
  const find = async (path: string) =>
    [...there, ...apps.map(({ id }) => String(id))].some((id) => path.endsWith(`/${id}`)) ? {} : undefined;
  return {
    okta: { findList: async (path: string) => (path.includes("0oaLost") ? undefined : [...apps]), find },
    cloudflare: { list: async () => [], find },
  } as unknown as Pick<Tenants, "okta" | "cloudflare">;
}
const state = (resources: readonly Json[], operations: readonly Json[] = []): Json => ({
  deployment: { resources, pending_operations: operations },
});
const plan = { steps: [{ op: "create", newState: planned }] };

describe("what a broken-off run left", () => {
  it("is what was made since its component, in the second that Okta counts in; the newest of several becomes the resource", async () => {
    const apps = [
      app("0oaOld", "2026-11-24T11:59:59.000Z"),
      app("0oaFirst", "2026-11-24T12:00:00.000Z"),
      app("0oaSecond", "2026-11-24T12:00:05.000Z"),
      app("0oaOther", "2026-11-24T12:00:05.000Z", "Cloudflare Access 2"),
    ];
    const { made, doubles, others } = await findRemains(state([component]), plan, tenants(apps));
    expect([made, doubles, others].map((strays) => strays.map(({ id }) => id))).toEqual([
      ["0oaSecond"],
      ["0oaFirst"],
      ["0oaOld"],
    ]);
    expect(importFileOf(made)).toEqual({
      nameTable: { okta: PROVIDER.replace(/::f2b0d23e$/, ""), "access-oidc": PARENT },
      resources: [
        { type: planned.type, name: "access-oidc-app", id: "0oaSecond", provider: "okta", parent: "access-oidc" },
      ],
    });
  });

  it("is nothing where the component was never noted, or the state knows the app", async () => {
    const found = tenants([app("0oaFirst", "2026-11-24T12:00:01.000Z")]);
    expect(await findRemains(state([]), plan, found)).toMatchObject({ made: [], others: [{ id: "0oaFirst" }] });
    const known = state([component, { ...planned, id: "0oaFirst" }]);
    expect(await findRemains(known, { steps: [] }, found)).toMatchObject({ made: [], doubles: [], others: [] });
  });

  it("is a deletion that took effect, and not one that did not, also when the engine has forgotten that it began", async () => {
    const custom = (type: string, id: string, outputs: Json) => ({
      urn: `${URN}${type}::${id}`,
      type,
      custom: true,
      id,
      outputs,
    });
    const accessGroup = (id: string) =>
      custom("cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup", id, { accountId: "a".repeat(32) });
    const assignment = (groupId: string) =>
      custom("okta:app/groupAssignment:GroupAssignment", groupId, { appId: "0oaFirst", groupId });
    const inLostApp = custom("okta:app/features:Features", "lost-features", { appId: "0oaLost" });
    const lostApp = custom("okta:app/saml:Saml", "0oaLost", {});
    const kept = [component, { ...planned, id: "0oaFirst" }, accessGroup("there"), assignment("00gThere")];
    const gone = [accessGroup("gone"), assignment("00gGone"), lostApp, inLostApp];
    const before = state([...kept, ...gone], [{ type: "deleting", resource: accessGroup("there") }]);

    const apps = [app("0oaFirst", "2026-11-24T12:00:01.000Z")];
    const { deleted, pending } = await findRemains(before, { steps: [] }, tenants(apps, ["there", "00gThere"]));

    expect(deleted.map(({ id }) => id).sort()).toEqual(gone.map(({ id }) => id).sort());
    expect(pending.map(({ type }) => type)).toEqual(["deleting"]);
    expect(withoutOperations(before, deleted)).toEqual({ deployment: { resources: kept } });
  });

  it("is nothing in an app that is gone", async () => {
    const inLostApp = {
      urn: `${URN}okta:index/pushGroup:PushGroup::push`,
      type: "okta:index/pushGroup:PushGroup",
      custom: true,
      parent: PARENT,
      provider: PROVIDER,
      inputs: { appId: "0oaLost", sourceGroupId: "00gEngineering" },
    };
    const planned = { steps: [{ op: "create", newState: inLostApp }] };
    expect(await findRemains(state([component]), planned, tenants([]))).toMatchObject({ made: [], others: [] });
  });

  it("is noted behind what it depends on, as the plan says, and goes with what it is in", async () => {
    const second = { ...planned, urn: `${URN}okta:app/oAuth:OAuth::second`, inputs: { label: "Second" } };
    const related = {
      ...second,
      dependencies: [APP, "urn of what was never made"],
      propertyDependencies: { label: [APP] },
      deletedWith: APP,
    };
    const steps = [planned, related].map((newState) => ({ op: "create", newState }));
    const time = "2026-11-24T12:00:01.000Z";
    const found = tenants([app("0oaFirst", time), app("0oaSecond", time, "Second")]);
    const { made } = await findRemains(state([component]), { steps }, found);

    // In the order in which they were imported.
    const imported = state([{ ...second, id: "0oaSecond" }, component, { ...planned, id: "0oaFirst" }]);
    expect(withRelations(imported, made)).toEqual(
      state([
        component,
        { ...planned, id: "0oaFirst", dependencies: [], propertyDependencies: {} },
        { ...second, id: "0oaSecond", dependencies: [APP], propertyDependencies: { label: [APP] }, deletedWith: APP },
      ]),
    );
  });
});
