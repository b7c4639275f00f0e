// `npm run policies`: writes what follows from the rules and their levels.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configOf, withTable } from "./documents";
import { ENVIRONMENTS } from "./levels";
import { RULES } from "./policies";

const README = join(__dirname, "README.md");

mkdirSync(join(__dirname, "config"), { recursive: true });
for (const environment of ENVIRONMENTS) {
  writeFileSync(join(__dirname, "config", `${environment}.json`), configOf(RULES, environment));
}
writeFileSync(README, withTable(readFileSync(README, "utf8"), RULES));
