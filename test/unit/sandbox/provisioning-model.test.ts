// Any sequence of changes in Okta, then everything sent: Cloudflare knows what follows from Okta's state, no more, no less.
import fc from "fast-check";
import { expect, it } from "vitest";
import { ProvisionedSandbox } from "../../support/provisioned-sandbox";
import { activeNames, changeSequences, ProvisioningModel } from "../../support/provisioning-model";

it("Cloudflare knows what follows from the state of Okta, whatever led to it", async () => {
  await fc.assert(
    fc.asyncProperty(changeSequences, async (changes) => {
      const world = await ProvisionedSandbox.start();
      try {
        const model = new ProvisioningModel(world);
        await model.prepare();
        for (const change of changes) {
          await model.apply(change);
        }
        await world.settled();
        expect(activeNames(world.people()).sort()).toEqual(model.activePeople().sort());
        expect(world.groups()).toEqual(model.expectedGroups());
        expect(world.okta.provisioning.tasks()).toEqual([]);
        const sent = world.requests().length;
        await world.settled();
        expect(world.requests()).toHaveLength(sent);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
