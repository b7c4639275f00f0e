import { Secret } from "@pulumi/policy";
import { isKnown } from "../../lib/known";
import { resourceRule } from "../../lib/resource-rule";
import { property } from "../../lib/values";

/** What is secret in each kind of resource: the object that carries it, if it is not the resource itself, and its name. */
const SECRETS = {
  identityProvider: { within: "config", names: ["clientSecret"] },
  connection: { within: "profile", names: ["token"] },
  identityProviderApiToken: { within: undefined, names: ["clientSecret", "apiToken"] },
} as const;

/** Objects that carry secrets besides other things. */
const OBJECTS: readonly string[] = ["config", "scimConfig", "profile"];

/** Secrets reach the engine as secrets, so that the state does not hold them in the clear. */
export const secretsMarked = resourceRule({
  name: "secrets-marked",
  description:
    "The client secret of a login method, the SCIM token and the Okta API token are marked as secrets, and no whole object is: its parts could then not be read.",
  severity: "critical",
  remediationSteps:
    "Wrap the value in pulumi.secret(). Take the object out of additionalSecretOutputs: the provider marks what is secret inside it.",
  url: "https://www.pulumi.com/docs/iac/concepts/secrets/",
  kinds: ["identityProvider", "connection", "identityProviderApiToken"],
  check: ({ opts }, _config, found) => {
    for (const output of opts.additionalSecretOutputs.filter((name) => OBJECTS.includes(name))) {
      found(
        `additionalSecretOutputs names the whole object "${output}", which makes its parts unreadable`,
        "Take it out: the provider marks what is secret inside it",
      );
    }
  },
  remediate: (props, kind) => {
    const { within, names } = SECRETS[kind];
    return names.filter((name) => markSecret(props, within, name)).length > 0;
  },
});

/** Marks a value as secret where it is not yet, and says whether it did. */
function markSecret(props: object, within: string | undefined, name: string): boolean {
  const holder = within === undefined ? props : rawValue(props, within);
  // A holder that is a secret has nothing in the clear.
  if (typeof holder !== "object" || holder === null || holder instanceof Secret) {
    return false;
  }
  const value = rawValue(holder, name);
  const readable = () => property(within === undefined ? props : property(props, within), name);
  // What is not known yet may turn out to be a secret; it is looked at again when it is known.
  if (typeof value !== "string" || value === "" || !isKnown(readable)) {
    return false;
  }
  (holder as Record<string, unknown>)[name] = new Secret(value);
  return true;
}

/** The value as it is stored: reading the property would take a secret out of its envelope. */
function rawValue(holder: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, name)?.value;
}
