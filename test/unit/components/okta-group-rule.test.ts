import { describe, expect, it } from "vitest";
import { oktaGroupRule, SignInProtocol } from "../../../components";

describe("a rule on an Okta group", () => {
  it("is an okta rule by the group's name with OpenID Connect", () => {
    const source = { protocol: SignInProtocol.Oidc, identityProviderId: "c1ea5d3c", groupsAttribute: "groups" };
    expect(oktaGroupRule(source, "access-engineering")).toEqual({
      okta: { identityProviderId: "c1ea5d3c", name: "access-engineering" },
    });
  });

  it("is a rule on the attribute with the groups with SAML", () => {
    const source = { protocol: SignInProtocol.Saml, identityProviderId: "c1ea5d3c", groupsAttribute: "groups" };
    expect(oktaGroupRule(source, "access-engineering")).toEqual({
      saml: { identityProviderId: "c1ea5d3c", attributeName: "groups", attributeValue: "access-engineering" },
    });
  });
});
