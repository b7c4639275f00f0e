import * as pulumi from "@pulumi/pulumi";
import type { Deployed } from "../../lib/deployed";
import { typeToken } from "../../lib/names";

/** What a finding of the verification does. */
export const VerificationMode = {
  /** The deployment fails. What was deployed stays; the next deployment looks again. */
  Enforce: "enforce",
  /** The deployment warns. The next one looks again. */
  Warn: "warn",
  /** Nobody looks. */
  Off: "off",
} as const;

/** What a finding of the verification does. */
export type VerificationMode = (typeof VerificationMode)[keyof typeof VerificationMode];

/** Arguments of {@link Verification}. */
export interface VerificationArgs {
  /** What there must be. */
  deployed: pulumi.Input<Deployed>;
  /** OAuth 2.0 client secret of the OIDC app. A secret. Defaults to none, with SAML. */
  clientSecret?: pulumi.Input<string>;
  /** "SCIM Secret". A secret. Defaults to none, with SCIM off or where Cloudflare has not answered it. */
  scimSecret?: pulumi.Input<string>;
  /** What a finding does: the one or the other. */
  mode: Exclude<VerificationMode, "off">;
}

/**
 * Looks, last of all, at what is really there: both APIs answer success and do nothing at times.
 *
 * Every preview and every deployment looks, and only reads. While everything is as it should be, the resource stays as it
 * is and no plan shows it. It shows as an update when what is deployed changes, and when something is wrong: a deployment
 * then looks again, after everything else, and warns or fails with what is wrong and what to do.
 *
 * One request for a token with a code that does not exist is part of it, to learn whether the client secret is right: Okta's
 * System Log has it as a failed grant.
 */
export class Verification extends pulumi.CustomResource {
  /** "passed", "warned" or "failed": how the last look of a deployment ended. */
  declare public readonly result: pulumi.Output<string>;
  /** When a deployment looked last, ISO 8601 in UTC. */
  declare public readonly verifiedAt: pulumi.Output<string>;

  constructor(name: string, args: VerificationArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      deployed: pulumi.output(args.deployed).apply((deployed) => JSON.stringify(deployed)),
      clientSecret: args.clientSecret === undefined ? undefined : pulumi.secret(args.clientSecret),
      scimSecret: args.scimSecret === undefined ? undefined : pulumi.secret(args.scimSecret),
      result: undefined,
      verifiedAt: undefined,
    };
    super(typeToken("Verification"), name, inputs, opts);
  }
}
