import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Every project runs its files in processes of their own: the Pulumi SDK keeps one deployment per process. */
export default defineConfig({
  test: {
    pool: "forks",
    // A third of an engine test is waiting: one file for each processor, instead of one fewer.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000 } },
      { extends: true, test: { name: "conformance", include: ["test/conformance/**/*.test.ts"], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
        },
      },
      { extends: true, test: { name: "browser", include: ["test/browser/**/*.test.ts"], testTimeout: 120_000 } },
    ],
  },
});
