// Provisioning while the SCIM service, or the way to it, fails: it tries again, and nothing is lost or doubled.
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox";
import type { FaultRuleInput } from "../../../sandbox/shared/faults/rule";
import { ProvisionedSandbox } from "../../support/provisioned-sandbox";
import { activeNames, changeSequences, ProvisioningModel } from "../../support/provisioning-model";

/** Both services; Okta does not really wait between two attempts. */
function impatientSandbox(waits: number[] = []): Promise<Sandbox> {
  return startSandbox({
    oktaPort: 0,
    cloudflarePort: 0,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
}

const SCIM = "/populations/**";
const active = (displayName: string) => ({ active: true, displayName: `${displayName} Example` });

describe("a person and a group", () => {
  const opened: ProvisionedSandbox[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((running) => running.close()));
  });

  const waits: number[] = [];
  const start = async (): Promise<ProvisionedSandbox> => {
    waits.length = 0;
    const running = await ProvisionedSandbox.start({ sandbox: await impatientSandbox(waits) });
    opened.push(running);
    return running;
  };
  const arrive = async (running: ProvisionedSandbox): Promise<void> => {
    const staff = await running.group("Staff");
    const id = await running.hire("ada", [staff]);
    await running.assign(id);
    await running.push(staff);
    await running.settled();
  };

  const expectArrived = (running: ProvisionedSandbox, when = ""): void => {
    expect(running.people(), when).toEqual({ "ada@acme.example": active("ada") });
    expect(running.groups(), when).toEqual([["Staff", ["ada@acme.example"]]]);
    expect(running.okta.provisioning.tasks(), when).toEqual([]);
  };

  it.each([
    [{ type: "rate-limited", retryAfter: 2 }],
    [{ type: "rate-limited", headers: false }],
    [{ type: "server-error", status: 500 }],
    [{ type: "server-error", status: 502 }],
    [{ type: "server-error", status: 503 }],
    [{ type: "cut", at: "before-effect" }],
    [{ type: "cut", at: "before-effect", reset: true }],
    [{ type: "cut", at: "after-effect" }],
    [{ type: "cut", at: "after-effect", reset: true }],
    [{ type: "cut", at: "in-body" }],
  ] as const)("arrive once while many calls meet %j", async (effect) => {
    const running = await start();
    const { faults } = running.sandbox.cloudflare;
    faults.add({ match: { path: SCIM, probability: 0.5, seed: 1 }, effect });
    await arrive(running);
    // What failed four times in a row waits for somebody who presses "Retry Selected".
    for (let pressed = 0; pressed < 5 && running.okta.provisioning.tasks().length > 0; pressed += 1) {
      running.okta.provisioning.retry();
      await running.settled();
    }
    expectArrived(running);
    const [rule] = faults.list();
    expect(rule?.struck).toBeGreaterThan(1);
    expect(waits).toContain(effect.type === "rate-limited" && "retryAfter" in effect ? 2_000 : 500);
  });

  it("arrive once, whichever answer is lost", async () => {
    for (let nth = 1; ; nth += 1) {
      const running = await start();
      const { faults } = running.sandbox.cloudflare;
      faults.add({ match: { path: SCIM, nth }, effect: { type: "cut", at: "after-effect" } });
      await arrive(running);
      expectArrived(running, `call ${nth}`);
      if (faults.list()[0]?.struck === 0) {
        expect(nth).toBeGreaterThan(4);
        return;
      }
      expect(waits).toEqual([500]);
      await opened.pop()?.close();
    }
  }, 60_000);

  it("leave once, whichever answer is lost", async () => {
    for (let nth = 1; ; nth += 1) {
      const running = await start();
      const { faults } = running.sandbox.cloudflare;
      const staff = await running.group("Staff");
      const id = await running.hire("ada", [staff]);
      await running.assign(id);
      const mapping = await running.push(staff);
      await running.settled();
      faults.add({ match: { path: SCIM, nth }, effect: { type: "cut", at: "after-effect" } });
      await running.takeOut(staff, id);
      await running.settled();
      await running.unpush(mapping, true);
      await running.unassign(id);
      await running.settled();
      expect(running.people(), `call ${nth}`).toEqual({ "ada@acme.example": { ...active("ada"), active: false } });
      expect(running.groups(), `call ${nth}`).toEqual([]);
      expect(running.okta.provisioning.tasks(), `call ${nth}`).toEqual([]);
      if (faults.list()[0]?.struck === 0) {
        expect(nth).toBeGreaterThan(3);
        return;
      }
      await opened.pop()?.close();
    }
  }, 60_000);

  it("wait as tasks while the SCIM service is down, and arrive when somebody retries after it", async () => {
    const running = await start();
    const { okta, sandbox } = running;
    sandbox.cloudflare.faults.add({ id: "down", match: { path: SCIM }, effect: { type: "server-error", status: 503 } });
    await arrive(running);
    expect(running.people()).toEqual({});
    expect(okta.provisioning.tasks().map(({ name, error }) => [name, error])).toEqual([
      ["ada@acme.example", "Service Unavailable. Errors reported by remote server: none"],
      ["Staff", "Service Unavailable. Errors reported by remote server: none"],
    ]);
    // Four attempts for the first; what comes after it is not even tried.
    expect(waits).toEqual([500, 1_000, 2_000]);

    sandbox.cloudflare.faults.remove("down");
    okta.provisioning.retry();
    await running.settled();
    expectArrived(running);
  });
});

it("Cloudflare knows in the end what follows from Okta's state, whatever failed on the way", async () => {
  const effects: FaultRuleInput["effect"][] = [
    { type: "rate-limited" },
    { type: "server-error", status: 502 },
    { type: "cut", at: "before-effect" },
    { type: "cut", at: "after-effect" },
    { type: "cut", at: "in-body" },
  ];
  await fc.assert(
    fc.asyncProperty(changeSequences, fc.integer(), async (changes, seed) => {
      const world = await ProvisionedSandbox.start({ sandbox: await impatientSandbox() });
      try {
        const model = new ProvisioningModel(world);
        await model.prepare();
        for (const effect of effects) {
          world.sandbox.cloudflare.faults.add({ match: { path: SCIM, probability: 0.08, seed }, effect });
        }
        for (const change of changes) {
          await model.apply(change);
        }
        await world.settled();
        world.sandbox.cloudflare.faults.clear();
        // What failed four times in a row waits for somebody who presses "Retry Selected".
        world.okta.provisioning.retry();
        await world.settled();
        expect(activeNames(world.people()).sort()).toEqual(model.activePeople().sort());
        expect(world.groups()).toEqual(model.expectedGroups());
        expect(world.okta.provisioning.tasks()).toEqual([]);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 8 },
  );
}, 120_000);
