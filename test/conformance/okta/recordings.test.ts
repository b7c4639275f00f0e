import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareExchange, describeDifferences, type Exchange } from "../../support/compare-exchange";
import { arrange } from "./arrange";
import { NOT_REPLAYED, REPLAYED, TOLERANCES } from "./exceptions";
import { reconstructedBody } from "./reconstruct";
import { Stage } from "./stage";

const CONTRACTS = join(__dirname, "../../../../shared/contracts/okta");

/** Files of recorded exchanges, in the order of the contract folder. */
const FILES = [
  "access-policies",
  "app-connection",
  "app-features",
  "app-groups",
  "app-keys-and-saml-metadata",
  "app-users",
  "apps-list",
  "apps-oidc",
  "apps-saml",
  "authorization-server-claims",
  "authorization-server-policies",
  "authorization-server-policy-rules",
  "authorization-server-scopes",
  "authorization-servers",
  "errors",
  "group-push-mappings",
  "group-users",
  "groups",
  "groups-search",
  "org",
  "users",
  "users-search",
];

const present = existsSync(CONTRACTS);

function load(file: string): Exchange[] {
  return present ? (JSON.parse(readFileSync(join(CONTRACTS, `${file}.json`), "utf8")) as Exchange[]) : [];
}

describe.skipIf(!present)(`recorded exchanges of Okta (${present ? "" : "skipped: ../shared is absent"})`, () => {
  const all = FILES.flatMap((file) => load(file).map((exchange, index) => ({ file, index, exchange })));
  const isReplayed = ({ file, index }: { file: string; index: number }): boolean =>
    NOT_REPLAYED[file]?.[index] === undefined;

  it(`replays ${REPLAYED.replayed} of ${REPLAYED.recorded} exchanges`, () => {
    expect({ recorded: all.length, replayed: all.filter(isReplayed).length }).toEqual(REPLAYED);
  });

  it("gives a reason for nothing but exchanges that exist", () => {
    const named = Object.entries(NOT_REPLAYED).flatMap(([file, reasons]) =>
      Object.keys(reasons).map((index) => `${file} ${index}`),
    );
    expect(named.filter((name) => !all.some(({ file, index }) => `${file} ${index}` === name))).toEqual([]);
  });

  describe.each(FILES)("%s", (file) => {
    const replayed = all.filter((recorded) => recorded.file === file && isReplayed(recorded));
    it.each(
      replayed.map(
        ({ index, exchange }) =>
          [`#${index} ${exchange.method} ${exchange.path} -> ${exchange.status}`, exchange] as const,
      ),
    )("%s", async (_name, exchange) => {
      const stage = new Stage();
      await arrange(stage, exchange);
      const sent = exchange.requestBody ?? reconstructedBody(exchange);
      const body = sent === undefined ? undefined : JSON.parse(stage.translate(JSON.stringify(sent)));
      const answer = await stage.call(exchange.method, stage.translate(exchange.path), body);
      learnRoot(stage, exchange.responseBody, answer.body);
      const differences = compareExchange(exchange, answer, stage.normaliser(), TOLERANCES);
      expect(differences.length, describeDifferences(differences)).toBe(0);
      stage.okta.close();
    });
  });
});

/** A created object gets its id in the answer: from then on it stands for the recorded one. */
function learnRoot(stage: Stage, recorded: unknown, actual: unknown): void {
  if (typeof recorded === "object" && recorded !== null && typeof actual === "object" && actual !== null) {
    for (const key of ["id", "name", "targetGroupId", "kid"] as const) {
      const [theirs, ours] = [(recorded as Record<string, unknown>)[key], (actual as Record<string, unknown>)[key]];
      if (key !== "name" || /_\d+$/.test(String(theirs))) {
        stage.learn(theirs, ours);
      }
    }
  }
}
