// Everything in this process, over HTTP: what a verification finds where nothing is wrong.
import { afterEach, describe, expect, it } from "vitest";
import { runChecks } from "../../../verify/run";
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
