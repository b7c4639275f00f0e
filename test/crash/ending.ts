import { asObject, type Json } from "../../api/json";
import { tenantsOf } from "../../config/tenants";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { deploymentsIn, runChecks, Subject } from "../../verify";
import { CHECKS } from "../../verify/checks/index";
import { AccessBrowser } from "../support/access-browser";
import { linesThatDiffer, type NormalForm, normalForm } from "../support/normal-form";
import { LENA } from "../support/okta-sign-in";
import type { Scenario } from "../support/scenario";

/** Where an undisturbed run ends. */
export interface Ending {
  readonly tenants: NormalForm;
  /** What the state has, with names in the place of ids. */
  readonly state: readonly string[];
}

interface StateEntry {
  readonly urn: string;
  readonly id?: string;
  readonly custom?: boolean;
  readonly type: string;
}

interface State {
  readonly deployment: { readonly resources?: readonly StateEntry[]; readonly pending_operations?: readonly unknown[] };
}

/** Reads where a run has ended, once Okta has sent what follows from it. */
export async function endingOf(scenario: Scenario, since: Date): Promise<Ending> {
  await scenario.sandbox.settled();
  const tenants = normalForm(scenario.sandbox, since);
  const { deployment } = (await scenario.stack.state()) as State;
  const resources = (deployment.resources ?? []).map(
    ({ urn, id = "" }) => `${urn.split("::").at(-1)} ${isDrawn(urn) ? "" : tenants.named(id)}`,
  );
  const pending = (deployment.pending_operations ?? []).map((operation) => `pending: ${JSON.stringify(operation)}`);
  return { tenants, state: [...resources, ...pending].sort() };
}

/** The ids of providers, and of the project's own resources, mean nothing at the vendors. */
function isDrawn(urn: string): boolean {
  return urn.includes("pulumi:providers:") || urn.includes("okta-cloudflare-access:index:");
}

/** What differs between two endings; empty when they are the same. */
export function differences(expected: Ending, found: Ending): string[] {
  return [
    ...linesThatDiffer(expected.tenants.lines, found.tenants.lines),
    ...linesThatDiffer(expected.state, found.state).map((line) => `state: ${line}`),
  ];
}

/** A person logs in, somebody is hired and arrives, and every check of the verification passes. */
export async function useTroubles(scenario: Scenario): Promise<string[]> {
  return [...(await verifyTroubles(scenario)), ...(await loginTroubles(scenario)), ...(await hireTroubles(scenario))];
}

async function verifyTroubles({ stack }: Scenario): Promise<string[]> {
  const [state, config] = await Promise.all([
    stack.pulumi(["stack", "export", "--show-secrets"]),
    stack.pulumi(["config", "--json", "--show-secrets"]),
  ]);
  const troubles: string[] = [];
  for (const deployment of deploymentsIn(JSON.parse(state.stdout) as Json)) {
    const tenants = tenantsOf(asObject(JSON.parse(config.stdout)), deployment.deployed.accountId);
    const { findings } = await runChecks(new Subject({ ...deployment, ...tenants }), CHECKS);
    troubles.push(
      ...findings
        .filter(({ status }) => status !== "pass")
        .map(({ id, status, summary, details }) => `verify: ${id} ${status}: ${summary} ${(details ?? []).join("; ")}`),
    );
  }
  return troubles;
}

async function loginTroubles({ sandbox }: Scenario): Promise<string[]> {
  const browser = new AccessBrowser();
  const page = await browser.open(`http://engineering.acme.example.localhost:${new URL(sandbox.cloudflare.url).port}/`);
  const { status, text } = await browser.submit(page, { username: LENA, password: SANDBOX_PASSWORD });
  return status === 200 && text.includes(LENA) ? [] : [`login: ${status} ${text.slice(0, 200)}`];
}

async function hireTroubles({ okta, sandbox }: Scenario): Promise<string[]> {
  const email = "hired.afterwards@acme.example";
  const groups = await okta.get<{ id: string; profile: { name: string } }[]>("/groups?q=Workforce");
  await okta.send("POST", "/users?activate=true", {
    profile: { login: email, email, firstName: "Hired", lastName: "Afterwards" },
    groupIds: groups.filter(({ profile }) => profile.name === "Workforce").map(({ id }) => id),
  });
  await sandbox.settled();
  const arrived = sandbox.cloudflare.store.scimUsers.find(({ userName, active }) => userName === email && active);
  return arrived === undefined ? ["provisioning: who is hired does not arrive in Cloudflare"] : [];
}
