import { cloudflareId } from "../../shared/ids";
import { redact } from "../../shared/redact";
import type { Json, ScimGroup, ScimUpdate, ScimUser } from "../entities";
import { timestamp } from "../store";
import type { Population } from "./population";
import type { ResourceType } from "./schema";
import { isObject } from "./values";

/** At most so many entries are kept; the oldest go first. */
const CAPACITY = 20_000;

/** What the update log tells of a request. */
export interface Update {
  readonly type: ResourceType;
  readonly method: ScimUpdate["request_method"];
  readonly body: unknown;
  /** What the request was about, as far as it exists. */
  readonly resource: ScimUser | ScimGroup | undefined;
  /** Why it was refused. */
  readonly error?: string;
}

/** Writes an entry of the SCIM provisioning log. https://developers.cloudflare.com/cloudflare-one/insights/logs/dashboard-logs/scim-logs/ */
export function recordUpdate({ store, provider }: Population, update: Update): void {
  const { resource, type } = update;
  const sent = isObject(update.body) ? update.body : {};
  const email = resource !== undefined && "userName" in resource ? resource.userName : text(sent, "userName");
  const name = resource !== undefined && "members" in resource ? resource.displayName : text(sent, "displayName");
  store.scimUpdates.put({
    id: cloudflareId(),
    idp_id: provider.id,
    logged_at: timestamp(),
    request_method: update.method,
    resource_type: type.name === "User" ? "USER" : "GROUP",
    status: update.error === undefined ? "SUCCESS" : "FAILURE",
    cf_resource_id: resource?.id ?? "",
    idp_resource_id: resource?.externalId ?? text(sent, "externalId") ?? "",
    ...(type.name === "User" && email !== undefined ? { resource_user_email: email } : {}),
    ...(type.name === "Group" && name !== undefined ? { resource_group_name: name } : {}),
    request_body: update.body === undefined ? "" : JSON.stringify(redact(update.body)),
    ...(update.error === undefined ? {} : { error_description: update.error }),
  });
  if (store.scimUpdates.size > CAPACITY) {
    const oldest = store.scimUpdates.find(() => true);
    if (oldest !== undefined) {
      store.scimUpdates.delete(oldest.id);
    }
  }
}

/** Notes that a request was refused because of its credentials: before anything is known of what it is about. */
export function recordRefusal({ store, provider }: Population, reason: string): void {
  const before = store.scimRefusals.get(provider.id);
  store.scimRefusals.put({ id: provider.id, at: timestamp(), reason, count: (before?.count ?? 0) + 1 });
}

function text(body: Json, key: string): string | undefined {
  const value = body[key];
  return typeof value === "string" ? value : undefined;
}
