// Names of every kind come back from both APIs as they were sent, and are found by the search that the components use.
import { describe, expect, it } from "vitest";
import { HOSTILE_NAMES } from "../../support/hostile-names";
import { OktaApi } from "../../support/okta-api";

describe("a name", () => {
  it.each(HOSTILE_NAMES)("survives in Okta, and is found: %s", async (_what, name) => {
    const api = new OktaApi();
    const made = await api.group(name);
    expect((made.profile as { name: string }).name).toBe(name);
    // JSON escapes quotes and backslashes as a search wants it.
    const search = new URLSearchParams({ search: `profile.name eq ${JSON.stringify(name)}` });
    const { status, list } = await api.call("GET", `/api/v1/groups?${search}`);
    expect(status).toBe(200);
    expect(list.map(({ id }) => id)).toContain(made.id);
    for (const group of list) {
      expect(String((group.profile as { name: string }).name).toLowerCase()).toBe(name.toLowerCase());
    }
  });

  it("is not taken for another one of the same look, but in upper case", async () => {
    const api = new OktaApi();
    const names = HOSTILE_NAMES.filter(([what]) => what !== "upper case").map(([, name]) => name);
    const made = await Promise.all(names.map((name) => api.group(name)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(names.length);
    expect((await api.call("POST", "/api/v1/groups", { profile: { name: "FINANCE TEAM" } })).errors).toContain(
      "name: An object with this field already exists in the current organization",
    );
  });
});
