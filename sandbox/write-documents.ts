// `npm run docs`: writes into docs/sandbox.md what follows from the code.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withGeneratedParts } from "./documents";

const PAGE = join(__dirname, "..", "docs", "sandbox.md");

writeFileSync(PAGE, withGeneratedParts(readFileSync(PAGE, "utf8")));
