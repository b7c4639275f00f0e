import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Database } from "../../../../sandbox/shared/database";

interface Thing {
  readonly id: string;
  readonly value: number;
  readonly nested: { readonly list: readonly number[] };
}

function thing(id: string, value = 0): Thing {
  return { id, value, nested: { list: [value] } };
}

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-database-"));
  path = join(folder, "a", "b", "state.db");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

type Change =
  | { readonly kind: "put"; readonly id: string; readonly value: number }
  | { readonly kind: "delete"; readonly id: string };

const id = fc.constantFrom("a", "b", "c", "d", "e");
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), id, value: fc.integer() }),
  fc.record({ kind: fc.constant("delete" as const), id }),
);

describe("a collection", () => {
  it("behaves like a Map, also after the file was closed and opened", () => {
    let run = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const file = join(folder, `${run++}.db`);
        const model = new Map<string, Thing>();
        const database = Database.open(file);
        const things = database.collection<Thing>("things");
        for (const step of changes) {
          if (step.kind === "put") {
            model.set(step.id, things.put(thing(step.id, step.value)));
          } else {
            expect(things.delete(step.id)).toBe(model.delete(step.id));
          }
        }
        const expected = [...model.values()];
        expect(things.all()).toEqual(expected);
        expect(things.size).toBe(expected.length);
        database.close();

        const again = Database.open(file);
        expect(again.collection<Thing>("things").all()).toEqual(expected);
        expect(again.isEmpty).toBe(expected.length === 0);
        again.close();
      }),
      { numRuns: 25 },
    );
  });

  it("answers by index what a search through everything answers", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat({ max: 30 }), (changes, madeAfter) => {
        const database = Database.open();
        const things = database.collection<Thing>("things");
        // Two keys each, so that a document leaves one and stays under the other; made before some of the changes.
        const keysOf = ({ value }: Thing): string[] => [`half ${value % 2}`, `third ${value % 3}`];
        let under = things.index(keysOf);
        changes.forEach((step, index) => {
          if (index === madeAfter) {
            under = things.index(keysOf);
          }
          if (step.kind === "put") {
            things.put(thing(step.id, step.value));
          } else {
            things.delete(step.id);
          }
        });
        for (const key of things.all().flatMap(keysOf)) {
          expect(under(key)).toEqual(things.filter((each) => keysOf(each).includes(key)));
        }
        expect(under("nobody")).toEqual([]);
        database.clear();
        expect(things.index(keysOf)("half 0").concat(under("half 0"))).toEqual([]);
      }),
    );
  });

  it("lists documents in its own order, whatever the order of the ids", () => {
    const things = Database.open().collection<Thing>("things");
    for (const name of ["x", "y", "z"]) {
      things.put(thing(name));
    }
    things.put(thing("x", 5));
    expect(things.inOrder(["z", "none", "x", "z"]).map(({ id }) => id)).toEqual(["x", "z"]);
  });

  it("tells its listeners what was stored and what was removed", () => {
    const things = Database.open().collection<Thing>("things");
    const told: string[] = [];
    things.put(thing("before"));
    things.subscribe((name) => told.push(`${name} ${things.get(name) === undefined ? "gone" : "there"}`));
    things.put(thing("x"));
    things.delete("x");
    things.delete("x");
    expect(told).toEqual(["x there", "x gone"]);
  });

  it("finds and filters, oldest first", () => {
    const things = Database.open().collection<Thing>("things");
    for (const [name, value] of [
      ["x", 1],
      ["y", 2],
      ["z", 2],
    ] as const) {
      things.put(thing(name, value));
    }
    expect(things.get("y")?.value).toBe(2);
    expect(things.get("none")).toBeUndefined();
    expect(things.find(({ value }) => value === 2)?.id).toBe("y");
    expect(things.find(({ value }) => value === 3)).toBeUndefined();
    expect(things.filter(({ value }) => value === 2).map((found) => found.id)).toEqual(["y", "z"]);
  });

  it("keeps its own frozen copy, so that nothing changes without being stored", () => {
    const things = Database.open().collection<{ id: string; nested: { list: number[] } }>("things");
    const given = { id: "x", nested: { list: [1] } };
    const stored = things.put(given);
    given.nested.list.push(2);
    expect(things.get("x")?.nested.list).toEqual([1]);
    expect(() => stored.nested.list.push(3)).toThrow(TypeError);
  });

  it("is the same one whenever it is asked for, also after everything was cleared", () => {
    const database = Database.open();
    const things = database.collection<Thing>("things");
    things.put(thing("x"));
    expect(database.isEmpty).toBe(false);
    database.clear();
    expect([things.size, database.isEmpty]).toEqual([0, true]);
    database.collection<Thing>("things").put(thing("y"));
    expect(things.all().map((found) => found.id)).toEqual(["y"]);
  });
});

describe("a database file", () => {
  it("is made with its folders, and holds several collections apart", () => {
    const database = Database.open(path);
    database.collection<Thing>("one").put(thing("x", 1));
    database.collection<Thing>("two").put(thing("x", 2));
    database.close();
    expect(existsSync(path)).toBe(true);
    const again = Database.open(path);
    expect(again.collection<Thing>("one").get("x")?.value).toBe(1);
    expect(again.collection<Thing>("two").get("x")?.value).toBe(2);
    again.close();
  });

  it("is empty after it was cleared, closed and opened", () => {
    const database = Database.open(path);
    database.collection<Thing>("things").put(thing("x"));
    database.clear();
    database.close();
    const again = Database.open(path);
    expect(again.isEmpty).toBe(true);
    again.close();
  });

  it("has stored documents frozen when it is opened again", () => {
    const database = Database.open(path);
    database.collection<Thing>("things").put(thing("x"));
    database.close();
    const again = Database.open(path);
    expect(Object.isFrozen(again.collection<Thing>("things").get("x")?.nested.list)).toBe(true);
    again.close();
  });

  it("has another version after every change, of whatever collection, and tells who asks", () => {
    const database = Database.open();
    const seen: number[] = [];
    const end = database.subscribe(() => seen.push(database.version));
    const before = database.version;
    database.collection<Thing>("things").put(thing("x"));
    database.collection<Thing>("others").put(thing("x"));
    database.collection<Thing>("others").delete("x");
    database.collection<Thing>("others").delete("x");
    database.clear();
    end();
    database.collection<Thing>("things").put(thing("y"));
    expect(seen).toEqual([before + 1, before + 2, before + 3, before + 4]);
    expect(database.version).toBe(before + 5);
  });

  it("is used by one process at a time", () => {
    const database = Database.open(path);
    expect(() => Database.open(path)).toThrow(/already in use/);
    database.close();
    Database.open(path).close();
  });

  it("survives a process that is killed", () => {
    const script = `
      const { Database } = require(${JSON.stringify(resolve(__dirname, "../../../../sandbox/shared/database.ts"))});
      const things = Database.open(process.argv[1]).collection("things");
      for (let index = 0; index < 50; index += 1) things.put({ id: String(index) });
      process.kill(process.pid, "SIGKILL");
    `;
    const child = spawnSync(process.execPath, ["--import", "tsx", "--eval", script, path], { encoding: "utf8" });
    expect([child.signal, child.stderr]).toEqual(["SIGKILL", ""]);
    const database = Database.open(path);
    expect(database.collection("things").all()).toEqual(
      Array.from({ length: 50 }, (_, index) => ({ id: String(index) })),
    );
    database.close();
  });

  it("that is no database is an error that names it", () => {
    expect(() => Database.open(folder)).toThrow(folder);
  });
});
