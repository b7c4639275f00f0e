import type { Adapter, AdapterPayload } from "oidc-provider";
import type { JsonObject, OidcDocument } from "../entities";
import { deleteWhere, type OktaStore } from "../store";
import { clientMetadata, findClient } from "./clients";

/** Expired documents are removed once in so many writes of one kind. */
const SWEEP_EVERY = 200;

/**
 * Where the OpenID provider keeps sessions, codes and tokens: in the store, so that they go with a reset and outlive a
 * restart. Clients are no documents of its own but the applications themselves, read anew each time.
 */
export function oidcAdapter(store: OktaStore): (kind: string) => Adapter {
  return (kind) => (kind === "Client" ? clientAdapter(store) : documentAdapter(store, kind));
}

/** A document of the provider, unless it expired. */
export function findDocument(store: OktaStore, kind: string, id: string): JsonObject | undefined {
  const found = store.oidc.get(`${kind}/${id}`);
  return found === undefined || isExpired(found) ? undefined : found.payload;
}

/** Replaces the content of a document that exists. */
export function changeDocument(store: OktaStore, kind: string, id: string, payload: JsonObject): void {
  const found = store.oidc.get(`${kind}/${id}`);
  if (found !== undefined) {
    store.oidc.put({ ...found, payload });
  }
}

function clientAdapter(store: OktaStore): Adapter {
  return {
    ...documentAdapter(store, "Client"),
    find: (clientId) => {
      const app = findClient(store, clientId);
      return Promise.resolve(app === undefined ? undefined : (clientMetadata(store, app) as AdapterPayload));
    },
  };
}

function documentAdapter(store: OktaStore, kind: string): Adapter {
  const key = (id: string): string => `${kind}/${id}`;
  let writes = 0;
  // The provider changes what it is given, and what the store holds is frozen.
  const payloadOf = (found: OidcDocument | undefined): Promise<AdapterPayload | undefined> =>
    Promise.resolve(
      found === undefined || isExpired(found) ? undefined : (structuredClone(found.payload) as AdapterPayload),
    );
  return {
    upsert: (id, payload, expiresIn) => {
      writes += 1;
      if (writes % SWEEP_EVERY === 0) {
        deleteWhere(store.oidc, isExpired);
      }
      store.oidc.put({
        id: key(id),
        kind,
        expires: expiresIn === undefined ? null : now() + expiresIn,
        grantId: payload.grantId ?? null,
        payload: JSON.parse(JSON.stringify(payload)) as JsonObject,
      });
      return Promise.resolve();
    },
    find: (id) => payloadOf(store.oidc.get(key(id))),
    findByUid: (uid) =>
      payloadOf(store.oidc.find((document) => document.kind === kind && document.payload.uid === uid)),
    findByUserCode: () => Promise.resolve(undefined),
    consume: (id) => {
      const found = store.oidc.get(key(id));
      if (found !== undefined) {
        store.oidc.put({ ...found, payload: { ...found.payload, consumed: now() } });
      }
      return Promise.resolve();
    },
    destroy: (id) => {
      store.oidc.delete(key(id));
      return Promise.resolve();
    },
    revokeByGrantId: (grantId) => {
      deleteWhere(store.oidc, (document) => document.kind === kind && document.grantId === grantId);
      return Promise.resolve();
    },
  };
}

function isExpired({ expires }: OidcDocument): boolean {
  return expires !== null && expires <= now();
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
