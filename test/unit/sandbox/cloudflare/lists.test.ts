import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Api, type Json } from "../../../support/cloudflare-api";

async function accountWith(groups: number): Promise<Api> {
  const api = new Api();
  for (let index = 0; index < groups; index += 1) {
    await api.result("POST", "/access/groups", { name: `group ${index}`, include: [{ everyone: {} }] });
  }
  return api;
}

describe("a list", () => {
  it("is cut into pages that hold every element once, and after them comes an empty page", async () => {
    const api = await accountWith(23);
    const all = (await api.result("GET", "/access/groups?per_page=1000")) as unknown as Json[];
    expect(all).toHaveLength(24);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (perPage) => {
        const seen: Json[] = [];
        for (let page = 1; ; page += 1) {
          const answer = await api.call("GET", `/access/groups?page=${page}&per_page=${perPage}`);
          const items: Json[] = answer.body.result;
          expect(answer.body.result_info).toEqual({
            page,
            per_page: perPage,
            count: items.length,
            total_count: all.length,
            total_pages: Math.ceil(all.length / perPage),
          });
          seen.push(...items);
          if (items.length === 0) {
            break;
          }
          expect(items.length).toBe(Math.min(perPage, all.length - (page - 1) * perPage));
        }
        expect(seen).toEqual(all);
      }),
    );
  });

  const lists = ["identity_providers", "groups", "policies", "apps", "users"].map((list) => `/access/${list}`);

  it.each(lists)("%s has an empty page after its last", async (path) => {
    const answer = await new Api().call("GET", `${path}?page=2`);
    expect([answer.status, answer.body.result]).toEqual([200, []]);
  });

  it.each(["page=0", "page=-1", "page=x", "page=1.5", "page=", "per_page=0", "per_page=1001"])(
    "refuses %s",
    async (query) => {
      const answer = await new Api().call("GET", `/access/groups?${query}`);
      expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
      expect(answer.body.errors[0]?.message).toContain(query.split("=")[0]);
    },
  );

  it("of groups can be searched by name", async () => {
    const api = await accountWith(12);
    const names = async (query: string) =>
      ((await api.result("GET", `/access/groups?${query}`)) as unknown as Json[]).map(({ name }) => name);
    expect(await names("name=group%201")).toEqual(["group 1"]);
    expect(await names("search=GROUP%201")).toEqual(["group 1", "group 10", "group 11"]);
    expect(await names("name=nobody")).toEqual([]);
  });

  it("of applications can be searched by name, domain and audience tag", async () => {
    const api = new Api();
    const app = await api.result("POST", "/access/apps", {
      type: "self_hosted",
      name: "Wiki",
      domain: "wiki.example.com",
    });
    for (const query of ["name=Wiki", "domain=wiki.example.com", `aud=${app.aud}`, "search=wiki.exam"]) {
      expect(await api.result("GET", `/access/apps?${query}`), query).toEqual([app]);
    }
  });
});
