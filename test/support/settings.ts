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

/**
 * The settings of a stack that has nothing in Access but the login method: two groups whose members may sign in and are
 * provisioned, and two that are pushed. For tests of settings, which then say only what they are about.
 */
export function plainSettings(): SettingsInput {
  const lists = { assignedGroups: ["engineering", "finance"] };
  return {
    accountId: "5a0d00c10fda7eacce55000000000001",
    team: "acme",
    groups: {
      "access-engineering": {
        create: {
          name: "access-engineering",
          description: "Pushed to Cloudflare Access for policies on engineering applications",
        },
      },
      "access-finance": {
        create: {
          name: "access-finance",
          description: "Pushed to Cloudflare Access for policies on finance applications",
        },
      },
      engineering: { existing: { name: "Engineering" } },
      finance: { existing: { name: "Finance" } },
    },
    oidc: { ...lists },
    identityProvider: { claims: ["department"], protect: false },
    scim: { ...lists, pushGroups: ["access-engineering", "access-finance"] },
  };
}

type Sections = { [K in keyof SettingsInput]-?: NonNullable<SettingsInput[K]> };
