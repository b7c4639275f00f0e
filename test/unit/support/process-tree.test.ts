// What the crash tests kill with: a process and all its descendants, also those in groups of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { KNOWS_PROCESSES } from "../../../bench/processes";
import { killTree } from "../../support/process-tree";

let root: ChildProcess | undefined;
afterEach(() => root?.kill("SIGKILL"));

/** A process whose child leaves the group and has a child of its own; each prints its id and waits. */
const FAMILY = `
  const { spawn } = require("node:child_process");
  const depth = Number(process.argv[1]);
  console.log(process.pid);
  if (depth > 0) {
    spawn(process.execPath, ["-e", process.env.FAMILY, String(depth - 1)], { stdio: "inherit", detached: true });
  }
  setInterval(() => undefined, 1_000);
`;

const runs = (id: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, "utf8");
    return !stat.slice(stat.lastIndexOf(")")).startsWith(") Z");
  } catch {
    return false;
  }
};

describe.skipIf(!KNOWS_PROCESSES)("killTree (needs /proc)", () => {
  it("leaves none of a family", async () => {
    root = spawn(process.execPath, ["-e", FAMILY, "2"], {
      env: { ...process.env, FAMILY },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let printed = "";
    for await (const text of root.stdout as NodeJS.ReadableStream) {
      printed += String(text);
      if (printed.trim().split("\n").length === 3) {
        break;
      }
    }
    const family = printed.trim().split("\n").map(Number);
    expect(family.filter(runs)).toEqual(family);
    const exit = once(root, "exit");

    expect(await killTree(family[0] ?? 0)).toBe(3);

    expect(family.filter(runs)).toEqual([]);
    expect(await exit).toEqual([null, "SIGKILL"]);
  });

  it("has nothing to do where the process is gone", async () => {
    root = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    await once(root, "exit");
    expect(await killTree(root.pid ?? 0)).toBe(0);
  });
});
