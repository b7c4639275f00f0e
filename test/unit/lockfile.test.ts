import { expect, it } from "vitest";
import lockfile from "../../package-lock.json";

interface Entry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const packages = Object.entries(lockfile.packages as Readonly<Record<string, Entry>>);

// npm leaves out what its registry does not serve at the moment, and then `npm ci` refuses the file.
it("the lockfile has the optional packages of every platform", () => {
  const names = new Set(
    packages.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)),
  );
  const wanted = packages.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}));
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
});

it("the lockfile names no place to download from", () => {
  expect(packages.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
});
