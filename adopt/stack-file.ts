import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import { SETTINGS_KEY } from "../config/parse-settings";
import type { SettingsInput } from "../config/settings";
import { UserError } from "../lib/errors";

/**
 * A stack file with the settings in it; its other keys and its comments stay as they are.
 *
 * @param text What the file holds now.
 * @param overwrite Whether settings that say something else may be replaced.
 * @throws {@link UserError} when there are such settings and they may not, or the file is no YAML.
 */
export function withSettings(text: string, settings: SettingsInput, overwrite: boolean): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    // Without the parser's excerpt of the file.
    throw refused("is not valid YAML", "Mend it first", error.code);
  }
  const path = ["config", SETTINGS_KEY];
  const existing = (document.toJS() as { config?: Record<string, unknown> } | null)?.config?.[SETTINGS_KEY];
  if (isDeepStrictEqual(existing, settings)) {
    return text;
  }
  if (existing !== undefined && existing !== null && !overwrite && !saysWhereOnly(existing)) {
    throw refused(
      "has settings already, which say something else than what was found",
      "Look at both, and give --overwrite to replace those in the file",
    );
  }
  document.setIn(path, document.createNode(settings));
  return document.toString({ lineWidth: 0 });
}

/** Settings that only name account and team, to find the rest by. */
function saysWhereOnly(settings: unknown): boolean {
  return (
    typeof settings === "object" && Object.keys(settings ?? {}).every((key) => ["accountId", "team"].includes(key))
  );
}

function refused(problem: string, advice: string, cause?: unknown): UserError {
  return new UserError("CONFIG_INVALID", [{ where: "The stack file", problem, advice }], { cause });
}
