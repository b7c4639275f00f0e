import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** How long a server may take to start on a busy machine, in milliseconds. */
const START_TIMEOUT_MS = 60_000;

/** How often it is looked whether it has started. */
const LOOK_MS = 50;

/** A port that was free can be taken a moment later: how many are tried. */
const PORTS = 5;

/** What one does without PostgreSQL. */
export const POSTGRES_ADVICE = `PostgreSQL: is not installed. Install it with \`${
  process.platform === "darwin" ? "brew install postgresql@17" : "sudo apt-get install -y postgresql"
}\`, or put its server's programs on the PATH.`;

/** The folder of PostgreSQL's programs: on the PATH, or where Debian and Homebrew put them. Undefined without one. */
export function findPostgres(): string | undefined {
  const versions = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => /^(?:postgresql@)?\d+$/.test(name))
      .sort((one, other) => Number(/\d+/.exec(other)) - Number(/\d+/.exec(one)))
      .map((name) => join(folder, name, "bin")),
  );
  const directories = [...(process.env.PATH ?? "").split(delimiter), ...versions];
  return directories.find((directory) =>
    ["initdb", "postgres", "psql"].every((program) => isExecutable(join(directory, program))),
  );
}

/**
 * A PostgreSQL server of its own, in a folder of its own, on loopback, with a password. Whatever is written to a table is in
 * its log too, so that {@link stop} can lay out everything that was ever stored.
 */
export class PostgresServer {
  readonly user = "pulumi";
  readonly password = `database-${randomBytes(15).toString("base64url")}`;
  private server: ChildProcess | undefined;
  private port = 0;

  private constructor(
    private readonly programs: string,
    private readonly directory: string,
  ) {}

  /**
   * Makes a server and starts it. PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.
   *
   * @param directory A folder that does not exist yet. Everything that the server keeps is in it.
   * @throws Error that says how to install it, where PostgreSQL is not installed.
   */
  static async start(directory: string): Promise<PostgresServer> {
    const programs = findPostgres();
    if (programs === undefined) {
      throw new Error(POSTGRES_ADVICE);
    }
    const server = new PostgresServer(programs, directory);
    await server.initialize();
    for (let attempt = 1; !(await server.started()); attempt += 1) {
      if (attempt === PORTS) {
        throw new Error(`PostgreSQL: did not start.\n${server.log()}`);
      }
    }
    return server;
  }

  /** The address of its database, without the password: that goes into {@link env}. */
  get url(): string {
    return `postgres://${this.user}@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  /** What clients need in their environment. */
  get env(): Record<string, string> {
    return { PGPASSWORD: this.password };
  }

  /** Runs SQL, as `psql` prints it: one line per row, columns between tabs. */
  async query(sql: string): Promise<string> {
    const { stdout } = await promisify(execFile)(
      join(this.programs, "psql"),
      ["--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-A", "-t", "-q", "-F", "\t", "-c", sql, this.url],
      { env: { ...process.env, ...this.env }, maxBuffer: 1e9 },
    );
    return stdout.trimEnd();
  }

  /** Everything that the server wrote about itself, and about each change of a table. */
  log(): string {
    return readFileSync(join(this.directory, "log.txt"), "utf8");
  }

  /** Stops it. Every text that the engine ever stored then lies in the folder `written`, one file each, as it was. */
  async stop(): Promise<void> {
    const { server } = this;
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((done) => server.once("close", done));
      server.kill("SIGINT");
      await ended;
    }
    const written = join(this.directory, "written");
    mkdirSync(written);
    // The engine stores each file as {"data": "<Base64>"}.
    const stored = this.log().matchAll(/\{"data": ?"([A-Za-z0-9+/=]*)"\}/g);
    for (const [index, [, data = ""]] of [...stored].entries()) {
      writeFileSync(join(written, String(index)), Buffer.from(data, "base64"));
    }
  }

  private async initialize(): Promise<void> {
    mkdirSync(this.directory);
    // Its user has to pass through the folders above, which are for their owner only.
    chmodSync(dirname(this.directory), 0o711);
    const passwordFile = join(this.directory, "password");
    writeFileSync(passwordFile, this.password);
    const account = await unprivileged();
    if (account !== undefined) {
      chownSync(this.directory, account.uid, account.gid);
      chownSync(passwordFile, account.uid, account.gid);
    }
    const options = ["-U", this.user, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "-E", "UTF8", "--locale=C"];
    await promisify(execFile)(
      join(this.programs, "initdb"),
      ["-D", join(this.directory, "data"), "--no-sync", ...options],
      { cwd: "/", ...account },
    );
    rmSync(passwordFile);
  }

  /** Whether it started; false when somebody else took its port. */
  private async started(): Promise<boolean> {
    this.port = await freePort();
    const log = openSync(join(this.directory, "log.txt"), "w");
    const settings = {
      port: this.port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      fsync: "off",
      log_statement: "mod",
    };
    const server = spawn(
      join(this.programs, "postgres"),
      [
        "-D",
        join(this.directory, "data"),
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      { cwd: "/", stdio: ["ignore", log, log], ...(await unprivileged()) },
    );
    this.server = server;
    process.once("exit", () => server.kill("SIGQUIT"));
    const end = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < end && server.exitCode === null) {
      if (this.log().includes("database system is ready to accept connections")) {
        return true;
      }
      await delay(LOOK_MS);
    }
    return false;
  }
}

/** Who runs the server, where this process is root's. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Nothing where this process' own user may run it. */
async function unprivileged(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const id = async (user: string, what: string) => Number((await promisify(execFile)("id", [what, user])).stdout);
  const account = async (user: string) => ({ uid: await id(user, "-u"), gid: await id(user, "-g") });
  return account("postgres").catch(() => account("nobody"));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { readonly port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
