import * as cloudflare from "@pulumi/cloudflare";
import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { providersFromConfig } from "../providers";

const ACCOUNT = "5a0d00c10fda7eacce55000000000001";
const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";
const [oktaProvider, cloudflareProvider] = providersFromConfig() as [pulumi.ProviderResource, pulumi.ProviderResource];
const inOkta = { provider: oktaProvider };
const inCloudflare = { provider: cloudflareProvider };

const app = new okta.app.OAuth(
  "app",
  {
    label: "Cloudflare Access by hand",
    type: "web",
    grantTypes: ["authorization_code"],
    responseTypes: ["code"],
    redirectUris: [CALLBACK],
    pkceRequired: false,
    implicitAssignment: false,
  },
  inOkta,
);

const group = new okta.group.Group("engineers", { name: "Engineers by hand" }, inOkta);
new okta.app.GroupAssignment("engineers-assigned", { appId: app.id, groupId: group.id }, inOkta);
// A second owner of the same list: each run of the one would undo what the other made.
new okta.AppGroupAssignments("all-assigned", { appId: app.id, groups: [{ id: group.id, profile: "{}" }] }, inOkta);

// Not marked as a secret, although it is one.
const clientSecret = new pulumi.Config("test").require("clientSecret");
const login = new cloudflare.ZeroTrustAccessIdentityProvider(
  "login",
  {
    accountId: ACCOUNT,
    name: "Okta by hand",
    type: "okta",
    config: {
      clientId: "0oa1gjh63g214q0Hq0g4",
      clientSecret,
      oktaAccount: "https://acme.okta.com",
      pkceEnabled: false,
    },
    scimConfig: { enabled: true, userDeprovision: true, identityUpdateBehavior: "automatic" },
  },
  inCloudflare,
);

new cloudflare.ZeroTrustAccessPolicy(
  "anybody",
  {
    accountId: ACCOUNT,
    name: "Anybody",
    decision: "allow",
    includes: [{ everyone: {} }],
  },
  inCloudflare,
);

new cloudflare.ZeroTrustAccessPolicy(
  "by-id",
  {
    accountId: ACCOUNT,
    name: "Engineers by id",
    decision: "allow",
    includes: [{ okta: { name: "00gEngineering000000", identityProviderId: login.id } }],
  },
  inCloudflare,
);
