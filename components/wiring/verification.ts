import type * as pulumi from "@pulumi/pulumi";
import type { Deployed } from "../../lib/deployed";
import { Verification, VerificationMode } from "../native/verification";
import type { OktaAccessArgs } from "../okta-access-args";

/** Looks at what is really there, after everything else; nothing where nobody wants to. */
export function createVerification(
  name: string,
  args: OktaAccessArgs,
  what: {
    readonly deployed: pulumi.Output<Deployed>;
    readonly clientSecret: pulumi.Output<string> | undefined;
    readonly scimSecret: pulumi.Output<string> | undefined;
  },
  everythingElse: readonly (pulumi.Resource | undefined)[],
  opts: pulumi.CustomResourceOptions,
): void {
  const mode = args.verify ?? VerificationMode.Off;
  if (mode === VerificationMode.Off) {
    return;
  }
  const { deployed, clientSecret, scimSecret } = what;
  new Verification(
    name,
    {
      deployed,
      mode,
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(scimSecret === undefined ? {} : { scimSecret }),
    },
    { ...opts, dependsOn: everythingElse.filter((resource) => resource !== undefined) },
  );
}
