// L1: mocks. Proves what is registered and looked up, not what the providers make of it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OktaGroups, type OktaGroupsArgs } from "../../../components";
import { MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const GROUP = "okta:group/group:Group";
const GET_GROUPS = "okta:index/getGroups:getGroups";

/** As many groups as one likes: `Group 0` with id `00g0`, and so on. */
function people(count: number) {
  const groups = Array.from({ length: count }, (_, index) => ({ id: `00g${index}`, name: `Group ${index}` }));
  const args: OktaGroupsArgs["groups"] = Object.fromEntries(
    groups.map(({ name }, index) => [`g${index}`, { existing: { name } }]),
  );
  return { groups, args };
}

describe("OktaGroups", () => {
  it("creates groups, finds groups by name, and takes ids as they are", async () => {
    const deployment = await MockDeployment.start({ groups: [{ id: "00gEmployees", name: "Employees" }] });
    const { ids } = await deployment.run(
      () =>
        new OktaGroups("acme", {
          groups: {
            staff: { existing: { name: "Employees" } },
            board: { existing: { id: "00g1emaKYZTWRYYRRTSK" } },
            engineering: { create: { name: "access-engineering", description: "For policies" } },
            finance: { create: { name: "access-finance" } },
          },
        }),
    );

    expect(deployment.resources()).toEqual([
      { type: GROUP, name: "acme-engineering", inputs: { name: "access-engineering", description: "For policies" } },
      { type: GROUP, name: "acme-finance", inputs: { name: "access-finance", description: "" } },
    ]);
    expect(deployment.resource("acme-engineering").parent).toBe("acme");
    expect(deployment.resource("acme").type).toBe("okta-cloudflare-access:index:OktaGroups");
    expect(await outputValue(ids)).toEqual({
      staff: "00gEmployees",
      board: "00g1emaKYZTWRYYRRTSK",
      engineering: "acme-engineering-id",
      finance: "acme-finance-id",
    });
    expect(deployment.invoked).toEqual([{ token: GET_GROUPS, inputs: { search: 'profile.name eq "Employees"' } }]);
  });

  it("registers and looks up nothing but itself when there are no groups", async () => {
    const deployment = await MockDeployment.start();
    const { ids } = await deployment.run(() => new OktaGroups("acme", { groups: {} }));
    expect(deployment.names()).toEqual(["acme"]);
    expect(deployment.invoked).toEqual([]);
    expect(ids).toEqual({});
  });

  it.each([
    [1, 1],
    [50, 1],
    [51, 2],
    [101, 3],
  ])("finds %i names in %i calls", async (count, calls) => {
    const { groups, args } = people(count);
    const deployment = await MockDeployment.start({ groups });
    const { ids } = await deployment.run(() => new OktaGroups("acme", { groups: args }));

    expect(deployment.invoked.map(({ token }) => token)).toEqual(Array.from({ length: calls }, () => GET_GROUPS));
    expect(await outputValue(ids)).toEqual(Object.fromEntries(groups.map(({ id }, index) => [`g${index}`, id])));
  });

  it("finds one name once, however many keys have it", async () => {
    const { groups, args } = people(51);
    const deployment = await MockDeployment.start({ groups });
    const { ids } = await deployment.run(
      () => new OktaGroups("acme", { groups: { ...args, again: { existing: { name: "Group 0" } } } }),
    );
    expect(await outputValue(ids.again)).toBe("00g0");
  });

  it("escapes quotes and backslashes in a name", async () => {
    const name = 'The "A\\B" group" or profile.name sw "';
    const deployment = await MockDeployment.start({ groups: [{ id: "00g1", name }] });
    const { ids } = await deployment.run(() => new OktaGroups("acme", { groups: { odd: { existing: { name } } } }));

    expect(deployment.invoked.map(({ inputs }) => inputs.search)).toEqual([
      'profile.name eq "The \\"A\\\\B\\" group\\" or profile.name sw \\""',
    ]);
    expect(await outputValue(ids.odd)).toBe("00g1");
  });

  it("reports every name that no group has, and every one that several have, at once", async () => {
    const deployment = await MockDeployment.start({
      groups: [
        { id: "00g1", name: "Staff" },
        { id: "00g2", name: "Twin" },
        { id: "00g3", name: "Twin" },
      ],
    });
    const messages = await deployment.fail(() => {
      const groups = new OktaGroups("acme", {
        groups: {
          lower: { existing: { name: "staff" } },
          good: { existing: { name: "Staff" } },
          gone: { existing: { name: "Gone" } },
          twin: { existing: { name: "Twin" } },
        },
      });
      return groups.ids;
    });

    expect(messages).toEqual([
      [
        'OktaGroups "acme", group "lower": no group in Okta is named "staff". Names are compared letter by letter: copy it from Directory > Groups, or let this stack create the group.',
        'OktaGroups "acme", group "gone": no group in Okta is named "Gone". Names are compared letter by letter: copy it from Directory > Groups, or let this stack create the group.',
        'OktaGroups "acme", group "twin": several groups in Okta are named "Twin": 00g2, 00g3. Name the one you mean by its id.',
      ].join("\n"),
    ]);
  });

  it("names the nearest group for each name that no group has, with one more search", async () => {
    const groups = ["Engineering", "Finance"].map((name) => ({ id: `00g${name}`, name }));
    const deployment = await MockDeployment.start({ groups });
    const [message] = await deployment.fail(
      () =>
        new OktaGroups("acme", {
          groups: {
            a: { existing: { name: "Enginering" } },
            b: { existing: { name: "Financ" } },
            c: { existing: { name: "Finally something else" } },
          },
        }).ids,
    );

    expect(message?.split("\n")).toEqual([
      expect.stringContaining('no group in Okta is named "Enginering". Did you mean "Engineering"? Names are'),
      expect.stringContaining('no group in Okta is named "Financ". Did you mean "Finance"? Names are'),
      expect.stringContaining('no group in Okta is named "Finally something else". Names are'),
    ]);
    expect(deployment.invoked.map(({ inputs }) => inputs.search)).toEqual([
      'profile.name eq "Enginering" or profile.name eq "Financ" or profile.name eq "Finally something else"',
      'profile.name sw "Eng" or profile.name sw "Fin" or profile.name sw "Fin"',
    ]);
  });

  it("gives every group the same URN, in whatever order the groups are written", async () => {
    const groups: OktaGroupsArgs["groups"] = {
      a: { create: { name: "A" } },
      b: { existing: { id: "00g1emaKYZTWRYYRRTSK" } },
      c: { create: { name: "C" } },
      d: { create: { name: "D" } },
    };
    const urns = async (keys: readonly string[]) => {
      const deployment = await MockDeployment.start();
      const written = Object.fromEntries(keys.map((key) => [key, groups[key] as (typeof groups)[string]]));
      await deployment.run(() => new OktaGroups("acme", { groups: written }));
      return deployment.registered.map(({ urn }) => urn).sort();
    };
    const expected = await urns(Object.keys(groups));
    expect(expected).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(Object.keys(groups), { minLength: 4 }), async (keys) => {
        expect(await urns(keys)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("refuses what is wrong with its arguments, all of it at once, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new OktaGroups("acme", {
          groups: {
            "Not a key": { create: { name: "X" } },
            neither: {},
            both: { existing: { name: "X" }, create: { name: "X" } },
            nameless: { existing: {} },
            double: { existing: { name: "X", id: "00g1emaKYZTWRYYRRTSK" } },
            blank: { create: { name: " " } },
            long: { create: { name: "x".repeat(256) } },
          },
        }),
    ).toThrow(
      [
        'OktaGroups "acme", groups["Not a key"]: is not a key: a key is part of resource names. Use lower-case letters, digits and hyphens, at most 60.',
        'OktaGroups "acme", groups["neither"]: needs exactly one of existing and create. Say whether the group exists or is to be created.',
        'OktaGroups "acme", groups["both"]: needs exactly one of existing and create. Say whether the group exists or is to be created.',
        'OktaGroups "acme", groups["nameless"].existing: needs exactly one of name and id. Give the exact name or the id.',
        'OktaGroups "acme", groups["double"].existing: needs exactly one of name and id. Give the exact name or the id.',
        'OktaGroups "acme", groups["blank"].create.name: must have 1 to 255 characters. Choose another name.',
        'OktaGroups "acme", groups["long"].create.name: must have 1 to 255 characters. Choose another name.',
      ].join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });
});
