import { parseSettings } from "../config/parse-settings";
import type { SettingsInput } from "../config/settings";
import { type Issue, UserError } from "../lib/errors";
import type { Change } from "./change";
import { changesOf } from "./changes";
import type { Found } from "./found";
import { leftAlone, lost } from "./notes";
import { type ImportedResource, resourcesOf } from "./resources";
import { adoptedOf } from "./settings-of";

/** What adopting a set-up comes to. Holds no secret. */
export interface AdoptionPlan {
  /** What goes into the stack's config. */
  readonly settings: SettingsInput;
  /** What is taken over, parents before children. */
  readonly resources: readonly ImportedResource[];
  /** What the next `pulumi up` creates or changes, resource by resource: everything else stays as it is. */
  readonly changes: readonly Change[];
  /** What does not carry over, sentence by sentence. */
  readonly lost: readonly string[];
  /** What stays as it is and does not become part of the stack, sentence by sentence. */
  readonly leftAlone: readonly string[];
  /** What the checks of the settings find worth knowing. */
  readonly warnings: readonly Issue[];
}

/**
 * Plans the adoption of what was found.
 *
 * @throws {@link UserError} when the set-up cannot be said in settings: every reason at once.
 */
export function planAdoption(found: Found): AdoptionPlan {
  const adopted = adoptedOf(found);
  const { settings, errors, warnings } = parseSettings(adopted.settings, { oauth: found.oauth });
  if (settings === undefined) {
    throw new UserError("CONFIG_INVALID", errors, {
      summary: "What was found cannot be said in the settings of a stack. Nothing was written.",
    });
  }
  return {
    settings: adopted.settings,
    resources: resourcesOf(adopted),
    changes: changesOf(adopted, settings),
    lost: lost(adopted),
    leftAlone: leftAlone(adopted),
    warnings,
  };
}
