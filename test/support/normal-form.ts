import type { Sandbox } from "../../sandbox";
import { secretHash } from "../../sandbox/cloudflare/scim/secret";
import type { Collection, Document } from "../../sandbox/shared/database";

/** What both tenants hold, in a form in which two runs can be compared: one line for each thing, sorted. */
export interface NormalForm {
  readonly lines: readonly string[];
  /** A text in which ids stand as the names of what they mean. */
  named(text: string): string;
}

/** What happened, and what signs: in no two runs the same, and nothing that a deployment is about. */
const LEFT_OUT = new Set([
  "logEvents",
  "oidc",
  "signingKeys",
  "appKeys",
  "passwords",
  "scimUpdates",
  "scimRefusals",
  "sessions",
  "accessRequests",
]);

/** Values that are drawn or counted. That there is one is compared, which one is not. */
const DRAWN = new Set([
  "aud",
  "appLinkId",
  "client_secret",
  "externalKey",
  "kid",
  "scimSecretHash",
  "seat_uid",
  "token",
  "version",
]);

/** Lists whose order says nothing: who came first is named first. */
const UNORDERED = new Set(["allowed_idps", "members"]);

/** `2026-11-24T17:12:11Z`, with or without milliseconds. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Ids of Okta have 20 characters, those of Cloudflare are UUIDs or have 32 hex digits. */
const ID = /[0-9A-Za-z]{20,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

/**
 * Reads both tenants.
 *
 * @param since When the first run began. Times before it are compared, so that nobody writes to what belongs to others,
 *   be it without a change.
 * @param raced Keys whose values follow from the order in which calls arrive, where that is another at every run.
 */
export function normalForm(sandbox: Sandbox, since: Date, raced: readonly string[] = []): NormalForm {
  const collections = [...collectionsOf(sandbox.okta.store), ...collectionsOf(sandbox.cloudflare.store)];
  const names = namesOf(collections);
  const named = (text: string): string => text.replace(ID, (id) => names.get(id) ?? id);
  const value = (key: string, nested: unknown): unknown => {
    if (raced.includes(key)) {
      return "(raced)";
    }
    if (DRAWN.has(key) && typeof nested === "string") {
      return "(drawn)";
    }
    if (UNORDERED.has(key) && Array.isArray(nested)) {
      return nested.map((member) => named(String(member))).sort();
    }
    return typeof nested === "string" && TIME.test(nested) && new Date(nested) >= since ? "(since)" : nested;
  };
  const lines = collections.flatMap(({ name, documents }) =>
    documents.map((document) => `${name} ${named(JSON.stringify(document, value))}`),
  );
  return { lines: lines.sort(), named };
}

/** What one of two lists of lines has more often than the other, in words; empty when they are the same. */
export function linesThatDiffer(expected: readonly string[], found: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of found) {
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  for (const line of expected) {
    counts.set(line, (counts.get(line) ?? 0) - 1);
  }
  return [...counts]
    .filter(([, count]) => count !== 0)
    .map(([line, count]) => `${count > 0 ? "too much" : "missing"}: ${line.slice(0, 300)}`);
}

/** Both secrets are the same on both sides, as the two services keep them. */
export function secretTroubles({ okta, cloudflare }: Sandbox): string[] {
  return cloudflare.store.identityProviders
    .filter(({ type }) => type === "okta")
    .flatMap(({ config, secretConfig, scimBaseUrl, scimSecretHash, name }) => {
      const active = okta.store.clientSecrets.filter(
        ({ appId, status }) => appId === config.client_id && status === "ACTIVE",
      );
      const connection = okta.store.connections.find(({ baseUrl }) => baseUrl === scimBaseUrl);
      return [
        ...(active.some(({ client_secret: secret }) => secret === secretConfig.client_secret)
          ? []
          : [`${name}: Okta does not take its client secret`]),
        ...(secretHash(connection?.token ?? "") === scimSecretHash ? [] : [`${name}: refuses the SCIM secret of Okta`]),
      ];
    });
}

interface NamedCollection {
  readonly name: string;
  readonly documents: readonly Document[];
}

function collectionsOf(store: object): NamedCollection[] {
  return Object.entries(store)
    .filter(([name, value]) => !LEFT_OUT.has(name) && isCollection(value))
    .map(([name, value]) => ({ name, documents: (value as Collection<Document>).all() }));
}

function isCollection(value: unknown): boolean {
  return typeof value === "object" && value !== null && "inOrder" in value;
}

/** Two things of one name have one name here too: then there are two equal lines. */
function namesOf(collections: readonly NamedCollection[]): Map<string, string> {
  const names = new Map<string, string>();
  const name = (documents: readonly Document[], nameOf: (document: Document) => string | undefined): void => {
    for (const document of documents) {
      const found = nameOf(document);
      if (found !== undefined && !names.has(document.id)) {
        names.set(document.id, found);
      }
    }
  };
  for (const collection of collections) {
    name(collection.documents, (document) => ownName(collection.name, document));
  }
  // What has no name is called after what it belongs to, which has one by now.
  for (const collection of collections) {
    name(collection.documents, ({ id, ...rest }) => {
      const { sourceGroupId, appId } = rest as { readonly sourceGroupId?: string; readonly appId?: string };
      const owner = sourceGroupId ?? appId;
      return owner === undefined ? undefined : `<${collection.name} of ${names.get(owner) ?? id}>`;
    });
  }
  return names;
}

function ownName(collection: string, document: Document): string | undefined {
  const { type, label, userName, displayName, name, email, ...rest } = document as Document & Record<string, unknown>;
  const { login, name: groupName } = (rest.profile ?? rest.fields ?? {}) as Record<string, unknown>;
  const found = label ?? login ?? groupName ?? userName ?? displayName ?? name ?? email;
  return found === undefined
    ? undefined
    : `<${collection}${type === "APP_GROUP" ? " of an app" : ""}: ${String(found)}>`;
}
