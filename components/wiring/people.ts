import type * as pulumi from "@pulumi/pulumi";
import type { AppUserArgs } from "../okta/assignments";
import { lookUpUsers, type OktaUser } from "../okta/lookups";
import type { OktaAccessArgs } from "../okta-access-args";
import { scimIsOn, scimUsers } from "./scim-args";
import { signInUsers } from "./sign-in-args";

/** The groups and users that the lists of an OktaAccess name, found or created. */
export interface People {
  /** Okta group id by key. */
  readonly groupIds: Record<string, pulumi.Output<string>>;
  /** Okta user by login. */
  readonly users: pulumi.Output<Record<string, OktaUser>>;
}

/** All users that the lists name, found with one search for up to 50. */
export function findUsers(
  name: string,
  args: OktaAccessArgs,
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, OktaUser>> {
  const logins = new Set([...signInUsers(args), ...(scimIsOn(args) ? scimUsers(args) : [])]);
  return lookUpUsers(
    [...logins].map((login) => ({ name: login, where: `OktaAccess "${name}", assigned user` })),
    opts,
  );
}

/** The groups of a list of keys. */
export function pick({ groupIds }: People, keys: readonly string[] | undefined): Record<string, pulumi.Output<string>> {
  // The checks saw to it that every key is there.
  return Object.fromEntries((keys ?? []).map((key) => [key, groupIds[key] as pulumi.Output<string>]));
}

/** The assignments of a list of logins. */
export function appUsers(
  logins: readonly string[],
  { users }: People,
  username: "login" | "email",
): Record<string, AppUserArgs> {
  return Object.fromEntries(
    logins.map((login) => {
      // The lookup answers every login or throws.
      const user = users.apply((found) => found[login] as OktaUser);
      return [login, { userId: user.id, username: user[username] }];
    }),
  );
}
