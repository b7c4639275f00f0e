// Pure: waiting for a person who sets up the SCIM connection, and for what then arrives.
import { describe, expect, it } from "vitest";
import type { Report } from "../../../verify";
import type { Status } from "../../../verify/check";
import { isSetUp, isUnderWay, watch } from "../../../verify/watch";

function report(...findings: readonly (readonly [id: string, status: Status, summary?: string])[]): Report {
  return ofFindings(
    findings.map(([id, status, summary = ""]) => ({ id, section: "provisioning", title: id, status, summary })),
  );
}

function ofFindings(findings: Report["findings"]): Report {
  return {
    stack: "prod",
    at: "",
    since: "",
    oktaOrgUrl: "",
    accountId: "",
    teamDomain: "",
    verdict: "pass",
    calls: 0,
    pointless: [],
    findings,
  };
}

const WAITING = report(["scim-connection", "warn", "one step left: a person has to set it up"]);
const SET_UP = ofFindings([
  {
    id: "scim-connection",
    section: "provisioning",
    title: "scim-connection",
    status: "warn",
    summary: "is on, and this stack does not know it yet",
    waitsFor: "config",
  },
]);
const ARRIVING = report(["scim-connection", "pass"], ["scim-users", "fail"]);
const DONE = report(["scim-connection", "pass"], ["scim-users", "pass"]);
const OTHERWISE_BROKEN = report(["scim-connection", "pass"], ["client-secret", "fail"]);

describe("waiting until provisioning works", () => {
  /** Looks at one report after the other; the last stays. */
  async function watched(reports: readonly Report[], looksAtMost = 100) {
    const told: Report[] = [];
    let looks = 0;
    const last = await watch({
      look: async () => reports[Math.min(looks++, reports.length - 1)] as Report,
      pause: async () => undefined,
      isOver: () => looks >= looksAtMost,
      onChange: (one) => told.push(one),
    });
    return { last, told, looks };
  }

  it("looks again while a person has yet to do it, and tells only of changes", async () => {
    const { last, told, looks } = await watched([WAITING, WAITING, WAITING, SET_UP]);
    expect(last).toBe(SET_UP);
    expect(told).toEqual([WAITING, SET_UP]);
    expect(looks).toBe(4);
  });

  it("looks again while people and groups arrive", async () => {
    expect((await watched([ARRIVING, ARRIVING, DONE])).looks).toBe(3);
  });

  it.each([
    ["everything works", DONE],
    ["what is wrong does not come by itself", OTHERWISE_BROKEN],
  ])("ends at once where %s", async (_what, one) => {
    expect((await watched([one])).looks).toBe(1);
  });

  it("ends when the time is up", async () => {
    expect(await watched([WAITING], 5)).toMatchObject({ looks: 5, last: WAITING });
  });

  it("knows a connection that is on from one that is not, and pushes under way from a push that cannot come", () => {
    expect([SET_UP, WAITING, DONE].map(isSetUp)).toEqual([true, false, false]);
    const users = { id: "scim-users", section: "provisioning", title: "", status: "fail", summary: "" } as const;
    const missing = [...DONE.findings, { ...users, waitsFor: "minutes" as const }];
    expect([missing, ARRIVING.findings, DONE.findings].map(isUnderWay)).toEqual([true, false, false]);
    expect(
      isUnderWay([...report(["scim-connection", "fail"]).findings, { ...users, waitsFor: "minutes" as const }]),
    ).toBe(false);
  });
});
