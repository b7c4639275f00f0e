// L1: mocks. What is wrong with the arguments is said at once, before anything exists.
import { describe, expect, it } from "vitest";
import { OktaAccess } from "../../../components";
import { MockDeployment } from "../../support/pulumi-mocks";

describe("the arguments of OktaAccess", () => {
  it("are refused, all that is wrong at once, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new OktaAccess("access", {
          accountId: "F037",
          teamDomain: "acme",
          oktaOrgUrl: "https://acme-admin.okta.com",
          groups: { staff: {}, board: { existing: { id: "00g1" } } },
          oidc: { appLabel: "", groupsClaim: { regex: "(" }, assignedGroups: ["stuff"] },
          identityProvider: { name: "" },
          scim: {
            appLabel: "x".repeat(101),
            deprovisionUsers: false,
            removeSeats: true,
            consoleDone: true,
            assignedGroups: ["board"],
            pushGroups: ["board", "quality"],
          },
        }),
    ).toThrow(
      [
        'OktaAccess "access", accountId: is not a Cloudflare account id. An account id has 32 characters, 0-9 and a-f.',
        'OktaAccess "access", teamDomain: is not a team domain. Write it like "acme.cloudflareaccess.com".',
        'OktaAccess "access", oktaOrgUrl: is not an Okta account URL. Write it like "https://acme.okta.com", without "-admin" and without a slash at the end.',
        'OktaAccess "access", oidc.appLabel: must have 1 to 100 characters. Choose another label.',
        'OktaAccess "access", oidc.groupsClaim.regex: is not a regular expression. Correct it, or leave it out for ".*".',
        'OktaAccess "access", identityProvider.name: is empty. Write a name.',
        'OktaAccess "access", scim.appLabel: must have 1 to 100 characters. Choose another label.',
        'OktaAccess "access", scim.pushGroups: "board" would be assigned and pushed, and Okta does not support one group for both. Assign a second group with the same members, and push this one.',
        'OktaAccess "access", groups["staff"]: needs exactly one of existing and create. Say whether the group exists or is to be created.',
        'OktaAccess "access", oidc.assignedGroups: "stuff" is not a key of groups. Did you mean "staff"?',
        'OktaAccess "access", scim.pushGroups: "quality" is not a key of groups. Use one of the groups there: "staff" or "board".',
        'OktaAccess "access", scim.removeSeats: needs deprovisionUsers. Set deprovisionUsers to true, or removeSeats to false.',
        'OktaAccess "access", scim.consoleDone: has no meaning with connection "api". Remove it, or set connection to "console".',
      ].join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });
});
