import * as pulumi from "@pulumi/pulumi";
import { quoteList } from "../../lib/words";
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
  const users = lookUpUsers(
    [...logins].map((login) => ({ name: login, where: `OktaAccess "${name}", assigned user` })),
    opts,
  );
  users.apply((found) => warnOfSharedAddresses(name, Object.values(found)));
  return users;
}

/**
 * Cloudflare knows a person by the e-mail address: it is the SCIM `userName` and what sign-in says. Another login makes no
 * difference; an address that two people share does.
 */
function warnOfSharedAddresses(name: string, users: readonly OktaUser[]): void {
  const byAddress = new Map<string, Map<string, string>>();
  for (const { id, login, email } of users) {
    const address = email.toLowerCase();
    byAddress.set(address, (byAddress.get(address) ?? new Map<string, string>()).set(id, login));
  }
  for (const logins of byAddress.values()) {
    if (logins.size > 1) {
      void pulumi.log.warn(
        `OktaAccess "${name}", assigned users: ${quoteList([...logins.values()])} have the same e-mail address, by which Cloudflare knows people: it takes them for one person, and SCIM provisions one of them. Give each an address of their own in Okta.`,
      );
    }
  }
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
