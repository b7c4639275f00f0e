import { textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";

/** A client secret of an OIDC app, as Okta's API answers it. */
export interface ClientSecret {
  readonly id: string;
  readonly value: string;
  readonly active: boolean;
  /** ISO 8601 in UTC. */
  readonly created: string;
}

/**
 * The client secrets of an app, oldest first; undefined when there is no such app. Okta keeps at most two.
 *
 * @see https://developer.okta.com/docs/guides/client-secret-rotation-key/main/
 */
export async function clientSecrets(okta: OktaApi, appId: string): Promise<ClientSecret[] | undefined> {
  if ((await okta.find(appPath(appId))) === undefined) {
    return undefined;
  }
  const all = (await okta.list(secretsPath(appId))).map((secret) => ({
    id: textAt(secret, "id") ?? "",
    value: textAt(secret, "client_secret") ?? "",
    active: textAt(secret, "status") === "ACTIVE",
    created: textAt(secret, "created") ?? "",
  }));
  return all.sort((left, right) => left.created.localeCompare(right.created));
}

/** Path of an app. */
export function appPath(appId: string): string {
  return `/api/v1/apps/${encodeURIComponent(appId)}`;
}

/** Path of an app's client secrets. */
export function secretsPath(appId: string): string {
  return `${appPath(appId)}/credentials/secrets`;
}

/** Deletes a secret; one that opens something is deactivated first, as Okta wants it. */
export async function removeSecret(okta: OktaApi, appId: string, secret: ClientSecret): Promise<void> {
  const path = `${secretsPath(appId)}/${encodeURIComponent(secret.id)}`;
  if (secret.active) {
    await okta.post(`${path}/lifecycle/deactivate`);
  }
  await okta.delete(path);
}
