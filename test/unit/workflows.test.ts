import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readWorkflow, scriptOf, stepsOf, type Workflow, workflowText } from "../support/workflows";

const ROOT = join(__dirname, "../..");
const EXAMPLES = "examples/github-actions";
const WORKFLOWS = [EXAMPLES, ".github/workflows"].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`),
);

const ACTIONLINT = [...(process.env.PATH ?? "").split(delimiter), join(homedir(), "go/bin")]
  .map((folder) => join(folder, "actionlint"))
  .find((file) => existsSync(file));

describe.each(WORKFLOWS)("%s", (path) => {
  const workflow = readWorkflow(path);
  const jobs = Object.entries(workflow.jobs);

  it("gives nothing to everybody and to each job what it needs", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobs.filter(([, { permissions = {} }]) => Object.keys(permissions).length === 0)).toEqual([]);
    const all = jobs.flatMap(([, { permissions = {} }]) => Object.entries(permissions).map((each) => each.join(": ")));
    const allowed = ["contents: read", "id-token: write", "pull-requests: write", "issues: write"];
    expect(all.filter((permission) => !allowed.includes(permission))).toEqual([]);
  });

  it("lets no job that runs the repository's code write to GitHub", () => {
    const writing = jobs.filter(([, { permissions = {} }]) =>
      Object.entries(permissions).some(([name, level]) => level === "write" && name !== "id-token"),
    );
    expect(
      writing.filter(([, { steps }]) => steps.some(({ run, uses }) => run ?? /checkout/.test(uses ?? ""))),
    ).toEqual([]);
  });

  it("pins every action by commit and says which release that is", () => {
    const uses = [...workflowText(path).matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    expect(uses.length).toBe(stepsOf(workflow).filter((step) => step.uses !== undefined).length);
    expect(uses.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
  });

  it("puts no value of an event or of another job into a script", () => {
    const scripts = stepsOf(workflow).flatMap((step) => [step.run ?? "", String(step.with?.script ?? "")]);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  it("keeps the checkout's token to itself, ends in time, and runs for no stranger with privileges", () => {
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
    expect(jobs.filter(([, job]) => job["timeout-minutes"] === undefined)).toEqual([]);
    expect(JSON.stringify(workflow.on)).not.toMatch(/pull_request_target|workflow_run|issue_comment/);
  });

  it("names no secret outside of an environment variable", () => {
    const lines = workflowText(path)
      .split("\n")
      .filter((line) => /\bsecrets\.\w/.test(line));
    expect(lines.filter((line) => !/^\s+[A-Z_]+: \$\{\{ secrets\.[A-Z_]+ \}\}$/.test(line))).toEqual([]);
  });

  it.skipIf(ACTIONLINT === undefined)("is right by actionlint (skipped where actionlint is not installed)", () => {
    expect(execFileSync(ACTIONLINT as string, ["-no-color", path], { cwd: ROOT, encoding: "utf8" })).toBe("");
  });
});

describe("who may run what", () => {
  const [preview, up, drift] = ["preview", "up", "drift"].map((name) => readWorkflow(`${EXAMPLES}/${name}.yml`));

  it("a preview runs for branches of this repository only", () => {
    expect(preview?.jobs.preview?.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
  });

  it("no two deployments run at once, and none is cut off", () => {
    expect(up?.concurrency).toEqual({ group: expect.stringContaining("pulumi-up"), "cancel-in-progress": false });
  });

  it("a deployment waits for the reviewers of production, and what looks only does not", () => {
    expect([up?.jobs.plan, up?.jobs.up, drift?.jobs.drift].map((job) => job?.environment)).toEqual([
      "main",
      "production",
      "main",
    ]);
  });

  it("every run that could change or show something has the policy pack on", () => {
    const scripts = [preview, up].flatMap((workflow) => stepsOf(workflow as Workflow)).map(({ run = "" }) => run);
    const runs = scripts.filter((script) => /pulumi (preview|up)/.test(script));
    expect(runs.length).toBe(3);
    expect(runs.filter((script) => !script.includes("--policy-pack policies"))).toEqual([]);
  });
});

describe("the shell of the workflows", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "workflow-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  interface Ran {
    readonly code: number;
    readonly output: string;
    readonly summary: string;
    readonly args: string;
  }

  /** Runs the step that calls a command, with a program in its place that says something and exits with a code. */
  async function run(file: string, job: string, exitCode: number, says: string, command = "pulumi "): Promise<Ran> {
    const step = readWorkflow(`${EXAMPLES}/${file}`).jobs[job]?.steps.find((each) => each.run?.includes(command));
    const program = join(folder, command.split(" ")[0] ?? "");
    const said = join(folder, "said.txt");
    writeFileSync(said, says);
    writeFileSync(program, `#!/bin/sh\necho "$@" > "${folder}/args"\ncat "${said}"\nexit ${exitCode}\n`);
    chmodSync(program, 0o755);
    const [output, summary] = ["output", "summary"].map((name) => join(folder, name)) as [string, string];
    for (const file of [output, summary]) writeFileSync(file, "");
    const code = await new Promise<number>((done) => {
      // As GitHub runs a step.
      const child = execFile("bash", ["-e", "-c", step?.run ?? ""], {
        cwd: folder,
        env: {
          PATH: `${folder}${delimiter}${process.env.PATH}`,
          STACK: "acme/prod",
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
        },
      });
      child.on("close", (status) => done(status ?? -1));
    });
    const read = (path: string): string => readFileSync(path, "utf8");
    return { code, output: read(output), summary: read(summary), args: read(join(folder, "args")) };
  }

  it("a preview hands its text on, whatever comes of it", async () => {
    for (const exitCode of [0, 1]) {
      const { code, output, args } = await run("preview.yml", "preview", exitCode, "+ 3 to create\n");
      expect(code).toBe(exitCode);
      expect(output).toMatch(/^text<<([0-9a-f]{32})\n\+ 3 to create\n\n\1\n$/);
      expect(args).toContain("preview --stack acme/prod --diff --policy-pack policies");
    }
  });

  it("a long text loses its beginning, not its end", async () => {
    const { output } = await run("preview.yml", "preview", 0, `${"x".repeat(100_000)}\nthe end\n`);
    expect(output.length).toBeLessThan(60_200);
    expect(output).toContain("the end");
  });

  it("a plan is shown as text, not as HTML", async () => {
    const { code, summary } = await run("up.yml", "plan", 0, "<script>alert(1)</script> & more\n");
    expect([code, summary]).toEqual([0, "<pre>\n&lt;script>alert(1)&lt;/script> &amp; more\n</pre>\n"]);
  });

  it.each([
    [0, "none"],
    [7, "drift"],
    [1, "failed"],
    [255, "failed"],
  ])("a comparison that exits with %i is %s", async (exitCode, state) => {
    const { code, output, args } = await run("drift.yml", "drift", exitCode, "~ 1 to update\n");
    expect([code, output.split("\n")[0]]).toEqual([exitCode, `state=${state}`]);
    expect(args).toContain("preview --stack acme/prod --refresh --expect-no-changes");
  });

  it.each([
    ["up.yml", "up", 0],
    ["up.yml", "up", 1],
    ["drift.yml", "drift", 0],
    ["drift.yml", "drift", 1],
  ])("the verification of %s is in its summary, and exits with what it found: %s, %i", async (file, job, exitCode) => {
    const { code, summary, args } = await run(file, job, exitCode, "# It works\n", "npm run --silent verify");
    expect([code, summary]).toEqual([exitCode, "# It works\n"]);
    expect(args).toBe("run --silent verify -- --stack acme/prod --markdown --html verification.html\n");
  });

  it.each([
    [0, "works"],
    [1, "fails"],
    [3, "unknown"],
  ])("a nightly verification that exits with %i hands on: %s", async (exitCode, verified) => {
    const { output } = await run("drift.yml", "drift", exitCode, "", "npm run --silent verify");
    expect(output).toBe(`verified=${verified}\n`);
  });

  it.each(["up.yml", "drift.yml"])("%s keeps the report that the verification wrote, also when it failed", (file) => {
    const steps = stepsOf(readWorkflow(`${EXAMPLES}/${file}`));
    const verify = steps.findIndex((step) => step.name === "Verify");
    expect(steps[verify]?.run).toContain("--html verification.html");
    expect(steps[verify + 1]).toMatchObject({
      uses: expect.stringMatching(/^actions\/upload-artifact@/),
      if: expect.stringContaining("always()"),
      with: { path: "verification.html" },
    });
  });
});

describe("the scripts of the workflows", () => {
  const BOT = { login: "github-actions[bot]" };
  const context = {
    repo: { owner: "acme", repo: "access" },
    issue: { number: 12 },
    serverUrl: "https://github.com",
    runId: 99,
  };

  /** Runs a script against a GitHub that holds the given comments or issues. @returns The calls that change something. */
  async function script(file: string, job: string, env: Record<string, string>, held: readonly object[]) {
    const calls: [string, Record<string, unknown>][] = [];
    const record = (name: string) => async (args: Record<string, unknown>) => void calls.push([name, args]);
    const names = ["createComment", "updateComment", "create", "update", "listComments", "listForRepo"];
    const github = {
      paginate: async () => held,
      rest: { issues: Object.fromEntries(names.map((name) => [name, record(name)])) },
    };
    const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as FunctionConstructor;
    const body = scriptOf(readWorkflow(`${EXAMPLES}/${file}`), job);
    await new AsyncFunction("github", "context", "process", body)(github, context, {
      env: { STACK: "acme/prod", ...env },
    });
    return calls;
  }

  it("a preview is commented once and then kept up to date; nobody else's comment is touched", async () => {
    const comment = (env: Record<string, string>, held: readonly object[]) =>
      script("preview.yml", "comment", env, held);
    const [[name, { body, issue_number: number }] = ["", {} as Record<string, unknown>]] = await comment(
      { TEXT: "+ 3 to create", RESULT: "success" },
      [{ id: 1, user: { login: "mallory" }, body: "<!-- pulumi preview -->" }],
    );
    expect([name, number]).toEqual(["createComment", 12]);
    expect(body).toBe("<!-- pulumi preview -->\n### Preview: `acme/prod`\n\n```diff\n+ 3 to create\n```\n");

    const held = [
      { id: 1, user: { login: "mallory" }, body },
      { id: 2, user: BOT, body: "another" },
      { id: 3, user: BOT, body },
    ];
    const [[again, args] = ["", {}]] = await comment({ TEXT: "x", RESULT: "failure" }, held);
    expect([again, args]).toMatchObject(["updateComment", { comment_id: 3 }]);
    expect(String((args as Record<string, unknown>).body)).toContain("### Preview failed: `acme/prod`");
  });

  it("a text cannot break out of its code block", async () => {
    const text = "```\n@everyone ````` <b>";
    const [[, { body }] = ["", {} as Record<string, unknown>]] = await script(
      "preview.yml",
      "comment",
      { TEXT: text, RESULT: "success" },
      [],
    );
    expect(String(body)).toContain(`\n\n\`\`\`\`\`\`diff\n${text}\n\`\`\`\`\`\`\n`);
  });

  it("drift opens one issue, updates it, and closes it when it is gone", async () => {
    const issue = (state: string, held: readonly object[], verified = "works") =>
      script("drift.yml", "issue", { STATE: state, TEXT: "~ x", VERIFIED: verified }, held);
    const known = { number: 5, title: "Drift: acme/prod", user: BOT };
    const others = [
      { number: 3, title: "Drift: acme/prod", user: { login: "mallory" } },
      { number: 4, title: "Drift: acme/dev", user: BOT },
    ];
    expect(await issue("drift", others)).toMatchObject([["create", { title: "Drift: acme/prod" }]]);
    expect(await issue("drift", [...others, known])).toMatchObject([["update", { issue_number: 5 }]]);
    expect(await issue("none", others)).toEqual([]);
    expect(await issue("none", [...others, known])).toMatchObject([
      ["createComment", { issue_number: 5 }],
      ["update", { issue_number: 5, state: "closed" }],
    ]);
    const [[, failed] = ["", {} as Record<string, unknown>]] = await issue("failed", []);
    expect(String(failed.body)).toContain("The check itself failed.");
    expect(String(failed.body)).not.toContain("verification");
    expect(String(failed.body)).toContain("https://github.com/acme/access/actions/runs/99");

    const [[name, broken] = ["", {} as Record<string, unknown>]] = await issue("none", others, "fails");
    expect(name).toBe("create");
    expect(String(broken.body)).toContain("The verification found something that does not work");
    expect(String(broken.body)).not.toContain("```");
    expect(await issue("none", [known], "unknown")).toMatchObject([
      ["update", { body: expect.stringContaining("The verification could not look.") }],
    ]);
  });
});
