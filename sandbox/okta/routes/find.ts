import type { App, AuthorizationServer } from "../entities";
import { notFound } from "../errors";
import type { OktaStore } from "../store";

/** The app with this id. @throws OktaError E0000007 (AppInstance) */
export function findApp(store: OktaStore, id: string): App {
  const app = store.apps.get(id);
  if (app === undefined) {
    throw notFound(id, "AppInstance");
  }
  return app;
}

/** The authorization server with this id, or the default one by `default`. @throws OktaError E0000007 (AuthorizationServer) */
export function findServer(store: OktaStore, id: string): AuthorizationServer {
  const server = store.servers.get(id) ?? store.servers.find((candidate) => candidate.default && id === "default");
  if (server === undefined) {
    throw notFound(id, "AuthorizationServer");
  }
  return server;
}
