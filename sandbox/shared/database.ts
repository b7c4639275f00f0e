import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import SqliteDatabase from "libsql";

/** Anything a sandbox service keeps: a JSON value with an id that is unique in its collection. */
export interface Document {
  readonly id: string;
}

/**
 * An ordered set of documents, kept in memory and, when the database has a file, written through to it.
 *
 * Documents are frozen when they are stored: a route that wants to change one stores a new one with {@link put}.
 * So nothing can change without being persisted.
 */
export interface Collection<T extends Document> {
  /** Number of documents. */
  readonly size: number;
  /** The document with this id, or undefined. */
  get(id: string): T | undefined;
  /** Adds a document, or replaces the one with the same id in its place. Returns the frozen document. */
  put(document: T): T;
  /** Removes a document; false when there was none. */
  delete(id: string): boolean;
  /** All documents, oldest first. */
  all(): T[];
  /** The first document for which the predicate holds. */
  find(predicate: (document: T) => boolean): T | undefined;
  /** Every document for which the predicate holds, oldest first. */
  filter(predicate: (document: T) => boolean): T[];
  /** The documents with these ids, oldest first, whatever the order of the ids; those that do not exist are left out. */
  inOrder(ids: Iterable<string>): T[];
  /**
   * Looks documents up by something else than their id, without going through all of them.
   *
   * @param keysOf Under which keys a document is to be found. Must depend on the document alone.
   * @returns What answers the documents under a key, oldest first. Follows every change of the collection.
   */
  index(keysOf: (document: T) => readonly string[]): (key: string) => T[];
  /** Calls back with the id of every document that is stored or removed from now on, except by {@link Database.clear}. */
  subscribe(listener: (id: string) => void): void;
}

/**
 * The state of one sandbox service: named collections of JSON documents.
 *
 * In memory by default; with a file, every change is written to an SQLite database, so that the service can be stopped
 * and started again with the same content (`pulumi up` today, `pulumi preview` tomorrow). One process at a time may
 * use a file.
 */
export class Database {
  private readonly collections = new Map<string, MemoryCollection<Document>>();
  private readonly listeners = new Set<() => void>();
  // Begins where no earlier one can have come to: a page of an earlier run is seen to be old.
  private changes = Date.now();

  private constructor(private readonly file: DocumentFile | undefined) {
    for (const row of file?.load() ?? []) {
      this.open(row.collection).restore(JSON.parse(row.body) as Document);
    }
  }

  /**
   * Opens a database.
   *
   * @param path The SQLite file; created, with its folder, when it does not exist. In memory only when left out.
   * @throws When the file cannot be opened or is in use by another process.
   */
  static open(path?: string): Database {
    return new Database(path === undefined ? undefined : new DocumentFile(path));
  }

  /** The collection with this name; empty when nothing was stored in it yet. */
  collection<T extends Document>(name: string): Collection<T> {
    return this.open(name) as unknown as Collection<T>;
  }

  /** True when no collection holds a document. */
  get isEmpty(): boolean {
    return [...this.collections.values()].every((collection) => collection.size === 0);
  }

  /** Another number after every change; what was made at the same number is up to date. */
  get version(): number {
    return this.changes;
  }

  /** Calls back after every change; the returned function ends that. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Removes every document of every collection. */
  clear(): void {
    for (const collection of this.collections.values()) {
      collection.clear();
    }
    this.file?.clear();
    this.changed();
  }

  /** A database in memory with the same content. What happens to one of the two does not happen to the other. */
  copy(): Database {
    const copy = Database.open();
    for (const [name, collection] of this.collections) {
      const copied = copy.open(name);
      for (const document of collection.all()) {
        copied.restore(document);
      }
    }
    return copy;
  }

  /** Takes over the content of another database in the place of its own. */
  replaceWith(content: Database): void {
    this.clear();
    for (const [name, collection] of content.collections) {
      for (const document of collection.all()) {
        this.open(name).put(document);
      }
    }
  }

  /** Closes the file, if there is one. The database must not be used afterwards. */
  close(): void {
    this.file?.close();
  }

  private open(name: string): MemoryCollection<Document> {
    const existing = this.collections.get(name);
    if (existing !== undefined) {
      return existing;
    }
    const created = new MemoryCollection<Document>(name, this.file);
    created.subscribe(() => this.changed());
    this.collections.set(name, created);
    return created;
  }

  private changed(): void {
    this.changes += 1;
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** A document and where it stands in the order of its collection. */
interface Entry<T> {
  readonly document: T;
  readonly position: number;
}

class MemoryCollection<T extends Document> implements Collection<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly indexes: Index<T>[] = [];
  private readonly listeners: ((id: string) => void)[] = [];
  private nextPosition = 0;

  constructor(
    private readonly name: string,
    private readonly file: DocumentFile | undefined,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get(id: string): T | undefined {
    return this.entries.get(id)?.document;
  }

  put(document: T): T {
    const frozen = frozenCopy(document);
    this.file?.put(this.name, document.id, JSON.stringify(frozen));
    this.set(frozen);
    this.changed(frozen.id);
    return frozen;
  }

  delete(id: string): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) {
      return false;
    }
    this.file?.delete(this.name, id);
    this.entries.delete(id);
    for (const index of this.indexes) {
      index.remove(entry.document);
    }
    this.changed(id);
    return true;
  }

  all(): T[] {
    return Array.from(this.entries.values(), ({ document }) => document);
  }

  find(predicate: (document: T) => boolean): T | undefined {
    for (const { document } of this.entries.values()) {
      if (predicate(document)) {
        return document;
      }
    }
    return undefined;
  }

  filter(predicate: (document: T) => boolean): T[] {
    const found: T[] = [];
    for (const { document } of this.entries.values()) {
      if (predicate(document)) {
        found.push(document);
      }
    }
    return found;
  }

  inOrder(ids: Iterable<string>): T[] {
    const found: Entry<T>[] = [];
    for (const id of new Set(ids)) {
      const entry = this.entries.get(id);
      if (entry !== undefined) {
        found.push(entry);
      }
    }
    return found.sort((left, right) => left.position - right.position).map(({ document }) => document);
  }

  index(keysOf: (document: T) => readonly string[]): (key: string) => T[] {
    const index = new Index(keysOf);
    for (const { document } of this.entries.values()) {
      index.add(document);
    }
    this.indexes.push(index);
    return (key) => this.inOrder(index.idsUnder(key));
  }

  subscribe(listener: (id: string) => void): void {
    this.listeners.push(listener);
  }

  restore(document: T): void {
    this.set(deepFreeze(document));
  }

  clear(): void {
    this.entries.clear();
    for (const index of this.indexes) {
      index.clear();
    }
  }

  private set(document: T): void {
    const before = this.entries.get(document.id);
    this.entries.set(document.id, { document, position: before?.position ?? this.nextPosition++ });
    for (const index of this.indexes) {
      if (before !== undefined) {
        index.remove(before.document);
      }
      index.add(document);
    }
  }

  private changed(id: string): void {
    for (const listener of this.listeners) {
      listener(id);
    }
  }
}

/** Ids of documents by keys that are computed from them. */
class Index<T extends Document> {
  private readonly ids = new Map<string, Set<string>>();

  constructor(private readonly keysOf: (document: T) => readonly string[]) {}

  idsUnder(key: string): Iterable<string> {
    return this.ids.get(key) ?? [];
  }

  add(document: T): void {
    for (const key of this.keysOf(document)) {
      const under = this.ids.get(key);
      if (under === undefined) {
        this.ids.set(key, new Set([document.id]));
      } else {
        under.add(document.id);
      }
    }
  }

  remove(document: T): void {
    for (const key of this.keysOf(document)) {
      const under = this.ids.get(key);
      if (under?.delete(document.id) === true && under.size === 0) {
        this.ids.delete(key);
      }
    }
  }

  clear(): void {
    this.ids.clear();
  }
}

/** The SQLite file behind a {@link Database}: one row per document. */
class DocumentFile {
  private readonly database: SqliteDatabase.Database;
  private readonly upsert: SqliteDatabase.Statement;
  private readonly remove: SqliteDatabase.Statement;

  constructor(path: string) {
    this.database = openFile(path);
    // An update keeps the row and so its position: the order of a collection is the order of creation.
    this.upsert = this.database.prepare(
      "INSERT INTO documents (collection, id, body) VALUES (?, ?, ?) ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body",
    );
    this.remove = this.database.prepare("DELETE FROM documents WHERE collection = ? AND id = ?");
  }

  load(): { collection: string; body: string }[] {
    return this.database.prepare("SELECT collection, body FROM documents ORDER BY position").all() as {
      collection: string;
      body: string;
    }[];
  }

  put(collection: string, id: string, body: string): void {
    this.upsert.run(collection, id, body);
  }

  delete(collection: string, id: string): void {
    this.remove.run(collection, id);
  }

  clear(): void {
    this.database.exec("DELETE FROM documents");
  }

  close(): void {
    // libsql keeps a connection for as long as one of its prepared statements is not garbage collected, and with it the
    // lock: so the lock is given up first. SQLite leaves the exclusive mode only outside of WAL, at the next access.
    this.database.exec("PRAGMA journal_mode = DELETE");
    this.database.exec("PRAGMA locking_mode = NORMAL");
    this.database.exec("SELECT count(*) FROM documents");
    this.database.close();
  }
}

function openFile(path: string): SqliteDatabase.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new SqliteDatabase(path);
    // Exclusive: a second process would keep its own copy in memory and overwrite ours. "NORMAL" survives a killed
    // process; only a power cut can lose the last changes, which is enough for a sandbox.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec(
      "CREATE TABLE IF NOT EXISTS documents (position INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (collection, id))",
    );
    return database;
  } catch (cause) {
    const isLocked = cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY";
    throw new Error(
      isLocked
        ? `Database ${path}: already in use by another process. Stop that one, or name another file.`
        : `Database ${path}: cannot be opened. Name a file that is an SQLite database or does not exist yet.`,
      { cause },
    );
  }
}

/**
 * A copy of a JSON value that cannot be changed. Parts that are frozen are taken over as they are: they come from a
 * document that was stored before, and copying them again is most of what storing a large document costs.
 */
function frozenCopy<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) {
    return value;
  }
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, frozenCopy(nested)]));
  return Object.freeze(copy) as T;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const nested of Object.values(value)) {
      deepFreeze(nested);
    }
  }
  return value;
}
