import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The root of this repository. */
const ROOT = join(__dirname, "../..");

/** One step of a job. */
export interface WorkflowStep {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A GitHub Actions workflow, as far as the tests look at it. */
export interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": unknown };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly if?: string;
        readonly environment?: string;
        readonly permissions?: Readonly<Record<string, string>>;
        readonly "timeout-minutes"?: number;
        readonly steps: readonly WorkflowStep[];
      }
    >
  >;
}

/** The text of a workflow. @param path From the root of the repository. */
export function workflowText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** A workflow. @param path From the root of the repository. */
export function readWorkflow(path: string): Workflow {
  return parse(workflowText(path)) as Workflow;
}

/** Every step of a workflow. */
export function stepsOf(workflow: Workflow): WorkflowStep[] {
  return Object.values(workflow.jobs).flatMap(({ steps }) => steps);
}

/** The script of the github-script step of a job. */
export function scriptOf(workflow: Workflow, job: string): string {
  const step = workflow.jobs[job]?.steps.find(({ uses }) => uses?.startsWith("actions/github-script@"));
  return String(step?.with?.script);
}
