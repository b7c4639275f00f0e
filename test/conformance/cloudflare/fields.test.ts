import { beforeEach, describe, expect, it } from "vitest";
import { Api, type Json } from "../../support/cloudflare-api";
import { announceSkip, cloudflareContract, type Field, hasContracts } from "./contracts";
import { type References, valueFor, wrongValueFor } from "./values";

announceSkip("fields.test.ts");

interface Resource {
  readonly title: string;
  readonly path: string;
  readonly fields: readonly Field[];
  /** The smallest body that is taken. */
  readonly smallest: (references: References) => Json;
  /** Optional fields that are answered although they were not sent: the client takes these values for "nothing". */
  readonly answeredAnyway?: Json;
  /** Fields that are taken and not answered. */
  readonly hidden?: readonly string[];
  /** What has to be sent with a field to make it acceptable. */
  readonly with?: (field: string, references: References) => Json;
  /** Organization: one object, changed by PUT. */
  readonly single?: boolean;
}

const policyFields = cloudflareContract("access-policies").requestAndAnswerFields;
const groupFields = cloudflareContract("access-groups").requestAndAnswerFields;
const organizationFields = cloudflareContract("organizations").requestAndAnswerFields;
const applicationFields = cloudflareContract("access-applications").requestAndAnswerFields;

const SELF_HOSTED = ["self_hosted", "ssh", "vnc", "rdp"];

function applicationsOf(type: string): Resource {
  const notHere = new Set(["saas_app", "footer_links", "landing_page_design", "app_launcher_logo_url", "bg_color"]);
  for (const name of ["header_bg_color", "skip_app_launcher_login_page", "target_criteria"]) {
    notHere.add(name);
  }
  return {
    title: `application of type ${type}`,
    path: "/access/apps",
    fields: applicationFields.filter((field) => !notHere.has(field.name)),
    smallest: () => ({ type, domain: "wiki.example.com/docs" }),
    answeredAnyway: {
      allowed_idps: [],
      tags: [],
      policies: [],
      auto_redirect_to_identity: false,
      enable_binding_cookie: false,
      options_preflight_bypass: false,
    },
    hidden: ["scim_config.authentication.password", "policies"],
    with: (field, { idp }): Json => (field === "auto_redirect_to_identity" ? { allowed_idps: [idp] } : {}),
  };
}

const RESOURCES: readonly Resource[] = [
  {
    title: "Access group",
    path: "/access/groups",
    fields: groupFields,
    smallest: () => ({ name: "g", include: [{ everyone: {} }] }),
    answeredAnyway: { exclude: [], require: [] },
    hidden: ["is_default"],
  },
  {
    title: "Access policy",
    path: "/access/policies",
    fields: policyFields,
    smallest: () => ({ name: "p", decision: "allow" }),
  },
  {
    title: "organization",
    path: "/access/organizations",
    fields: organizationFields,
    smallest: () => ({}),
    answeredAnyway: { auth_domain: "acme.cloudflareaccess.com", name: "Acme" },
    single: true,
  },
  ...SELF_HOSTED.map(applicationsOf),
];

interface Case {
  readonly resource: Resource;
  readonly field: Field;
  readonly title: string;
  readonly name: string;
}

const cases: Case[] = RESOURCES.flatMap((resource) =>
  resource.fields.map((field) => ({ resource, field, title: resource.title, name: field.name })),
);
const sendable = cases.filter(({ field }) => field.mode !== "computed");

let api: Api;
let references: References;

beforeEach(async () => {
  api = new Api();
  const policy = await api.result("POST", "/access/policies", {
    name: "p",
    decision: "allow",
    include: [{ everyone: {} }],
  });
  references = { idp: String((await api.okta()).id), policy: String(policy.id) };
});

function send(resource: Resource, body: Json) {
  return api.call(resource.single === true ? "PUT" : "POST", resource.path, body);
}

async function stored(resource: Resource, body: Json): Promise<{ written: Json; read: Json }> {
  const method = resource.single === true ? "PUT" : "POST";
  const written = await api.result(method, resource.path, body);
  const read = await api.result("GET", resource.single === true ? resource.path : `${resource.path}/${written.id}`);
  return { written, read };
}

/** What is left of a value when the parts that are never answered are taken out. */
function visible(resource: Resource, name: string, value: unknown): unknown {
  const hidden = (resource.hidden ?? []).filter((path) => path.startsWith(`${name}.`));
  const copy = structuredClone(value);
  for (const path of hidden) {
    const [, ...keys] = path.split(".");
    const last = keys.pop() ?? "";
    const holder = keys.reduce((object, key) => object[key] as Json, copy as Json);
    delete holder[last];
  }
  return copy;
}

describe.skipIf(!hasContracts)("the fields of a resource", () => {
  it("are read from the contracts", () => {
    expect(cases.length).toBeGreaterThan(120);
  });

  it.each(sendable)("$title: $name is taken, and answered as it was sent", async ({ resource, field, name }) => {
    const value = valueFor(field, references);
    if (name === "allow_authenticate_via_warp" && resource.single !== true) {
      // Without it this application is refused: "… if the Warp Auth Session Duration is not set for the account".
      await api.result("PUT", "/access/organizations", { warp_auth_session_duration: "30m" });
    }
    const body = { ...resource.smallest(references), ...resource.with?.(name, references), [name]: value };
    const { written, read } = await stored(resource, body);
    if (resource.hidden?.includes(name) !== true) {
      expect(written[name]).toEqual(visible(resource, name, value));
      expect(read[name]).toEqual(visible(resource, name, value));
    }
  });

  it.each(sendable.filter(({ field }) => field.mode === "optional"))(
    "$title: $name is not answered when it was not sent, or with what the client takes for nothing",
    async ({ resource, name }) => {
      const { written, read } = await stored(resource, resource.smallest(references));
      const nothing = resource.answeredAnyway?.[name];
      expect(written[name]).toEqual(nothing);
      expect(read[name]).toEqual(nothing);
    },
  );

  // Answers that a client needs even when it sent nothing. Kinds of application to which a field does not apply have none.
  it.each(cases.filter(({ field }) => field.mode?.startsWith("computed")))(
    "$title: $name is answered in any case",
    async ({ resource, field, name }) => {
      const { written, read } = await stored(resource, resource.smallest(references));
      expect(written[name]).toBeDefined();
      expect(read[name]).toEqual(written[name]);
      if (field.default !== undefined) {
        expect(written[name]).toEqual(field.default);
      }
    },
  );

  it.each(cases.filter(({ field, resource }) => field.mode === "required" && resource.single !== true))(
    "$title: without $name it is refused",
    async ({ resource, name }) => {
      const body = resource.smallest(references);
      delete body[name];
      const answer = await send(resource, body);
      expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
      expect(answer.body.errors[0]?.message).toContain(name);
    },
  );

  it.each(sendable.filter(({ field }) => field.items === undefined))(
    "$title: $name of another type is refused",
    async ({ resource, field, name }) => {
      const answer = await send(resource, { ...resource.smallest(references), [name]: wrongValueFor(field) });
      expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
    },
  );

  const enumerated = sendable.filter(({ field, name }) => field.values !== undefined && name !== "type");
  it.each(enumerated)("$title: $name takes its values and no other", async ({ resource, field, name }) => {
    for (const value of field.values ?? []) {
      expect((await send(resource, { ...resource.smallest(references), [name]: value })).status, value).toBe(200);
    }
    const answer = await send(resource, { ...resource.smallest(references), [name]: "none of them" });
    expect(answer.status).toBe(400);
  });

  it.each(sendable)("$title: $name that is null counts as not sent", async ({ resource, field, name }) => {
    const body = resource.smallest(references);
    const answer = await send(resource, { ...body, [name]: null });
    expect(answer.status).toBe(field.mode === "required" || body[name] !== undefined ? 400 : 200);
  });
});

describe.skipIf(!hasContracts)("the kinds of application", () => {
  const types = applicationFields.find((field) => field.name === "type")?.values ?? [];

  it.each(types)("%s can be made, read, changed and deleted, with an audience tag that stays", async (type) => {
    const body = {
      type,
      name: "a",
      policies: [],
      ...(type === "saas" ? { saas_app: {} } : {}),
      ...(["app_launcher", "warp", "biso", "saas"].includes(type) ? {} : { domain: `${type}.example.com` }),
    };
    const made = await api.result("POST", "/access/apps", body);
    expect(made.aud).toMatch(/^[0-9a-f]{64}$/);
    const changed = await api.result("PUT", `/access/apps/${made.id}`, { ...body, name: "b" });
    expect(await api.result("GET", `/access/apps/${made.id}`)).toEqual(changed);
    expect([changed.aud, changed.created_at, changed.name]).toEqual([made.aud, made.created_at, "b"]);
    expect(await api.result("DELETE", `/access/apps/${made.id}`)).toEqual({ id: made.id });
    expect((await api.call("GET", `/access/apps/${made.id}`)).status).toBe(404);
  });

  it("refuses any other", async () => {
    expect((await api.call("POST", "/access/apps", { type: "private_ip", domain: "a.example.com" })).status).toBe(400);
  });
});
