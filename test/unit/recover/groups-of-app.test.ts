import { expect, it } from "vitest";
import { groupsBegun } from "../../../recover/groups-of-app";

const URN = "urn:pulumi:prod::okta-cloudflare-access::okta-cloudflare-access:index:OktaAccess$";

it("names what has all groups of an app and was interrupted while it was made, and nothing else", () => {
  const pending = [
    { type: "creating", urn: `${URN}okta-cloudflare-access:index:GroupAssignments::access-sign-in-groups` },
    { type: "creating", urn: `${URN}okta-cloudflare-access:index:PushGroups::access-push-groups` },
    { type: "updating", urn: `${URN}okta-cloudflare-access:index:PushGroups::updated` },
    { type: "creating", urn: `${URN}okta:index/pushGroup:PushGroup::one-by-one` },
  ];
  expect(groupsBegun({ pending })).toEqual(["access-sign-in-groups", "access-push-groups"]);
  expect(groupsBegun({ pending: [] })).toEqual([]);
});
