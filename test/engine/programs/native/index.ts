import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { IdentityProviderApiToken, LockoutGuard, OktaCloudflareAccessProvider } from "../../../../components";
import type { LockoutConfirmationArgs } from "../../../../components/native/lockout-guard";
import { silenceDebugLog } from "../../../../lib/debug-log";

silenceDebugLog();
const cloudflareConfig = new pulumi.Config("cloudflare");
const config = new pulumi.Config();
const accountId = config.require("accountId");
const baseUrl = cloudflareConfig.require("baseUrl");
const apiToken = cloudflareConfig.requireSecret("apiToken");
const provider = new cloudflare.Provider("cloudflare", { baseUrl, apiToken });
const native = new OktaCloudflareAccessProvider("native", { cloudflareBaseUrl: baseUrl, cloudflareApiToken: apiToken });

const name = config.require("name");
const clientSecret = config.requireSecret("clientSecret");
const login = new cloudflare.ZeroTrustAccessIdentityProvider(
  "login",
  {
    accountId,
    name,
    type: "okta",
    config: {
      clientId: "0oa1gjh63g214q0Hq0g4",
      clientSecret,
      oktaAccount: config.require("oktaAccount"),
      claims: ["department"],
      pkceEnabled: true,
    },
    scimConfig: { enabled: true, userDeprovision: true, identityUpdateBehavior: "reauth" },
  },
  { provider, replaceOnChanges: config.getBoolean("replace") === true ? ["name"] : [] },
);

const token = new IdentityProviderApiToken(
  "token",
  {
    accountId,
    identityProviderId: login.id,
    clientSecret,
    apiToken: config.requireSecret("groupsApiToken"),
    triggers: { name },
  },
  { provider: native },
);
export const tokenConfirmed = token.confirmed;

const application = new cloudflare.ZeroTrustAccessApplication(
  "wiki",
  {
    accountId,
    name: "Wiki",
    type: "self_hosted",
    domain: "wiki.acme.example",
    allowedIdps: [login.id],
    policies: [{ name: "Everybody", decision: "allow", precedence: 1, includes: [{ everyone: {} }] }],
  },
  { provider },
);

const confirmation = config.getObject<LockoutConfirmationArgs>("confirmation");
export const guard = new LockoutGuard(
  "guard",
  { accountId, identityProviderId: login.id, ...(confirmation === undefined ? {} : { confirmation }) },
  { provider: native, dependsOn: [application, token] },
).id;
