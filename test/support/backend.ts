import { cpSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { PostgresServer } from "./postgres";

/** Where a stack's state is kept. */
export type BackendKind = "files" | "postgres";

/** A place for the state of one stack, in that stack's folder. */
export interface Backend {
  /** What to set so that `pulumi` finds it. */
  readonly env: Readonly<Record<string, string>>;
  /** What nobody may find in what a run leaves behind, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Keeps the state as it is now; the returned function brings it back, as often as it is called. */
  snapshot(): Promise<() => Promise<void>>;
  /** Ends it. Whatever was ever stored is then in the stack's folder, as files that can be searched. */
  stop(): Promise<void>;
}

/** The kind that `STATE` asks for: `STATE=postgres npm test -- test/engine` runs everything on PostgreSQL. */
export function backendKind(): BackendKind {
  const kind = process.env.STATE ?? "files";
  if (kind !== "files" && kind !== "postgres") {
    throw new Error(`STATE: is "${kind}". Set it to "files" or "postgres".`);
  }
  return kind;
}

/** Makes a backend. @param directory The stack's folder. */
export function makeBackend(kind: BackendKind, directory: string): Promise<Backend> | Backend {
  return kind === "files" ? fileBackend(directory) : postgresBackend(directory);
}

function fileBackend(directory: string): Backend {
  const state = join(directory, "state");
  mkdirSync(state);
  let kept = 0;
  const aside = () => {
    kept += 1;
    return join(directory, `state-${kept}`);
  };
  return {
    env: { PULUMI_BACKEND_URL: `file://${state}` },
    secrets: {},
    snapshot: async () => {
      const then = aside();
      cpSync(state, then, { recursive: true });
      return async () => {
        // What is put aside is looked through for secrets, like everything that a run leaves behind.
        if (existsSync(state)) {
          renameSync(state, aside());
        }
        cpSync(then, state, { recursive: true });
      };
    },
    stop: async () => undefined,
  };
}

async function postgresBackend(directory: string): Promise<Backend> {
  const server = await PostgresServer.start(join(directory, "postgres"));
  let kept = 0;
  return {
    env: { PULUMI_BACKEND_URL: server.url, ...server.env },
    secrets: { "database password": server.password },
    snapshot: async () => {
      kept += 1;
      const then = `snapshot_${kept}`;
      await server.query(`CREATE TABLE ${then} AS TABLE pulumi_state`);
      return async () => {
        await server.query(`BEGIN; TRUNCATE pulumi_state; INSERT INTO pulumi_state TABLE ${then}; COMMIT`);
      };
    },
    stop: () => server.stop(),
  };
}
