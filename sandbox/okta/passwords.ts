import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { User } from "./entities";
import type { OktaStore } from "./store";

/** The password of everyone in the seed. Known to everyone, shown on the sign-in page, good for nothing else. */
export const SANDBOX_PASSWORD = "Acme-sandbox-1";

/** After so many wrong passwords in a row an account is locked: Okta's default. */
const LOCK_AFTER = 10;

/** Keeps a hash of the password that somebody was given. */
export function setPassword(store: OktaStore, userId: string, password: string): void {
  const salt = randomBytes(16);
  store.passwords.put({ id: userId, hash: `${salt.toString("base64url")}.${hash(password, salt)}`, failures: 0 });
}

/** How an attempt to sign in with a password ended. */
export type PasswordCheck = "right" | "wrong" | "locked";

/** Compares a password, counts wrong ones in a row, and locks the account after ten of them. */
export function checkPassword(store: OktaStore, user: User, password: string): PasswordCheck {
  const kept = store.passwords.get(user.id);
  if (user.hasPassword && matches(kept?.hash ?? null, password)) {
    if (kept !== undefined && kept.failures > 0) {
      store.passwords.put({ ...kept, failures: 0 });
    }
    return "right";
  }
  const failures = (kept?.failures ?? 0) + 1;
  store.passwords.put({ id: user.id, hash: kept?.hash ?? null, failures });
  if (failures < LOCK_AFTER) {
    return "wrong";
  }
  const now = store.now();
  store.users.put({ ...user, status: "LOCKED_OUT", statusChanged: now, lastUpdated: now });
  return "locked";
}

/** Whether this is the user's password. Counts nothing. */
export function isPassword(store: OktaStore, user: User, password: string): boolean {
  return user.hasPassword && matches(store.passwords.get(user.id)?.hash ?? null, password);
}

/** Forgets wrong passwords: what unlocking does. */
export function clearFailures(store: OktaStore, userId: string): void {
  const kept = store.passwords.get(userId);
  if (kept !== undefined) {
    store.passwords.put({ ...kept, failures: 0 });
  }
}

function matches(kept: string | null, password: string): boolean {
  if (kept === null) {
    return password === SANDBOX_PASSWORD;
  }
  const [salt = "", expected = ""] = kept.split(".");
  return timingSafeEqual(Buffer.from(hash(password, Buffer.from(salt, "base64url"))), Buffer.from(expected));
}

/** A cheap cost: these passwords protect nothing, and tests sign in often. */
function hash(password: string, salt: Buffer): string {
  return scryptSync(password, salt, 32, { N: 1024 }).toString("base64url");
}
