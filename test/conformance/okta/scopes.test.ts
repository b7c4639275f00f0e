// The scopes that the local Okta asks for are those of Okta's own API description, operation by operation.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { requirementOf } from "../../../sandbox/okta/access/requirements";

const SLICE = join(__dirname, "../../../../shared/contracts/okta/openapi-slice.yaml");

interface Operation {
  readonly security?: readonly { readonly oauth2?: readonly string[] }[];
}

describe.skipIf(!existsSync(SLICE))("scopes (skipped when ../shared is absent)", () => {
  const { paths } = existsSync(SLICE)
    ? (parse(readFileSync(SLICE, "utf8")) as { paths: Record<string, Record<string, Operation>> })
    : { paths: {} };
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const scopes = (operation.security ?? []).flatMap(({ oauth2 }) => oauth2 ?? []);
      return scopes.length === 0 ? [] : [{ method: method.toUpperCase(), path, scopes }];
    }),
  );

  it("are described for most operations", () => {
    expect(described.length).toBeGreaterThan(90);
  });

  it("are asked for as described", () => {
    const differing = described.filter(({ method, path, scopes }) => {
      const asked = requirementOf(method, path.replace(/\{\w+\}/g, "x"))?.scopes ?? [];
      return JSON.stringify([...asked].sort()) !== JSON.stringify([...scopes].sort());
    });
    expect(differing).toEqual([]);
  });
});
