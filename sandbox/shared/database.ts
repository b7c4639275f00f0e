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

  /** Removes every document of every collection. */
  clear(): void {
    for (const collection of this.collections.values()) {
      collection.clear();
    }
    this.file?.clear();
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
    this.collections.set(name, created);
    return created;
  }
}

class MemoryCollection<T extends Document> implements Collection<T> {
  private readonly documents = new Map<string, T>();

  constructor(
    private readonly name: string,
    private readonly file: DocumentFile | undefined,
  ) {}

  get size(): number {
    return this.documents.size;
  }

  get(id: string): T | undefined {
    return this.documents.get(id);
  }

  put(document: T): T {
    const frozen = deepFreeze(structuredClone(document));
    this.documents.set(document.id, frozen);
    this.file?.put(this.name, document.id, JSON.stringify(frozen));
    return frozen;
  }

  delete(id: string): boolean {
    this.file?.delete(this.name, id);
    return this.documents.delete(id);
  }

  all(): T[] {
    return [...this.documents.values()];
  }

  find(predicate: (document: T) => boolean): T | undefined {
    for (const document of this.documents.values()) {
      if (predicate(document)) {
        return document;
      }
    }
    return undefined;
  }

  filter(predicate: (document: T) => boolean): T[] {
    return this.all().filter(predicate);
  }

  restore(document: T): void {
    this.documents.set(document.id, deepFreeze(document));
  }

  clear(): void {
    this.documents.clear();
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

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const nested of Object.values(value)) {
      deepFreeze(nested);
    }
  }
  return value;
}
