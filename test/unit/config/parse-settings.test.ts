// L0: properties of the settings that no table of examples can show.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parse-settings";
import { formatIssue } from "../../../lib/errors";
import { validSettings } from "../../support/arbitrary-settings";
import { BAD_SETTINGS } from "../../support/bad-settings";
import { withChanges } from "../../support/changed-settings";
import { plainSettings, sandboxSettings } from "../../support/settings";

const withToken = { oauth: false };

function messages(input: unknown): string[] {
  const { errors, warnings } = parseSettings(input, withToken);
  return [...errors, ...warnings].map(formatIssue);
}

describe("settings that are right", () => {
  it("are taken, and what comes out is settings that mean the same", () => {
    fc.assert(
      fc.property(validSettings, (input) => {
        const first = parseSettings(input, withToken);
        expect(first.errors).toEqual([]);
        const second = parseSettings(first.settings, withToken);
        expect(second).toEqual(first);
        // As the engine stores them.
        expect(JSON.parse(JSON.stringify(first.settings))).toEqual(first.settings);
      }),
      { numRuns: 150 },
    );
  });

  it("are left as they were written", () => {
    fc.assert(
      fc.property(validSettings, (input) => {
        const before = structuredClone(input);
        parseSettings(input, withToken);
        expect(input).toEqual(before);
      }),
    );
  });

  it("need nothing but an account and a team", () => {
    const { settings, errors } = parseSettings({ accountId: "0".repeat(32), team: "acme" }, withToken);
    expect(errors).toEqual([]);
    expect(settings).toMatchObject({
      team: "acme.cloudflareaccess.com",
      groups: {},
      oidc: { groupsClaim: { name: "groups", regex: ".*" }, assignedGroups: [] },
      identityProvider: { name: "Okta", pkce: true },
      scim: { enabled: true, connection: "api", consoleDone: false, removeSeats: false },
    });
  });

  it("may be signed in to with OAuth when a custom authorization server issues the tokens", () => {
    const settings = withChanges(plainSettings(), { authorizationServer: { existing: { id: "default" } } });
    expect(parseSettings(settings, { oauth: true }).errors).toEqual([]);
  });
});

describe("settings that are wrong in several places", () => {
  /** Rows that change one place each, in places that have nothing to do with each other. */
  const independent = [
    "accountId",
    "team",
    "oktaAdminUrl",
    "identityProvider.",
    "oidc.appLabel",
    "oidc.groupsClaim",
  ].map((place) =>
    BAD_SETTINGS.filter(({ settings }) => Object.keys(settings ?? {}).every((path) => path.startsWith(place))),
  );

  it("report all of it", () => {
    expect(independent.map((rows) => rows.length > 0)).not.toContain(false);
    fc.assert(
      fc.property(fc.tuple(...independent.map((rows) => fc.constantFrom(...rows))), (rows) => {
        const input = withChanges(plainSettings(), Object.assign({}, ...rows.map(({ settings }) => settings)));
        expect(messages(input).sort()).toEqual(rows.flatMap((row) => row.messages).sort());
      }),
    );
  });

  it("still check the combinations of what is right", () => {
    const input = withChanges(plainSettings(), {
      team: 7,
      "groups.finance": { exsting: { name: "Finance" } },
      "scim.removeSeats": true,
      "scim.deprovisionUsers": false,
    });
    expect(parseSettings(input, withToken).errors.map(({ where }) => where)).toEqual([
      "okta-cloudflare-access:settings.team",
      "okta-cloudflare-access:settings.groups.finance.exsting",
      "okta-cloudflare-access:settings.scim.removeSeats",
    ]);
  });

  it("never throw, whatever they are", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: false, withBigInt: false }), (anything) => {
        const { settings, errors } = parseSettings(anything, withToken);
        expect(settings === undefined).toBe(errors.length > 0);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(sandboxSettings())), fc.jsonValue(), (path, value) => {
        const { settings, errors } = parseSettings(replaced(sandboxSettings(), path, value), withToken);
        expect(settings === undefined).toBe(errors.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a secret in the wrong place", () => {
  /** Shaped like the tokens of both vendors, of an OAuth client, or of a person. */
  const secret = fc.oneof(
    fc.stringMatching(/^00[0-9A-Za-z_-]{30,40}[A-Z]$/),
    fc.stringMatching(/^[0-9A-Za-z_-]{39}[A-Z]$/),
    fc.stringMatching(/^S3cr[ -~]{20,40}t!$/),
    fc.stringMatching(/^-----BEGIN PRIVATE KEY-----\n[0-9A-Za-z+/=\n]{30}$/),
  );

  it("is in no message, wherever it is", () => {
    const complete = parseSettings(sandboxSettings(), withToken).settings;
    const places = placesIn(complete);
    expect(places).toContainEqual(["oidc", "groupsClaim", "regex"]);
    expect(places).toContainEqual(["scim", "pushGroups", 1]);
    fc.assert(
      fc.property(fc.constantFrom(...places), secret, fc.boolean(), (path, value, twice) => {
        const wrong = replaced(complete, path, value);
        const input = twice ? replaced(wrong, path.slice(0, -1), [value, value]) : wrong;
        for (const message of messages(input)) {
          expect(message).not.toContain(value);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("is in no message when it is all there is", () => {
    fc.assert(
      fc.property(secret, (value) => {
        expect(messages(value).join("\n")).not.toContain(value);
        expect(messages([value]).join("\n")).not.toContain(value);
      }),
    );
  });
});

type Place = readonly (string | number)[];

/** Every path inside a value: of maps, lists and what is in them. */
function placesIn(value: unknown, path: Place = []): Place[] {
  if (typeof value !== "object" || value === null) {
    return [path];
  }
  const nested = Object.entries(value).flatMap(([key, child]) =>
    placesIn(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? nested : [path, ...nested];
}

function replaced(root: unknown, path: Place, value: unknown): unknown {
  const copy = structuredClone(root) as Record<string | number, unknown>;
  const last = path.at(-1);
  if (last === undefined) {
    return value;
  }
  const parent = path.slice(0, -1).reduce((nested, key) => nested[key] as Record<string | number, unknown>, copy);
  parent[last] = value;
  return copy;
}
