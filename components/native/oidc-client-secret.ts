import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";

/** Arguments of {@link OidcClientSecret}. */
export interface OidcClientSecretArgs {
  /** Okta app id of the OIDC app. A change replaces the resource. */
  appId: pulumi.Input<string>;
  /** A date or a counter. Another value makes a new secret beside the old one, in place. */
  rotation: string;
  /**
   * Whether the app was made in the same run. The resource then takes its first secret as it is; otherwise making the
   * resource makes a new one. Defaults to false. Never recorded.
   */
  initial?: pulumi.Input<boolean>;
}

/**
 * The client secret of an OIDC app in Okta, made anew on request. Okta takes two: the old one stays valid until a
 * {@link ClientSecretRetirement} ends it.
 *
 * The app must be one that keeps no secret of its own ({@link OktaOidcAppArgs.keepsSecret}): Okta's provider would write
 * the old one back with every update of the app.
 *
 * @see https://developer.okta.com/docs/guides/client-secret-rotation-key/main/
 */
export class OidcClientSecret extends pulumi.CustomResource {
  /** The client secret to use. A secret. */
  declare public readonly clientSecret: pulumi.Output<string>;
  /** Okta's id of it. */
  declare public readonly secretId: pulumi.Output<string>;

  constructor(name: string, args: OidcClientSecretArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, clientSecret: undefined, secretId: undefined };
    super(typeToken("OidcClientSecret"), name, inputs, opts);
  }
}

/** Arguments of {@link ClientSecretRetirement}. */
export interface ClientSecretRetirementArgs {
  /** Okta app id of the OIDC app. A change replaces the resource. */
  appId: pulumi.Input<string>;
  /** Okta's id of the client secret that stays. A change ends the others. */
  secretId: pulumi.Input<string>;
  /** OAuth 2.0 client id of the app. */
  clientId: pulumi.Input<string>;
  /** The client secret that stays. A secret. */
  clientSecret: pulumi.Input<string>;
  /** Issuer at which Cloudflare asks for tokens: the organization's address, or that of a custom authorization server. */
  issuer: pulumi.Input<string>;
  /** Redirect URI of the app. */
  redirectUri: pulumi.Input<string>;
  /**
   * How long the old secret stays valid after the login method has the new one, in seconds: Cloudflare does not say how long
   * a change takes until it is everywhere. Never recorded; a change does nothing by itself.
   */
  overlapSeconds: number;
}

/**
 * Ends the old client secrets of an OIDC app. Let it depend on the login method. It first asks Okta for a token with the new
 * secret and a code that does not exist: only when Okta refuses the code, and not the client, the other secrets are
 * deactivated and deleted. Otherwise the deployment stops, and logins work with either.
 */
export class ClientSecretRetirement extends pulumi.CustomResource {
  constructor(name: string, args: ClientSecretRetirementArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, clientSecret: pulumi.secret(args.clientSecret) };
    super(typeToken("ClientSecretRetirement"), name, inputs, opts);
  }
}
