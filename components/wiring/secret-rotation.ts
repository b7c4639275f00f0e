import * as pulumi from "@pulumi/pulumi";
import type { LoginMethodOutputs } from "../cloudflare/identity-provider-scim";
import { ClientSecretRetirement, OidcClientSecret } from "../native/oidc-client-secret";
import { ScimSecret } from "../native/scim-secret";
import type { OktaAuthorizationServer } from "../okta/okta-authorization-server";
import type { OktaOidcApp } from "../okta/okta-oidc-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { type MadeInThisRun, madeInThisRun } from "../run-hooks";
import { scimIsOn } from "./scim-args";

/** How long an old client secret stays valid, in seconds, unless somebody says otherwise. */
const OVERLAP_SECONDS = 60;

/** A secret, and the resource that makes it where it is made anew on request. */
export interface RotatedSecret<R> {
  /** The secret that is in force. A secret. */
  readonly value: pulumi.Output<string>;
  readonly resource: R | undefined;
}

/** Whether the SCIM secret is the first one of the login method, for lack of any setting that says otherwise. */
export function hasFirstScimSecret({ scim, scimSecret }: OktaAccessArgs): boolean {
  return scim?.secretRotation === undefined && scimSecret === undefined;
}

/** Watches the login method's component where it matters whether it is made in this run. */
export function watchLoginMethod(componentName: string, args: OktaAccessArgs): MadeInThisRun | undefined {
  return scimIsOn(args) && args.scim?.secretRotation !== undefined ? madeInThisRun(componentName) : undefined;
}

/** Watches the OIDC app's component where it matters whether it is made in this run. */
export function watchOidcApp(componentName: string, args: OktaAccessArgs): MadeInThisRun | undefined {
  return args.oidc?.clientSecretRotation === undefined ? undefined : madeInThisRun(componentName);
}

/** The SCIM secret: the one that somebody gave, the one that was made anew, or the first one. */
export function createScimSecret(
  name: string,
  args: OktaAccessArgs,
  login: LoginMethodOutputs,
  made: MadeInThisRun | undefined,
  opts: pulumi.CustomResourceOptions,
): RotatedSecret<ScimSecret> {
  if (args.scimSecret !== undefined) {
    return { value: pulumi.secret(args.scimSecret), resource: undefined };
  }
  const rotation = args.scim?.secretRotation;
  if (rotation === undefined || !scimIsOn(args)) {
    return { value: login.scimSecret, resource: undefined };
  }
  const resource = new ScimSecret(
    name,
    {
      accountId: args.accountId,
      identityProviderId: login.identityProviderId,
      currentSecret: login.scimSecret,
      rotation,
      initial: made?.after(login.identityProviderId) ?? false,
    },
    opts,
  );
  return { value: pulumi.secret(resource.secret), resource };
}

/** The client secret of the OIDC app: the one that was made anew, or the first one. */
export function createClientSecret(
  name: string,
  args: OktaAccessArgs,
  oidc: OktaOidcApp,
  made: MadeInThisRun | undefined,
  opts: pulumi.CustomResourceOptions,
): RotatedSecret<OidcClientSecret> {
  const rotation = args.oidc?.clientSecretRotation;
  if (rotation === undefined) {
    return { value: oidc.clientSecret, resource: undefined };
  }
  const resource = new OidcClientSecret(
    name,
    { appId: oidc.appId, rotation, initial: made?.after(oidc.appId) ?? false },
    opts,
  );
  return { value: pulumi.secret(resource.clientSecret), resource };
}

/** Ends the old client secrets once the login method has the new one; nothing where there is only ever one. */
export function retireClientSecrets(
  name: string,
  args: OktaAccessArgs,
  oidc: OktaOidcApp,
  secret: RotatedSecret<OidcClientSecret>,
  server: OktaAuthorizationServer | undefined,
  users: readonly (pulumi.Resource | undefined)[],
  opts: pulumi.CustomResourceOptions,
): ClientSecretRetirement | undefined {
  if (secret.resource === undefined) {
    return undefined;
  }
  return new ClientSecretRetirement(
    name,
    {
      appId: oidc.appId,
      secretId: secret.resource.secretId,
      clientId: oidc.clientId,
      clientSecret: secret.value,
      issuer: server?.issuer ?? args.oktaOrgUrl,
      redirectUri: oidc.redirectUri,
      overlapSeconds: args.oidc?.clientSecretOverlap ?? OVERLAP_SECONDS,
    },
    { ...opts, dependsOn: users.filter((resource) => resource !== undefined) },
  );
}
