import { expect, it } from "vitest";
import { obstacleIn } from "../../../recover/obstacle";

const LOCKED = "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the";
const CANCEL = /pulumi cancel --stack prod/;

it.each([
  [
    "a lock in a file",
    `error: could not import deployment: ${LOCKED} lock file with \`pulumi cancel\`.\n  file:///state/.pulumi/locks/organization/access/prod/1.json: created by ana@laptop (pid 4711) at 2026-12-01T09:14:02Z\n`,
    /is locked by another run\. Look whether that run is at work; only where it is dead.+pulumi cancel --stack prod/,
  ],
  [
    "a lock in PostgreSQL",
    `error: could not import deployment: ${LOCKED} lock file with \`pulumi cancel\`.\n  postgres://db.example.com/.pulumi/locks/organization/access/prod/1.json: created by ana@laptop (pid 4711) at 2026-12-01T09:14:02Z\n`,
    /is locked by another run/,
  ],
  [
    "an update that Pulumi Cloud knows of",
    "error: [409] Conflict: Another update is currently in progress.\nTo learn more about possible reasons and resolution, visit https://www.pulumi.com/docs/support/troubleshooting/common-issues/update-conflicts/\n",
    /is locked by another run/,
  ],
  ["a lock that was cut", "error: could not import deployment: EOF\n", CANCEL],
  ["a lock of which half is there", "error: could not import deployment: unexpected end of JSON input\n", CANCEL],
  [
    "an empty file beside the state",
    "error: failed to load checkpoint: EOF\n",
    /\(prod\.json\.attrs\).+state itself is whole/,
  ],
  [
    "half a file beside the state",
    'error: failed to load checkpoint: blob (key ".pulumi/stacks/access/prod.json") (code=Unknown): unexpected EOF\n',
    /\(prod\.json\.attrs\)/,
  ],
  [
    "half a state",
    "error: failed to load checkpoint: place 1: unexpected end of JSON input\n",
    /was cut while it was written.+\(prod\.json\.bak\)/,
  ],
])("%s is told in one sentence with the way out", (_what, said, sentence) => {
  const obstacle = obstacleIn(said, "prod");
  expect(obstacle).toMatch(sentence);
  expect(obstacle).toMatch(/^Stack "prod": .+ Then run this again\.$/);
});

it.each([
  "error: no stack named 'prod' found\n",
  "error: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE to the correct passphrase\n",
  "error: 401 Unauthorized\n",
  "",
])("anything else is left to the engine's own words: %j", (said) => {
  expect(obstacleIn(said, "prod")).toBeUndefined();
});

it("names the file by the stack alone", () => {
  expect(obstacleIn("error: failed to load checkpoint: EOF\n", "acme/access/prod")).toContain("(prod.json.attrs)");
});
