// Everything in this process, over HTTP: what a verification finds where nothing is wrong.
import { afterEach, describe, expect, it } from "vitest";
import { exitCodeOf, type Finding, runChecks } from "../../../verify/run";
import { VerifiedSandbox } from "../../support/verified-sandbox";

describe("a set-up where nothing is wrong", () => {
  let running: VerifiedSandbox | undefined;
  afterEach(() => running?.close());

  it.each([false, true])("passes every check, custom authorization server: %s", async (customServer) => {
    running = await VerifiedSandbox.start({ customServer });
    const subject = running.subject();
    const { findings, pointless } = await runChecks(subject);

    expect(findings.filter(({ status }) => status !== "pass")).toEqual([]);
    expect(pointless.map(({ id }) => id)).toEqual([
      customServer ? "groups-claim" : "authorization-server",
      "saml-certificate",
    ]);
  });
});

describe("the exit code", () => {
  const finding = (status: Finding["status"], notLooked?: true): Finding => ({
    id: "discovery",
    section: "signIn",
    title: "Discovery document",
    status,
    summary: "",
    ...(notLooked === undefined ? {} : { notLooked }),
  });

  it.each([
    ["everything passes", [finding("pass")], 0, 0],
    ["something is worth a look", [finding("warn")], 0, 1],
    ["a credential may not see something", [finding("unknown")], 0, 1],
    ["something fails", [finding("pass"), finding("fail")], 1, 1],
    ["something had no answer", [finding("pass"), finding("unknown", true)], 3, 1],
    ["something fails and something had no answer", [finding("unknown", true), finding("fail")], 1, 1],
  ] as const)("when %s", (_title, findings, usual, strict) => {
    expect([exitCodeOf(findings, false), exitCodeOf(findings, true)]).toEqual([usual, strict]);
  });
});
