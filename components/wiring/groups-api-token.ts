import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { IdentityProviderApiToken } from "../native/identity-provider-api-token";
import type { OktaAuthorizationServer } from "../okta/okta-authorization-server";
import type { OktaOidcApp } from "../okta/okta-oidc-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { loginMethodClaims } from "./authorization-server";
import { loginMethodName, scimArgs } from "./login-method";

/** The Okta API token of the login method; nothing where none is given. */
export function createGroupsApiToken(
  name: string,
  args: OktaAccessArgs,
  oidc: Pick<OktaOidcApp, "clientId" | "clientSecret">,
  server: OktaAuthorizationServer | undefined,
  login: { readonly identityProviderId: pulumi.Output<string> },
  opts: pulumi.CustomResourceOptions,
): IdentityProviderApiToken | undefined {
  const { accountId, groupsApiToken, oktaOrgUrl } = args;
  if (groupsApiToken === undefined) {
    return undefined;
  }
  return new IdentityProviderApiToken(
    name,
    {
      accountId,
      identityProviderId: login.identityProviderId,
      clientSecret: oidc.clientSecret,
      apiToken: groupsApiToken,
      // All that makes the login method be written anew, and the token with it be lost.
      triggers: {
        name: loginMethodName(args),
        oktaAccount: oktaOrgUrl,
        clientId: oidc.clientId,
        clientSecret: pulumi.secret(oidc.clientSecret).apply(digest),
        pkce: String(args.identityProvider?.pkce ?? true),
        claims: JSON.stringify(loginMethodClaims(args)),
        authorizationServerId: server?.authorizationServerId ?? "",
        scim: JSON.stringify(scimArgs(args)),
      },
    },
    opts,
  );
}

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
