import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";

/** Somebody says that people may be locked out, up to a day. */
export interface LockoutConfirmationArgs {
  /** The last day on which it holds, in UTC, such as `2026-12-01`. At most 31 days ahead; after it, it does nothing. */
  until: string;
  /** Why, for whoever reads the plan. */
  reason: string;
}

/** Arguments of {@link LockoutGuard}. */
export interface LockoutGuardArgs {
  /** Cloudflare account id. */
  accountId: pulumi.Input<string>;
  /** Id of the login method that is guarded. A change is refused in the preview while somebody would be locked out. */
  identityProviderId: pulumi.Input<string>;
  /**
   * Ids of applications that go away together with the login method: its deletion does not lock anybody out of them, while
   * a replacement does. Defaults to none. Updated in place.
   */
  ownApplicationIds?: pulumi.Input<string>[];
  /** An explicit confirmation. Defaults to none. Updated in place; before a deletion, run `pulumi up` with it once. */
  confirmation?: LockoutConfirmationArgs;
}

/**
 * Refuses to let a login method go, by replacement or deletion, while an application of the account would lose its last
 * way to log in. It asks the live account, so applications count that the stack does not know.
 *
 * A way in is a login method that the application allows and that a policy lets somebody come by: a one-time PIN is none
 * where every policy names nothing but Okta groups. Bypass, service authentication and bookmarks need no login.
 *
 * Let it depend on everything that is around the login method (`dependsOn`): the engine then asks it first when it
 * deletes, and stops before anything else is gone. Preview shows a refused replacement, but not a refused deletion.
 */
export class LockoutGuard extends pulumi.CustomResource {
  constructor(name: string, args: LockoutGuardArgs, opts?: pulumi.CustomResourceOptions) {
    super(typeToken("LockoutGuard"), name, { ...args }, opts);
  }
}
