// L1: mocks. Proves when a preview warns of people with more groups than Okta sends, and how little it asks for that.
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { OktaAccess, type OktaAccessArgs } from "../../../components";
import { type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";

const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
afterEach(() => warn.mockClear());

const ARGS: OktaAccessArgs = {
  accountId: "f037e56e89293a057740de681ac9abbe",
  teamDomain: "acme.cloudflareaccess.com",
  oktaOrgUrl: "https://acme.okta.com",
  groups: { staff: { existing: { id: "00gstaff" } }, new: { create: { name: "new" } } },
  oidc: { assignedGroups: ["staff", "new"] },
};
const groups = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `00g${n}`, name: `group-${n}` }));
const member = (login: string, count: number) => ({ login, groupMemberships: groups(count).map(({ id }) => id) });

async function preview(args: Partial<OktaAccessArgs>, answers: MockAnswers) {
  const deployment = await MockDeployment.start({ preview: true, ...answers });
  await deployment.run(() => new OktaAccess("access", { ...ARGS, ...args }));
  return { warnings: warn.mock.calls.map(([message]) => message), invoked: deployment.invoked };
}

describe("a preview without an Okta API token for many groups", () => {
  it("warns of who is in more than 100 groups", async () => {
    const members = { "00gstaff": [member("ada@example.com", 101), member("bob@example.com", 100)] };
    const { warnings, invoked } = await preview({}, { groups: groups(101), members });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^OktaAccess "access", oidc.assignedGroups: groups per person are more than the 100 that Okta sends, for "ada@example.com": .*groupsApiToken/,
      ),
    ]);
    expect(invoked.map(({ inputs }) => inputs)).toEqual([
      { limit: 10_000 },
      { groupId: "00gstaff" },
      { groupId: "00gstaff", includeGroups: true },
    ]);
  });

  it("asks for nobody where the organization has too few groups that pass", async () => {
    const few = await preview({}, { groups: groups(100) });
    expect(few.warnings).toEqual([]);
    expect(few.invoked.map(({ inputs }) => inputs)).toEqual([{ limit: 10_000 }]);

    const narrow = { ...ARGS.oidc, groupsClaim: { regex: "group-1.*" } };
    const filtered = await preview({ oidc: narrow }, { groups: groups(101) });
    expect(filtered.warnings).toEqual([]);
    expect(filtered.invoked.map(({ inputs }) => inputs)).toEqual([
      { limit: 10_000, search: 'profile.name sw "group-1"' },
    ]);
  });

  it("says that it did not count where there are too many people", async () => {
    const people = Array.from({ length: 51 }, (_, n) => member(`u${n}@example.com`, 1));
    const { warnings, invoked } = await preview({}, { groups: groups(101), members: { "00gstaff": people } });
    expect(warnings).toEqual([expect.stringContaining("were not counted: 101 groups pass the filter")]);
    expect(invoked).toHaveLength(2);
  });

  it("says why it could not count", async () => {
    const { warnings } = await preview({}, { functionError: "You do not have permission" });
    expect(warnings).toEqual([expect.stringContaining("could not be counted: ")]);
    expect(warnings[0]).toContain("You do not have permission");
  });

  it.each<[string, Partial<OktaAccessArgs>, MockAnswers]>([
    ["with a token", { groupsApiToken: "00token" }, {}],
    ["with a filter that lists its names", { oidc: { ...ARGS.oidc, groupsClaim: { regex: "group-1|group-2" } } }, {}],
    ["with nobody assigned by a group that exists", { oidc: { assignedGroups: ["new"] } }, {}],
    ["in a deployment", {}, { preview: false }],
  ])("asks nothing %s", async (_when, args, answers) => {
    expect(await preview(args, { groups: groups(101), ...answers })).toEqual({ warnings: [], invoked: [] });
  });
});
