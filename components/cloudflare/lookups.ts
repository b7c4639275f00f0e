import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../lib/errors";

/**
 * The id of a one-time PIN that the account has, looked up: Cloudflare would take the id of any login method. It runs at
 * preview too.
 *
 * @throws {@link UserError} when there is no login method with that id, or one of another kind.
 */
export function lookUpOneTimePin(
  where: string,
  accountId: pulumi.Input<string>,
  id: string,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  return pulumi.output(accountId).apply(async (account) => {
    const advice = "Copy the id of the one-time PIN from the login methods in the Zero Trust dashboard";
    const fail = (problem: string, cause?: unknown) =>
      new UserError("LOOKUP_FAILED", [{ where, problem, advice }], cause === undefined ? {} : { cause });
    const found = await cloudflare
      .getZeroTrustAccessIdentityProvider({ accountId: account, identityProviderId: id }, opts)
      .catch((cause: unknown) => {
        throw fail(`Cloudflare has no login method with the id "${id}", or does not show it to this token`, cause);
      });
    if (found.type !== "onetimepin") {
      throw fail(`the login method "${found.name}" is of type "${found.type}", not a one-time PIN`);
    }
    return id;
  });
}
