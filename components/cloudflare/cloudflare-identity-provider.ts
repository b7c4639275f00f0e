import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import {
  checkScim,
  type IdentityProviderScimArgs,
  loginMethodOutputs,
  scimConfigInputs,
} from "./identity-provider-scim";
import { loginMethodTwins } from "./twins";

/** Arguments of {@link CloudflareIdentityProvider}. */
export interface CloudflareIdentityProviderArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the identity provider: everyone is logged out. */
  accountId: pulumi.Input<string>;
  /** Name of the login method, as people see it on the login page. Updated in place. */
  name: pulumi.Input<string>;
  /** "Okta account URL", such as `https://acme.okta.com`. Updated in place. */
  oktaAccount: pulumi.Input<string>;
  /** Client id of the Okta OIDC app. Updated in place. */
  clientId: pulumi.Input<string>;
  /** Client secret of the Okta OIDC app. Kept secret. Sent again with every update: Cloudflare never answers it. */
  clientSecret: pulumi.Input<string>;
  /** Proof Key for Code Exchange on every login. Defaults to true. Updated in place. */
  pkceEnabled?: pulumi.Input<boolean>;
  /** OIDC claims to add to a person's identity. Defaults to none. Updated in place. */
  claims?: pulumi.Input<string>[];
  /** Okta authorization server that issues the tokens. Defaults to the organization's own. Updated in place. */
  authorizationServerId?: pulumi.Input<string>;
  /** SCIM settings. Defaults to SCIM off. */
  scim?: IdentityProviderScimArgs;
}

/**
 * The Cloudflare half: Okta as a login method of Cloudflare Zero Trust, with SCIM on request.
 *
 * Creates one `cloudflare.ZeroTrustAccessIdentityProvider` `<name>-identity-provider` of type `okta`.
 *
 * ```typescript
 * const login = new CloudflareIdentityProvider("okta", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   name: "Okta",
 *   oktaAccount: "https://acme.okta.com",
 *   clientId: "0oa1gjh63g214q0Hq0g4",
 *   clientSecret: config.requireSecret("clientSecret"),
 *   scim: { enabled: true },
 * });
 * ```
 *
 * Replacing or destroying it logs everyone out and breaks every Access policy that names it. Set `protect: true` in
 * production.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/
 */
export class CloudflareIdentityProvider extends pulumi.ComponentResource {
  /** Id of the identity provider, a UUID. */
  public readonly identityProviderId: pulumi.Output<string>;
  /** "SCIM Endpoint": base URL of the SCIM service. Empty while SCIM is off. */
  public readonly scimBaseUrl: pulumi.Output<string>;
  /**
   * "SCIM Secret". A secret. Cloudflare answers it once, when SCIM goes on: it is empty while SCIM is off, on an
   * imported identity provider, and possibly after SCIM was turned off and on again. "Regenerate Secret" in the Zero
   * Trust dashboard makes a new one, which this component never learns.
   */
  public readonly scimSecret: pulumi.Output<string>;

  constructor(name: string, args: CloudflareIdentityProviderArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    const clientSecret = pulumi.secret(args.clientSecret);
    super(typeToken("CloudflareIdentityProvider"), name, {}, opts);
    const identityProvider = createIdentityProvider(
      `${name}-identity-provider`,
      { ...args, clientSecret },
      {
        parent: this,
        ...refuseTwins(`CloudflareIdentityProvider "${name}"`, name, loginMethodTwins("okta", { parent: this })),
      },
    );
    const { identityProviderId, scimBaseUrl, scimSecret } = loginMethodOutputs(identityProvider);
    this.identityProviderId = identityProviderId;
    this.scimBaseUrl = scimBaseUrl;
    this.scimSecret = scimSecret;
    this.registerOutputs({
      identityProviderId: this.identityProviderId,
      scimBaseUrl: this.scimBaseUrl,
      scimSecret: this.scimSecret,
    });
  }
}

function checkArgs(name: string, args: CloudflareIdentityProviderArgs): void {
  const check = new ArgsCheck(`CloudflareIdentityProvider "${name}"`)
    .accountId("accountId", args.accountId)
    .loginMethodName("name", args.name)
    .oktaAccount("oktaAccount", args.oktaAccount);
  checkScim(check, args.scim).done();
}

function createIdentityProvider(
  name: string,
  args: CloudflareIdentityProviderArgs,
  opts: pulumi.CustomResourceOptions,
): cloudflare.ZeroTrustAccessIdentityProvider {
  const { claims, authorizationServerId } = args;
  return new cloudflare.ZeroTrustAccessIdentityProvider(
    name,
    {
      accountId: args.accountId,
      name: args.name,
      type: "okta",
      config: {
        oktaAccount: args.oktaAccount,
        clientId: args.clientId,
        clientSecret: args.clientSecret,
        pkceEnabled: args.pkceEnabled ?? true,
        // An empty list is not answered back and would show as drift.
        ...(claims === undefined || claims.length === 0 ? {} : { claims }),
        ...(authorizationServerId === undefined ? {} : { authorizationServerId }),
      },
      scimConfig: scimConfigInputs(args.scim),
    },
    // No additionalSecretOutputs: the provider marks the secret leaves itself, and a secret inside a secret makes the
    // SDK read scimConfig.scimBaseUrl as undefined (measured).
    opts,
  );
}
