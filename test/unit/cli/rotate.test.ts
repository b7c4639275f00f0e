import { describe, expect, it } from "vitest";
import { rotateCommands } from "../../../cli/rotate";

const NOW = new Date("2026-12-01T08:30:59.123Z");

describe("the command line of a rotation", () => {
  it.each([
    ["scim-secret", "scim.secretRotation"],
    ["client-secret", "oidc.clientSecretRotation"],
  ])("of the %s writes the time into %s, then deploys", (secret, setting) => {
    expect(rotateCommands(["--stack", "prod", secret], NOW)).toEqual([
      [
        "config",
        "set",
        "--stack",
        "prod",
        "--plaintext",
        "--path",
        `okta-cloudflare-access:settings.${setting}`,
        "2026-12-01T08:30:59Z",
      ],
      ["up", "--stack", "prod"],
    ]);
  });

  it("hands the stack file to both commands, and the rest to the deployment", () => {
    const commands = rotateCommands(["scim-secret", "--stack=prod", "--config-file", "a.yaml", "--", "--yes"], NOW);
    expect(commands[0]).toEqual(expect.arrayContaining(["--config-file", "a.yaml"]));
    expect(commands[1]).toEqual(["up", "--stack", "prod", "--config-file", "a.yaml", "--yes"]);
  });

  it.each(["--help", "-h"])("tells its usage on %s", (flag) => {
    expect(rotateCommands([flag], NOW)).toBe("help");
  });

  it.each([
    [[], '"": is not one secret. Write scim-secret or client-secret; --help shows the usage.'],
    [["scim", "--stack", "prod"], '"scim": is not one secret.'],
    [["scim-secret", "client-secret", "--stack", "prod"], '"scim-secret client-secret": is not one secret.'],
    [["scim-secret"], "--stack: is missing. Name the stack whose secret is to be made anew."],
    [["scim-secret", "--stack="], "--stack: is missing."],
    [["scim-secret", "--now"], "--now"],
  ])("refuses %j", (args, message) => {
    expect(() => rotateCommands(args, NOW)).toThrow(message);
  });
});
