// L0: the search for secrets finds what it is there to find. Every engine test ends in it, and would pass without it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findLeaks } from "../../support/leaks";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "leaks-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What a secret looks like when it is written by one who means to hide it, or does not know what it is. */
const FORMS: Record<string, (secret: string) => Buffer | string> = {
  plain: (secret) => secret,
  JSON: (secret) => JSON.stringify({ secret }),
  "JSON in JSON": (secret) => JSON.stringify({ text: JSON.stringify({ secret }) }),
  "JSON as Go writes it": (secret) =>
    JSON.stringify(secret).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026"),
  URL: (secret) => `https://example.com/?secret=${encodeURIComponent(secret)}&more=1`,
  Base64: (secret) => Buffer.from(secret).toString("base64"),
  "Base64, one byte on": (secret) => Buffer.from(`:${secret}:`).toString("base64"),
  "Base64, two bytes on": (secret) => Buffer.from(`u:${secret}`).toString("base64"),
  "Base64 for addresses": (secret) => Buffer.from(`user:${secret}\n`).toString("base64url"),
  hexadecimal: (secret) => Buffer.from(secret).toString("hex"),
  HTML: (secret) =>
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
  "among bytes that are no text": (secret) =>
    Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from(secret), Buffer.from([0])]),
};

const secret = fc.string({ minLength: 12, maxLength: 60, unit: "grapheme-ascii" });

describe.each(Object.entries(FORMS))("a secret that is %s", (_, form) => {
  it("is found wherever it stands in a file, among others", () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (value, before, after) => {
        writeFileSync(
          join(directory, "file"),
          Buffer.concat([before, form(value), after].map((part) => Buffer.from(part))),
        );
        const others = { other: "is-not-there-at-all", short: "8-chars." };
        expect(findLeaks(directory, { ...others, planted: value })).toEqual(["planted in file"]);
      }),
    );
  });
});

describe("the search", () => {
  it("goes through every folder and every name, and tells each secret once per file", () => {
    mkdirSync(join(directory, "a/b"), { recursive: true });
    writeFileSync(join(directory, "a/b/one"), "first-secret first-secret second-secret");
    writeFileSync(join(directory, "a/first-secret.txt"), "");
    writeFileSync(join(directory, "packed.gz"), gzipSync("second-secret"));
    writeFileSync(join(directory, "clean"), "first-secre second secret");

    expect(findLeaks(directory, { first: "first-secret", second: "second-secret" })).toEqual([
      "first in a/b/one",
      "second in a/b/one",
      "first in a/first-secret.txt",
      "second in packed.gz",
    ]);
  });

  it("looks for each line of a key, but not for what all keys begin with", () => {
    const key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";
    writeFileSync(join(directory, "one line"), "hkiG9w0BAQEFAASC");
    writeFileSync(join(directory, "another key"), "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAA\n");

    expect(findLeaks(directory, { key })).toEqual(["key in one line"]);
  });

  it("refuses a secret that would be found everywhere", () => {
    expect(() => findLeaks(directory, { short: "sandbox" })).toThrow("fewer than 8 characters");
  });

  it("has nothing to look for without secrets", () => {
    writeFileSync(join(directory, "file"), "text");
    expect(findLeaks(directory, {})).toEqual([]);
  });
});
