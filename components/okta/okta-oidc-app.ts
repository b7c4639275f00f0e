import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../lib/errors";
import { DEFAULT_GROUPS_CLAIM, DEFAULT_GROUPS_CLAIM_REGEX } from "../../lib/groups-claim";
import { redirectUriOf, typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { type AppUserArgs, createAssignments } from "./assignments";
import type { GroupResourcesArgs } from "./group-resources";
import { appTwins } from "./twins";

/** The groups claim of the ID token: Okta's "Groups claim filter", always "Matches regex". */
export interface GroupsClaimArgs {
  /** Name of the claim. Defaults to `groups`, the name that Cloudflare reads. Updated in place. */
  name?: pulumi.Input<string>;
  /**
   * A group is in the claim when its whole name matches this regular expression (Java's dialect). Defaults to `.*`, every
   * group. Okta sends at most 100 groups. Updated in place; takes effect at a person's next login.
   */
  regex?: pulumi.Input<string>;
}

/** Which address Okta writes as the issuer into ID tokens. */
export const OidcIssuerMode = {
  /** The organization's own address, `https://acme.okta.com`. */
  OrgUrl: "ORG_URL",
  /** The address at which the request arrived: right when Cloudflare reaches Okta by a custom domain. */
  Dynamic: "DYNAMIC",
} as const;

/** Which address Okta writes as the issuer into ID tokens. */
export type OidcIssuerMode = (typeof OidcIssuerMode)[keyof typeof OidcIssuerMode];

/** Arguments of {@link OktaOidcApp}. */
export interface OktaOidcAppArgs {
  /** Name of the app in Okta, at most 100 characters. Updated in place. */
  label: pulumi.Input<string>;
  /**
   * Full team domain of the Cloudflare Zero Trust organization, such as `acme.cloudflareaccess.com`. It makes the
   * redirect URI. Updated in place; logins fail while Okta and Cloudflare disagree about it.
   */
  teamDomain: pulumi.Input<string>;
  /**
   * Whether Okta insists on PKCE (RFC 7636). Defaults to true. Must be the same as on the identity provider. Updated in
   * place.
   */
  pkceRequired?: pulumi.Input<boolean>;
  /**
   * The groups claim of the organization's own authorization server; false where a custom one issues the tokens. Defaults
   * to every group in a claim called `groups`. Needs an Okta API token (see the class).
   */
  groupsClaim?: GroupsClaimArgs | false;
  /** Issuer of the ID tokens. Defaults to the organization's own address. Updated in place. */
  issuerMode?: OidcIssuerMode;
  /**
   * Id of the authentication policy of the app: 20 characters that start with `rst`. Defaults to the organization's default
   * policy: whatever the app has is replaced by it. Updated in place; takes effect at the next login.
   */
  authenticationPolicy?: pulumi.Input<string>;
  /** Groups whose members may sign in: Okta group id by a key of your own. Other assignments are left alone. */
  assignedGroups?: Record<string, pulumi.Input<string>>;
  /** People who may sign in besides, by a key of your own. */
  assignedUsers?: Record<string, AppUserArgs>;
  /** How the assignments of groups are made into resources. Defaults to one for each group. */
  groupResources?: GroupResourcesArgs;
  /**
   * Whether Okta's provider keeps the client secret in the app's state, and writes it to Okta with every update of the app.
   * Defaults to true. False where an {@link OidcClientSecret} makes new ones: `clientSecret` is then empty. Updated in
   * place to false; to true the provider would replace the app, so this component stops instead.
   */
  keepsSecret?: boolean;
}

/**
 * The Okta half of sign-in: an OIDC web application for Cloudflare Access.
 *
 * Creates
 * - `okta.app.OAuth` `<name>-app`: authorization code grant, redirect URI of the team, PKCE, groups claim
 * - `okta.app.GroupAssignment` `<name>-group-<key>` per assigned group, or one {@link GroupAssignments}
 * - `okta.app.User` `<name>-user-<key>` per assigned user
 *
 * ```typescript
 * const app = new OktaOidcApp("cloudflare", {
 *   label: "Cloudflare Access",
 *   teamDomain: "acme.cloudflareaccess.com",
 *   assignedGroups: { staff: "00g1emaKYZTWRYYRRTSK" },
 * });
 * export const clientId = app.clientId;
 * export const clientSecret = app.clientSecret; // a secret
 * ```
 *
 * The provider sets the groups claim through an internal call that takes an API token only: with OAuth credentials it
 * skips it without a word (terraform-provider-okta issue 1906). It also prints a deprecation warning for the argument
 * on every run; nothing else sets the claim of the organization's own authorization server.
 *
 * Destroying it ends sign-in through Okta. The client secret stays the same through every update, unless `keepsSecret` is
 * false and somebody else makes another.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/
 */
export class OktaOidcApp extends pulumi.ComponentResource {
  /** Okta app id: 20 characters that start with `0oa`. */
  public readonly appId: pulumi.Output<string>;
  /** OAuth 2.0 client id. */
  public readonly clientId: pulumi.Output<string>;
  /** OAuth 2.0 client secret. A secret. Empty unless the provider keeps it. */
  public readonly clientSecret: pulumi.Output<string>;
  /** Where Okta sends people back to: `https://<team domain>/cdn-cgi/access/callback`. */
  public readonly redirectUri: pulumi.Output<string>;

  constructor(name: string, args: OktaOidcAppArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super(typeToken("OktaOidcApp"), name, {}, opts);
    this.redirectUri = pulumi.output(args.teamDomain).apply(redirectUriOf);
    const app = createApp(`${name}-app`, args, this.redirectUri, {
      parent: this,
      ...refuseTwins(`OktaOidcApp "${name}"`, `${name}-app`, appTwins("OpenID Connect", { parent: this })),
    });
    createAssignments(
      name,
      app.id,
      args.assignedGroups ?? {},
      args.assignedUsers ?? {},
      { parent: this, deletedWith: app },
      args.groupResources,
    );
    this.appId = app.id;
    this.clientId = app.clientId;
    this.clientSecret = pulumi.secret(args.keepsSecret === false ? "" : keptSecret(`OktaOidcApp "${name}"`, app));
    this.registerOutputs({
      appId: this.appId,
      clientId: this.clientId,
      clientSecret: this.clientSecret,
      redirectUri: this.redirectUri,
    });
  }
}

function checkArgs(name: string, args: OktaOidcAppArgs): void {
  new ArgsCheck(`OktaOidcApp "${name}"`)
    .appLabel("label", args.label)
    .teamDomain("teamDomain", args.teamDomain)
    .groupsClaimRegex("groupsClaim.regex", args.groupsClaim === false ? undefined : args.groupsClaim?.regex)
    .keys("assignedGroups", args.assignedGroups)
    .done();
}

function createApp(
  name: string,
  args: OktaOidcAppArgs,
  redirectUri: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): okta.app.OAuth {
  return new okta.app.OAuth(
    name,
    {
      label: args.label,
      type: "web",
      grantTypes: ["authorization_code"],
      responseTypes: ["code"],
      redirectUris: [redirectUri],
      tokenEndpointAuthMethod: "client_secret_basic",
      pkceRequired: args.pkceRequired ?? true,
      issuerMode: args.issuerMode ?? OidcIssuerMode.OrgUrl,
      ...groupsClaimInputs(args.groupsClaim),
      ...(args.authenticationPolicy === undefined ? {} : { authenticationPolicy: args.authenticationPolicy }),
      ...(args.keepsSecret === false ? { omitSecret: true } : {}),
    },
    // An app whose secret the provider let go of would be replaced if it were to keep one again.
    args.keepsSecret === false ? opts : pulumi.mergeOptions(opts, { ignoreChanges: ["omitSecret"] }),
  );
}

/** The first client secret. @throws inside of the Output where another one took its place, or nobody knows it. */
function keptSecret(where: string, app: okta.app.OAuth): pulumi.Output<string> {
  return pulumi.all([app.clientSecret, app.omitSecret]).apply(([secret, omitted]) => {
    if (omitted === true) {
      throw new UserError("SECRET_WOULD_GO_BACK", [
        {
          where,
          problem:
            "its client secret was made anew since, and nobody keeps the first one, so the login method was left as it is",
          advice:
            "Put okta-cloudflare-access:settings.oidc.clientSecretRotation back, and leave it there: after a rotation it stays",
        },
      ]);
    }
    // The types know nothing of an app that was imported.
    if (((secret as string | undefined) ?? "") === "") {
      throw new UserError("CLIENT_SECRET_MISSING", [
        {
          where,
          problem:
            "the stack has no client secret for it, so the login method was left as it is. Okta's provider gets one when it creates an app, not when it imports one",
          advice: "Run: npm run adopt -- --import with the stack, which reads it from Okta's API",
        },
      ]);
    }
    return secret;
  });
}

function groupsClaimInputs(groupsClaim: GroupsClaimArgs | false | undefined): Pick<okta.app.OAuthArgs, "groupsClaim"> {
  return groupsClaim === false
    ? {}
    : {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- no other argument sets this claim (see the class)
        groupsClaim: {
          type: "FILTER",
          filterType: "REGEX",
          name: groupsClaim?.name ?? DEFAULT_GROUPS_CLAIM,
          value: groupsClaim?.regex ?? DEFAULT_GROUPS_CLAIM_REGEX,
        },
      };
}
