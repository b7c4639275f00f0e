import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { SettingsInput } from "../../config/settings";
import { REPOSITORY } from "./engine";

/** The settings of the committed sandbox stack, freshly read: change them at will. */
export function sandboxSettings(): Sections {
  const { config } = parse(readFileSync(join(REPOSITORY, "Pulumi.sandbox.yaml"), "utf8"));
  return config["okta-cloudflare-access:settings"];
}

type Sections = { [K in keyof SettingsInput]-?: NonNullable<SettingsInput[K]> };
