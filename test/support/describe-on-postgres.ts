import { describe, it } from "vitest";
import { findPostgres, POSTGRES_ADVICE } from "./postgres";

/**
 * A suite that needs PostgreSQL. Without it the suite is skipped with a message, in CI it fails: nobody looks for a skipped
 * test there.
 */
export function describeOnPostgres(name: string, suite: () => void): void {
  if (findPostgres() !== undefined) {
    describe(name, suite);
    return;
  }
  const { CI: ci } = process.env;
  if (ci !== undefined && ci !== "" && ci !== "false") {
    it(name, () => {
      throw new Error(POSTGRES_ADVICE);
    });
    return;
  }
  process.stderr.write(`${name}: skipped. ${POSTGRES_ADVICE}\n`);
  describe.skip(`${name} (${POSTGRES_ADVICE})`, suite);
}
