import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileJsonSchemaText } from "./parse-settings";

// `npm run schema`: brings the file up to date that editors complete and check stack files with.
writeFileSync(join(__dirname, "stack.schema.json"), stackFileJsonSchemaText());
