// Pure: which applications lose their last way to log in.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lockedOut } from "../../../provider/lockout";

const OKTA = "okta-id";
const PIN = "pin-id";
const allow = { decision: "allow" };
const application = (change: Record<string, unknown> = {}) => ({
  id: "app",
  name: "Wiki",
  type: "self_hosted",
  domain: "wiki.acme.example",
  allowed_idps: [OKTA],
  policies: [allow],
  ...change,
});

describe("the applications that lose their last way to log in", () => {
  it.each([
    ["allows Okta alone", application(), [OKTA, PIN], true],
    ["allows a one-time PIN too", application({ allowed_idps: [OKTA, PIN] }), [OKTA, PIN], false],
    ["allows a one-time PIN that is gone", application({ allowed_idps: [OKTA, "gone"] }), [OKTA], true],
    ["allows another login method alone", application({ allowed_idps: [PIN] }), [OKTA, PIN], false],
    ["allows every login method, of which there are two", application({ allowed_idps: [] }), [OKTA, PIN], false],
    ["allows every login method, and Okta is the only one", application({ allowed_idps: [] }), [OKTA], true],
    ["says nothing of login methods, and Okta is the only one", application({ allowed_idps: undefined }), [OKTA], true],
    ["lets everybody in without a login", application({ policies: [{ decision: "bypass" }] }), [OKTA], false],
    ["lets services in only", application({ policies: [{ decision: "non_identity" }] }), [OKTA], false],
    ["lets services and people in", application({ policies: [{ decision: "non_identity" }, allow] }), [OKTA], true],
    ["has no policy and so lets nobody in already", application({ policies: [] }), [OKTA], false],
    ["answers without its policies", application({ policies: undefined }), [OKTA], true],
    ["is a bookmark", application({ policies: undefined, type: "bookmark" }), [OKTA], false],
  ])("an application that %s", (_what, app, loginMethods, isLocked) => {
    expect(lockedOut([app], loginMethods, OKTA)).toEqual(
      isLocked ? [{ name: "Wiki", domain: "wiki.acme.example" }] : [],
    );
  });

  it("names an application without a name by its id", () => {
    expect(lockedOut([application({ name: undefined, domain: "" })], [OKTA], OKTA)).toEqual([
      { name: "app", domain: undefined },
    ]);
  });

  it("agrees with asking every person whether they still get in", () => {
    const loginMethods = ["a", "b", "c", "d"];
    fc.assert(
      fc.property(
        fc.subarray(loginMethods, { minLength: 1 }),
        fc.array(fc.subarray(loginMethods), { maxLength: 6 }),
        fc.constantFrom(...loginMethods),
        (there, allowedLists, going) => {
          const applications = allowedLists.map((allowed, index) =>
            application({ id: String(index), name: String(index), allowed_idps: allowed }),
          );
          const waysIn = (allowed: readonly string[], methods: readonly string[]) =>
            methods.filter((method) => allowed.length === 0 || allowed.includes(method));
          const rest = there.filter((method) => method !== going);
          const expected = allowedLists.flatMap((allowed, index) =>
            (allowed.length === 0 || allowed.includes(going)) && waysIn(allowed, rest).length === 0
              ? [String(index)]
              : [],
          );
          expect(lockedOut(applications, there, going).map(({ name }) => name)).toEqual(expected);
        },
      ),
    );
  });
});
