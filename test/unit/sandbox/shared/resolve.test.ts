import { describe, expect, it } from "vitest";
import { resolved } from "../../../../sandbox/shared/resolve";

const hosts = { "acme.okta.com": "http://127.0.0.1:7001", "apps.acme.example:8443": "http://127.0.0.1:7003" };

describe("an address of the sandbox", () => {
  it.each([
    ["https://acme.okta.com/oauth2/v1/authorize?a=1&b=%20#c", "http://127.0.0.1:7001/oauth2/v1/authorize?a=1&b=%20#c"],
    ["https://acme.okta.com", "http://127.0.0.1:7001/"],
    ["https://ACME.okta.com/a", "http://127.0.0.1:7001/a"],
    ["https://apps.acme.example:8443/a", "http://127.0.0.1:7003/a"],
    ["https://apps.acme.example/a", "https://apps.acme.example/a"],
    ["https://acme.okta.com.evil.example/a", "https://acme.okta.com.evil.example/a"],
    ["https://other.example/?to=https://acme.okta.com/", "https://other.example/?to=https://acme.okta.com/"],
    ["com.acme.app:/callback", "com.acme.app:/callback"],
    ["not an address", "not an address"],
  ])("%s is at %s", (address, expected) => {
    expect(resolved(address, hosts)).toBe(expected);
  });
});
