import type * as pulumi from "@pulumi/pulumi";
import type { CloudflareAccess } from "../cloudflare/cloudflare-access";
import { LockoutGuard } from "../native/lockout-guard";
import type { OktaAccessArgs } from "../okta-access-args";
import { isProtected } from "./login-method";

/**
 * The guard that stands before the login method, made last: it is asked first when something is deleted. Nothing where
 * Access is not managed here.
 */
export function createLockoutGuard(
  name: string,
  args: OktaAccessArgs,
  identityProviderId: pulumi.Output<string>,
  access: CloudflareAccess | undefined,
  everythingElse: readonly (pulumi.Resource | undefined)[],
  opts: pulumi.CustomResourceOptions,
): void {
  if (access === undefined) {
    return;
  }
  const confirmation = args.lockoutGuard?.confirm;
  new LockoutGuard(
    name,
    {
      accountId: args.accountId,
      identityProviderId,
      ownApplicationIds: Object.values(access.applicationIds),
      ...(confirmation === undefined ? {} : { confirmation }),
    },
    {
      ...opts,
      dependsOn: [access, ...everythingElse].filter((resource) => resource !== undefined),
      // Deleted first, it stops a destroy before anything is gone; the login method itself would stop it halfway.
      protect: isProtected(args),
    },
  );
}
