import { describe, expect, it } from "vitest";
import { certificateBody, isCertificate } from "../../../lib/certificates";
import { TEST_CERTIFICATE } from "../../support/certificates";

const BODY = certificateBody(TEST_CERTIFICATE);

describe("the body of a certificate", () => {
  it("has lines of 64 characters and no armour", () => {
    const lines = BODY.split("\n");
    expect(lines.slice(0, -1).every((line) => line.length === 64)).toBe(true);
    expect(BODY).toMatch(/^MII[0-9A-Za-z+/=\n]+$/);
  });

  it.each([
    ["itself", BODY],
    ["one line", BODY.replace(/\n/g, "")],
    ["lines of 76 characters, as Okta writes them", (BODY.replace(/\n/g, "").match(/.{1,76}/g) ?? []).join("\n")],
    ["Windows line ends", TEST_CERTIFICATE.replace(/\n/g, "\r\n")],
    ["blanks around it", `\n  ${TEST_CERTIFICATE}\n\n`],
  ])("is the same from %s", (_, text) => {
    expect(certificateBody(text)).toBe(BODY);
    expect(isCertificate(text)).toBe(true);
  });

  it("of nothing is nothing", () => {
    expect(certificateBody("")).toBe("");
  });
});

describe("no certificate", () => {
  it.each([
    ["nothing", ""],
    ["a half one", TEST_CERTIFICATE.slice(0, 400)],
    ["a key", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"],
    ["base64 of something else", Buffer.from("x".repeat(500)).toString("base64")],
    ["an address", "https://acme.cloudflareaccess.com/cdn-cgi/access/public-cert"],
  ])("is %s", (_, text) => {
    expect(isCertificate(text)).toBe(false);
  });
});
