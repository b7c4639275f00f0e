import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configFileText } from "./config-file";
import { ENVIRONMENTS } from "./levels";

// `npm run policies`: brings the files up to date that `--policy-pack-config` takes.
const directory = join(__dirname, "config");
mkdirSync(directory, { recursive: true });
for (const environment of ENVIRONMENTS) {
  writeFileSync(join(directory, `${environment}.json`), configFileText(environment));
}
