import * as pulumi from "@pulumi/pulumi";
import { CloudflareIdentityProvider, IdentityUpdateBehavior } from "../../../../components";
import { providersFromConfig } from "../providers";

const login = new CloudflareIdentityProvider(
  "login",
  {
    accountId: "5a0d00c10fda7eacce55000000000001",
    name: "Okta by hand",
    oktaAccount: "https://acme.okta.com",
    clientId: "0oa1gjh63g214q0Hq0g4",
    clientSecret: pulumi.secret("client-secret-of-an-app-made-by-hand"),
    scim: { enabled: true, identityUpdateBehavior: IdentityUpdateBehavior.Automatic },
  },
  { providers: providersFromConfig() },
);

export const { identityProviderId, scimBaseUrl, scimSecret } = login;
