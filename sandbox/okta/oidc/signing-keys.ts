import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { AuthorizationServer, JsonObject, SigningKey } from "../entities";
import type { OktaStore } from "../store";

/** Who signs: a custom authorization server, or (undefined) the organization. */
export type Signer = AuthorizationServer | undefined;

/** Keys that are being made, so that two requests at once do not make two. */
const pending = new WeakMap<OktaStore, Map<string, Promise<SigningKey>>>();

/** The key that signs now. Made when it is first asked for: RSA keys take a while. */
export function activeKey(store: OktaStore, signer: Signer): Promise<SigningKey> {
  return keyWith(store, signer, "ACTIVE", signer?.kid ?? store.org().signingKeyId);
}

/** The keys of a custom server, the active one first, with the one that follows at the next rotation. */
export async function allKeys(store: OktaStore, server: AuthorizationServer): Promise<SigningKey[]> {
  const active = await activeKey(store, server);
  const next = await keyWith(store, server, "NEXT", undefined);
  return [active, next, ...keysOf(store, server).filter((key) => key.status === "EXPIRED")];
}

/** What is published at `…/v1/keys`: every key of the signer, public parts only. */
export async function publishedKeys(store: OktaStore, signer: Signer): Promise<JsonObject[]> {
  await activeKey(store, signer);
  return keysOf(store, signer).map(publicJwk);
}

/** The public half of a key, with the members that Okta publishes. */
export function publicJwk({ id, jwk }: SigningKey): JsonObject {
  return { kty: "RSA", alg: "RS256", kid: id, use: "sig", e: jwk.e, n: jwk.n };
}

/** Lets the next key sign; tokens of the one before stay verifiable. Returns the server with its new `kid`. */
export async function rotateKeys(store: OktaStore, server: AuthorizationServer): Promise<AuthorizationServer> {
  const [active, next] = await allKeys(store, server);
  if (active === undefined || next === undefined) {
    throw new Error(`${server.name}: has no keys to rotate. This is a bug of the sandbox.`);
  }
  const now = store.now();
  for (const key of keysOf(store, server).filter((candidate) => candidate.status === "EXPIRED")) {
    store.signingKeys.delete(key.id);
  }
  store.signingKeys.put({ ...active, status: "EXPIRED", lastUpdated: now });
  store.signingKeys.put({ ...next, status: "ACTIVE", lastUpdated: now });
  return store.servers.put({ ...server, kid: next.id, lastRotated: now, lastUpdated: now });
}

function keysOf(store: OktaStore, signer: Signer): SigningKey[] {
  const ownerId = signer?.id ?? store.org().id;
  return store.signingKeys.filter((key) => key.ownerId === ownerId);
}

function keyWith(
  store: OktaStore,
  signer: Signer,
  status: "ACTIVE" | "NEXT",
  kid: string | undefined,
): Promise<SigningKey> {
  const ownerId = signer?.id ?? store.org().id;
  const existing = keysOf(store, signer).find((key) => key.status === status);
  if (existing !== undefined) {
    return Promise.resolve(existing);
  }
  const waiting = pending.get(store) ?? new Map<string, Promise<SigningKey>>();
  pending.set(store, waiting);
  const name = `${ownerId}/${status}`;
  const made =
    waiting.get(name) ??
    createKey(store, ownerId, status, kid ?? randomBytes(32).toString("base64url")).finally(() => waiting.delete(name));
  waiting.set(name, made);
  return made;
}

async function createKey(
  store: OktaStore,
  ownerId: string,
  status: SigningKey["status"],
  kid: string,
): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const now = store.now();
  return store.signingKeys.put({
    id: kid,
    ownerId,
    status,
    created: now,
    lastUpdated: now,
    jwk: privateKey.export({ format: "jwk" }) as JsonObject,
  });
}
