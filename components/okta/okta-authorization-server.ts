import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { ACCESS_TOKEN_MINUTES, GROUPS_SCOPE, LOGIN_SCOPES } from "../../lib/authorization-server";
import { UserError } from "../../lib/errors";
import { DEFAULT_GROUPS_CLAIM, DEFAULT_GROUPS_CLAIM_REGEX } from "../../lib/groups-claim";
import { typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { checkAuthorizationServer } from "./check-authorization-server";
import { lookupFailed } from "./lookups";
import type { GroupsClaimArgs } from "./okta-oidc-app";
import { serverTwins } from "./twins";

/** Which address an authorization server writes as its issuer. */
export const AuthorizationServerIssuerMode = {
  /** The organization's own address, `https://acme.okta.com`. */
  OrgUrl: "ORG_URL",
  /** The custom domain of the organization. */
  CustomUrl: "CUSTOM_URL",
  /** The address at which the request arrived. */
  Dynamic: "DYNAMIC",
} as const;

/** Which address an authorization server writes as its issuer. */
export type AuthorizationServerIssuerMode =
  (typeof AuthorizationServerIssuerMode)[keyof typeof AuthorizationServerIssuerMode];

/** Which token carries a claim. */
export const ClaimToken = { Id: "id", Access: "access" } as const;

/** Which token carries a claim. */
export type ClaimToken = (typeof ClaimToken)[keyof typeof ClaimToken];

/** An authorization server to create. */
export interface CreateAuthorizationServerArgs {
  /** Name in Okta, at most 100 characters. Updated in place. */
  name: string;
  /** Shown in the Okta Admin Console. Defaults to none. Updated in place. */
  description?: string;
  /** "Audience" of the access tokens. Defaults to the address of the team. Updated in place. */
  audiences?: string[];
  /** Issuer of the tokens. Defaults to the organization's own address. Updated in place. */
  issuerMode?: AuthorizationServerIssuerMode;
}

/** An authorization server and what it gets, exactly one of `create` and `existing`. */
export interface AuthorizationServerArgs {
  /** One to create. Destroying it ends sign-in. */
  create?: CreateAuthorizationServerArgs;
  /** One that exists, by its id. It is only read; claims, scope and policy are added to it. */
  existing?: { id: string };
  /**
   * Whether the scope `groups` is created, without which the server refuses Cloudflare's logins. Defaults to true with
   * `create`, to false with `existing`. With false the server is looked at: one without the scope is an error.
   */
  createGroupsScope?: boolean;
  /** More claims, by a key of your own. Defaults to none. */
  claims?: Record<string, AuthorizationServerClaimArgs>;
  /** Name of the access policy. Defaults to `Cloudflare Access`. Updated in place. */
  policyName?: string;
  /** Life of an access token in minutes, 5 to 1440. Defaults to 60. Updated in place. */
  accessTokenLifetimeMinutes?: number;
}

/** A claim of the authorization server: exactly one of `expression` and `groups`. */
export interface AuthorizationServerClaimArgs {
  /** Name of the claim in the token. Updated in place. */
  name: string;
  /** What it says, in Okta's expression language, such as `user.department`. Updated in place. */
  expression?: string;
  /** Or the names of the person's groups that match this regular expression as a whole. Updated in place. */
  groups?: string;
  /** Defaults to the ID token, the one that Cloudflare reads. Updated in place. */
  token?: ClaimToken;
  /** Whether it is in every token. Okta knows `false` for the ID token alone. Defaults to true. Updated in place. */
  alwaysInclude?: boolean;
  /** Only where one of these scopes is asked for. Defaults to any. Updated in place, the removal of the last excepted. */
  scopes?: string[];
}

/** Arguments of {@link OktaAuthorizationServer}. */
export interface OktaAuthorizationServerArgs extends AuthorizationServerArgs {
  /** Full team domain, such as `acme.cloudflareaccess.com`: the audience, when none is given. */
  teamDomain: string;
  /** Client id of the OIDC app: the access policy is for it alone. Updated in place. */
  clientId: pulumi.Input<string>;
  /** The groups claim, in the ID token; false where the server has one. Defaults to every group, in `groups`. */
  groupsClaim?: GroupsClaimArgs | false;
}

/**
 * A custom authorization server of Okta for the login method: it puts claims into the ID token that the organization's
 * own server cannot. Its groups claim can be set with OAuth credentials too.
 *
 * Creates
 * - `okta.auth.Server` `<name>-server`; an existing one is read as `<name>-existing-server`
 * - `okta.auth.ServerScope` `<name>-scope-groups`, without which it refuses Cloudflare's logins
 * - `okta.auth.ServerClaim` `<name>-claim-groups`, and `<name>-claim-<key>` per claim
 * - `okta.auth.ServerPolicy` `<name>-policy` and `okta.auth.ServerPolicyRule` `<name>-policy-rule`: the OIDC app, and no
 *   other client through this policy, may use the authorization code grant for the scopes that Cloudflare asks for
 *
 * ```typescript
 * const server = new OktaAuthorizationServer("claims", {
 *   create: { name: "Cloudflare Access" },
 *   teamDomain: "acme.cloudflareaccess.com",
 *   clientId: app.clientId,
 *   claims: { department: { name: "department", expression: "user.department" } },
 * });
 * ```
 *
 * Another server makes the login method another issuer's, in place: everything in the first server is made anew in the
 * second, and goes from the first afterwards. Destroying a created one ends sign-in.
 *
 * Okta sells custom authorization servers as API Access Management; without it the deployment stops with Okta's words.
 *
 * @see https://developer.okta.com/docs/guides/customize-authz-server/main/
 */
export class OktaAuthorizationServer extends pulumi.ComponentResource {
  /** Id of the server, 20 characters that start with `aus`, or `default`. */
  public readonly authorizationServerId: pulumi.Output<string>;
  /** Issuer of its tokens, such as `https://acme.okta.com/oauth2/aus1gjh63g214q0Hq0g4`. */
  public readonly issuer: pulumi.Output<string>;

  constructor(name: string, args: OktaAuthorizationServerArgs, opts?: pulumi.ComponentResourceOptions) {
    const check = new ArgsCheck(`OktaAuthorizationServer "${name}"`).teamDomain("teamDomain", args.teamDomain);
    checkAuthorizationServer(check, "", args);
    check.done();
    super(typeToken("OktaAuthorizationServer"), name, {}, opts);
    const server = createServer(name, args, { parent: this });
    const inServer = {
      parent: this,
      // The provider would ask the other server for what the first one has.
      replaceOnChanges: ["authServerId"],
      ...(args.create === undefined ? {} : { deletedWith: server }),
    };
    const scopes = createScope(name, args, server.id, inServer);
    const serverId = createsScope(args) ? server.id : withGroupsScope(name, server.id, { parent: this });
    createClaims(name, args, serverId, { ...inServer, dependsOn: scopes });
    createPolicy(name, args, serverId, { ...inServer, dependsOn: scopes });
    this.authorizationServerId = server.id;
    this.issuer = server.issuer;
    this.registerOutputs({ authorizationServerId: this.authorizationServerId, issuer: this.issuer });
  }
}

function createServer(
  name: string,
  { create, existing, teamDomain }: OktaAuthorizationServerArgs,
  opts: pulumi.CustomResourceOptions,
): okta.auth.Server {
  if (create === undefined) {
    // The checks saw to it that there is one of the two.
    return okta.auth.Server.get(`${name}-existing-server`, existing?.id as string, undefined, opts);
  }
  return new okta.auth.Server(
    `${name}-server`,
    {
      name: create.name,
      description: create.description ?? "",
      audiences: create.audiences ?? [`https://${teamDomain}`],
      issuerMode: create.issuerMode ?? AuthorizationServerIssuerMode.OrgUrl,
    },
    {
      ...opts,
      ...refuseTwins(`OktaAuthorizationServer "${name}"`, `${name}-server`, serverTwins(opts)),
    },
  );
}

function createsScope({ create, createGroupsScope }: OktaAuthorizationServerArgs): boolean {
  return createGroupsScope ?? create !== undefined;
}

/** The id of a server that has the scope already. It is looked at in a preview too. */
function withGroupsScope(
  name: string,
  serverId: pulumi.Output<string>,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  return serverId.apply(async (authServerId) => {
    const { scopes } = await okta.auth
      .getServerScopes({ authServerId }, opts)
      .catch(lookupFailed("authorization server's scopes"));
    if (!scopes.some((scope) => scope.name === GROUPS_SCOPE)) {
      throw new UserError("LOOKUP_FAILED", [
        {
          where: `OktaAuthorizationServer "${name}"`,
          problem: `the authorization server "${authServerId}" has no scope "${GROUPS_SCOPE}", which Cloudflare asks for: Okta would refuse every login`,
          advice:
            "Let this stack create it (groupsScope: create, or createGroupsScope), or add it in Security > API > Scopes",
        },
      ]);
    }
    return authServerId;
  });
}

function createScope(
  name: string,
  args: OktaAuthorizationServerArgs,
  authServerId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (!createsScope(args)) {
    return [];
  }
  const scope = {
    authServerId,
    name: GROUPS_SCOPE,
    displayName: "Groups",
    description: "The names of a person's groups, for policies of Cloudflare Access",
    // Nobody is asked for consent: the person logs in to their own company.
    consent: "IMPLICIT",
  };
  return [new okta.auth.ServerScope(`${name}-scope-groups`, scope, opts)];
}

function createClaims(
  name: string,
  { groupsClaim, claims }: OktaAuthorizationServerArgs,
  authServerId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  if (groupsClaim !== false) {
    new okta.auth.ServerClaim(
      `${name}-claim-groups`,
      {
        authServerId,
        name: groupsClaim?.name ?? DEFAULT_GROUPS_CLAIM,
        claimType: "IDENTITY",
        alwaysIncludeInToken: true,
        ...groupsFilter(groupsClaim?.regex ?? DEFAULT_GROUPS_CLAIM_REGEX),
      },
      opts,
    );
  }
  for (const [key, claim] of Object.entries(claims ?? {})) {
    const { scopes, expression, groups } = claim;
    new okta.auth.ServerClaim(
      `${name}-claim-${key}`,
      {
        authServerId,
        name: claim.name,
        claimType: claim.token === ClaimToken.Access ? "RESOURCE" : "IDENTITY",
        alwaysIncludeInToken: claim.alwaysInclude ?? true,
        // The checks saw to it that there is one of the two.
        ...(groups === undefined ? { valueType: "EXPRESSION", value: expression as string } : groupsFilter(groups)),
        ...(scopes === undefined || scopes.length === 0 ? {} : { scopes }),
      },
      opts,
    );
  }
}

function groupsFilter(regex: pulumi.Input<string>) {
  return { valueType: "GROUPS", groupFilterType: "REGEX", value: regex };
}

function createPolicy(
  name: string,
  { clientId, policyName, accessTokenLifetimeMinutes }: OktaAuthorizationServerArgs,
  authServerId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const policy = new okta.auth.ServerPolicy(
    `${name}-policy`,
    {
      authServerId,
      name: policyName ?? "Cloudflare Access",
      description: "Logins to Cloudflare Access",
      // It is about one client, so it takes nothing from the policies behind it.
      priority: 1,
      clientWhitelists: [clientId],
    },
    opts,
  );
  new okta.auth.ServerPolicyRule(
    `${name}-policy-rule`,
    {
      authServerId,
      policyId: policy.id,
      name: "Log in",
      priority: 1,
      grantTypeWhitelists: ["authorization_code"],
      // Who may sign in is said by the assignments of the app.
      groupWhitelists: ["EVERYONE"],
      scopeWhitelists: [...LOGIN_SCOPES],
      accessTokenLifetimeMinutes: accessTokenLifetimeMinutes ?? ACCESS_TOKEN_MINUTES.default,
    },
    { ...opts, replaceOnChanges: ["authServerId", "policyId"], deletedWith: policy },
  );
}
