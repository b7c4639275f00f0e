import * as cloudflare from "@pulumi/cloudflare";
import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { providersFromConfig } from "../providers";

const ACCOUNT = "5a0d00c10fda7eacce55000000000001";
const [oktaProvider, cloudflareProvider] = providersFromConfig() as [pulumi.ProviderResource, pulumi.ProviderResource];
const inOkta = { provider: oktaProvider };
const inCloudflare = { provider: cloudflareProvider };

const server = new okta.auth.Server(
  "server",
  { name: "Cloudflare Access", audiences: ["https://acme.example"] },
  inOkta,
);
new okta.auth.ServerScope("server-scope", { authServerId: server.id, name: "groups" }, inOkta);

const group = new cloudflare.ZeroTrustAccessGroup(
  "group",
  { accountId: ACCOUNT, name: "Staff", includes: [{ emailDomain: { domain: "acme.example" } }] },
  inCloudflare,
);
const policy = new cloudflare.ZeroTrustAccessPolicy(
  "policy",
  { accountId: ACCOUNT, name: "Allow staff", decision: "allow", includes: [{ group: { id: group.id } }] },
  inCloudflare,
);
new cloudflare.ZeroTrustAccessApplication(
  "application",
  {
    accountId: ACCOUNT,
    type: "self_hosted",
    name: "Wiki",
    domain: "wiki.acme.example",
    policies: [{ id: policy.id, precedence: 1 }],
  },
  inCloudflare,
);
