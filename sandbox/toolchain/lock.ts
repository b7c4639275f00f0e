import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import lockfile from "proper-lockfile";
import type { Context } from "./context";

/** A lock that was not renewed for so long belongs to a run that died, in milliseconds. */
const STALE_MS = 15_000;
const RENEW_MS = 3_000;
const LOOK_AGAIN_MS = 500;
const SAY_AGAIN_MS = 30_000;

/** Timing of the lock, in milliseconds. */
export interface LockTiming {
  readonly staleMs: number;
  readonly lookAgainMs: number;
}

/**
 * Does work that must not run twice at once for one user: builds and downloads. A second run waits, and says so. What a
 * dead run left behind is taken over after a few seconds.
 */
export async function withLock<T>(
  context: Context,
  work: () => Promise<T>,
  timing: LockTiming = { staleMs: STALE_MS, lookAgainMs: LOOK_AGAIN_MS },
): Promise<T> {
  mkdirSync(context.cache, { recursive: true });
  let lost = false;
  const release = await acquire(context, timing, () => {
    lost = true;
    context.progress("The lock on the toolchain was lost (was this machine asleep?). Another run may repeat the work.");
  });
  try {
    return await work();
  } finally {
    if (!lost) {
      await release();
    }
  }
}

async function acquire(context: Context, timing: LockTiming, onLost: () => void): Promise<() => Promise<void>> {
  const target = join(context.cache, "toolchain");
  const started = Date.now();
  let nextWord = started;
  for (;;) {
    try {
      return await lockfile.lock(target, {
        realpath: false,
        stale: timing.staleMs,
        update: Math.min(RENEW_MS, timing.staleMs / 2),
        onCompromised: onLost,
      });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ELOCKED")) {
        throw error;
      }
    }
    if (Date.now() >= nextWord) {
      const waited = Math.round((Date.now() - started) / 1_000);
      context.progress(
        `Another run is preparing the toolchain; waiting for it${waited === 0 ? "" : ` (${waited} s)`} …`,
      );
      nextWord = Date.now() + SAY_AGAIN_MS;
    }
    await delay(timing.lookAgainMs);
  }
}
