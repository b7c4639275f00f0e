// What the documentation says of the checks is what there is.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SECTIONS } from "../../../verify/check";
import { CHECKS } from "../../../verify/checks/index";
import { policyCheck } from "../../../verify/policy/check";
import { REPOSITORY } from "../../support/engine";

it("docs/verify.md has a row for every check, in the order of a report", () => {
  const rows = readFileSync(join(REPOSITORY, "docs", "verify.md"), "utf8").matchAll(
    /^\| `([a-z][a-z-]+)` \| ([^|]+) \|/gm,
  );
  expect([...rows].map(([, id, question]) => [id, question])).toEqual(
    [...CHECKS, policyCheck("prod")].map(({ id, section }) => [id, SECTIONS[section]]),
  );
});
