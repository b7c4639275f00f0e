// In-process: what the plugin says of itself, to the engine and to SDK generators.
import { describe, expect, it } from "vitest";
import { nativeProvider } from "../../../provider/provider";
import { packageSchema } from "../../../provider/rpc/package-schema";

interface Schema {
  readonly resources: Record<
    string,
    {
      readonly inputProperties: Record<
        string,
        { readonly secret?: boolean; readonly description?: string; $ref?: string }
      >;
      readonly requiredInputs: string[];
      readonly required: string[];
    }
  >;
  readonly types: Record<string, { readonly required: string[] }>;
}

describe("the package schema of the plugin", () => {
  const schema = packageSchema(nativeProvider()) as unknown as Schema;
  const resource = (name: string) => {
    const found = schema.resources[`okta-cloudflare-access:index:${name}`];
    expect(found).toBeDefined();
    return found as NonNullable<typeof found>;
  };

  it("marks exactly the secrets", () => {
    const { inputProperties, requiredInputs, required } = resource("IdentityProviderApiToken");
    const secrets = Object.keys(inputProperties).filter((name) => inputProperties[name]?.secret === true);

    expect(secrets).toEqual(["clientSecret", "apiToken"]);
    expect(requiredInputs).toEqual(["accountId", "identityProviderId", "clientSecret", "apiToken"]);
    expect(required).toContain("confirmed");
    expect(requiredInputs).not.toContain("confirmed");
  });

  it("gives an object a type of its own", () => {
    const reference = resource("LockoutGuard").inputProperties.confirmation?.$ref ?? "";

    expect(reference).toBe("#/types/okta-cloudflare-access:index:LockoutGuardConfirmation");
    expect(schema.types[reference.replace("#/types/", "")]?.required).toEqual(["until", "reason"]);
  });

  it("describes every input", () => {
    const undescribed = Object.values(schema.resources).flatMap(({ inputProperties }) =>
      Object.entries(inputProperties).filter(([, { description }]) => description === undefined),
    );

    expect(undescribed).toEqual([]);
  });
});
