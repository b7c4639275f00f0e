import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Context } from "./context";

/** How long a refused download is not tried again, in milliseconds: one day. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

const refusalSchema = z.object({ at: z.iso.datetime(), reason: z.string() });

/** A download that this machine was refused. */
export interface Refusal {
  readonly reason: string;
  /** Remove this file to have the download tried again before the day is over. */
  readonly file: string;
}

/** The refusal of a download within the last day, or undefined when it is worth a try. */
export function rememberedRefusal(context: Context, what: string, now: number = Date.now()): Refusal | undefined {
  const file = refusalFile(context, what);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
  const parsed = refusalSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    return undefined;
  }
  const age = now - Date.parse(parsed.data.at);
  return age >= 0 && age < REMEMBERED_MS ? { reason: parsed.data.reason, file } : undefined;
}

/** Remembers that a download was refused, so that the next runs do not wait for it again. */
export function rememberRefusal(context: Context, what: string, reason: string): void {
  const file = refusalFile(context, what);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), reason })}\n`);
}

/** Forgets a refusal, after the download went well. */
export function forgetRefusal(context: Context, what: string): void {
  rmSync(refusalFile(context, what), { force: true });
}

function refusalFile(context: Context, what: string): string {
  return join(context.cache, "refused", `${what}.json`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half a file, left by a run that was cut off: as good as none.
    return undefined;
  }
}
