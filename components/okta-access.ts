import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../lib/names";
import {
  cloudflareLoginMethodsPage,
  isCustomDomain,
  type OktaAppTab,
  oktaAdminUrl,
  oktaAppPage,
} from "../lib/okta-urls";
import { checkAccessArgs } from "./check-access-args";
import {
  CloudflareIdentityProvider,
  type IdentityProviderScimArgs,
  type IdentityUpdateBehavior,
} from "./cloudflare/cloudflare-identity-provider";
import { consoleSteps } from "./next-steps";
import type { AppUserArgs } from "./okta/assignments";
import { lookUpUsers, type OktaUser } from "./okta/lookups";
import { type OktaGroupArgs, OktaGroups } from "./okta/okta-groups";
import { type GroupsClaimArgs, OidcIssuerMode, OktaOidcApp } from "./okta/okta-oidc-app";
import { ApplicationUsernameFormat, OktaScimApp, ScimConnection } from "./okta/okta-scim-app";

/** The OIDC app in Okta. */
export interface OktaAccessOidcArgs {
  /** Name of the app, at most 100 characters. Defaults to `Cloudflare Access`. Updated in place. */
  appLabel?: string;
  /** The groups claim. Defaults to every group in a claim called `groups`. */
  groupsClaim?: GroupsClaimArgs;
  /** Keys of the groups whose members may sign in. Defaults to none: nobody can log in. */
  assignedGroups?: string[];
  /** Okta logins of people who may sign in besides. Defaults to none. */
  assignedUsers?: string[];
}

/** The login method in Cloudflare Zero Trust. */
export interface OktaAccessIdentityProviderArgs {
  /** Name on the login page. Defaults to `Okta`. Updated in place. */
  name?: string;
  /** Proof Key for Code Exchange, on both sides. Defaults to true. Updated in place. */
  pkce?: boolean;
  /** OIDC claims to add to a person's identity. Defaults to none. Updated in place. */
  claims?: string[];
  /** Okta authorization server that issues the tokens. Defaults to the organization's own. Updated in place. */
  authorizationServerId?: pulumi.Input<string>;
}

/** SCIM provisioning. */
export interface OktaAccessScimArgs {
  /** Defaults to true. Turning it off deletes the SCIM app in Okta and leaves sign-in as it is. */
  enabled?: boolean;
  /** Name of the SCIM app, at most 100 characters. Defaults to `Cloudflare Access SCIM`. Updated in place. */
  appLabel?: string;
  /** "Enable user deprovisioning". Defaults to true. Updated in place. */
  deprovisionUsers?: boolean;
  /** "Remove user seat on deprovision". Needs `deprovisionUsers`. Defaults to false. Updated in place. */
  removeSeats?: boolean;
  /** What a group change does to a running session. Defaults to reauthentication. Updated in place. */
  groupMembershipChange?: IdentityUpdateBehavior;
  /** "Create Users". Defaults to true. Updated in place. */
  createUsers?: boolean;
  /** "Update User Attributes". Defaults to true. Updated in place. */
  updateUsers?: boolean;
  /** "Deactivate Users". Defaults to true. Updated in place. */
  deactivateUsers?: boolean;
  /** Who sets up the connection in Okta. Defaults to this program, through the API. */
  connection?: ScimConnection;
  /** With `ScimConnection.Console`: whether the person has done it. Defaults to false. */
  consoleDone?: boolean;
  /** Keys of the groups whose members are provisioned. Defaults to none. */
  assignedGroups?: string[];
  /** Okta logins of people who are provisioned besides. Defaults to none. */
  assignedUsers?: string[];
  /** Keys of the groups that are pushed to Cloudflare. None of them may be in `assignedGroups`. Defaults to none. */
  pushGroups?: string[];
}

/** Arguments of {@link OktaAccess}. */
export interface OktaAccessArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the identity provider: everyone is logged out. */
  accountId: string;
  /** Full team domain, such as `acme.cloudflareaccess.com`. Changing it changes the redirect URI in place. */
  teamDomain: string;
  /** Address of the Okta organization, such as `https://acme.okta.com`. Updated in place. */
  oktaOrgUrl: string;
  /** Address of the Okta Admin Console, for the links. Defaults to what follows from an address at Okta's domains. */
  oktaAdminUrl?: string;
  /** Every group that the lists below speak of, by a key of your own. Defaults to none. */
  groups?: Record<string, OktaGroupArgs>;
  /** The OIDC app in Okta. */
  oidc?: OktaAccessOidcArgs;
  /** The login method in Cloudflare Zero Trust. */
  identityProvider?: OktaAccessIdentityProviderArgs;
  /** SCIM provisioning. Defaults to SCIM on, with nobody assigned. */
  scim?: OktaAccessScimArgs;
}

/** Where a person goes next. A link into the Okta Admin Console is missing when its address is not known. */
export interface OktaAccessLinks {
  /** The OIDC app's Assignments tab. */
  readonly oktaOidcAppAssignments?: pulumi.Output<string>;
  /** The SCIM app's Provisioning tab. */
  readonly oktaScimAppProvisioning?: pulumi.Output<string>;
  /** The SCIM app's Push Groups tab. */
  readonly oktaScimAppPushGroups?: pulumi.Output<string>;
  /** Login methods in the Cloudflare Zero Trust dashboard, with the "Test" button. */
  readonly cloudflareLoginMethods: string;
  /** The team's app launcher, where people log in. */
  readonly appLauncher: string;
}

/**
 * Okta sign-in and SCIM provisioning for Cloudflare Zero Trust Access, wired end to end.
 *
 * Creates {@link OktaGroups} `<name>-groups`, {@link OktaOidcApp} `<name>-oidc`, {@link CloudflareIdentityProvider}
 * `<name>-cloudflare` and, with SCIM on, {@link OktaScimApp} `<name>-scim`. The client id and secret go into the
 * identity provider, its SCIM endpoint and secret go into the SCIM app.
 *
 * ```typescript
 * const access = new OktaAccess("access", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   teamDomain: "acme.cloudflareaccess.com",
 *   oktaOrgUrl: "https://acme.okta.com",
 *   groups: {
 *     staff: { existing: { name: "Employees" } },
 *     "access-engineering": { create: { name: "access-engineering" } },
 *   },
 *   oidc: { assignedGroups: ["staff"] },
 *   scim: { assignedGroups: ["staff"], pushGroups: ["access-engineering"] },
 * }, { providers: [oktaProvider, cloudflareProvider] });
 * ```
 */
export class OktaAccess extends pulumi.ComponentResource {
  /** Id of the identity provider in Cloudflare, a UUID. */
  public readonly identityProviderId: pulumi.Output<string>;
  /** Okta app id of the OIDC app. */
  public readonly oidcAppId: pulumi.Output<string>;
  /** OAuth 2.0 client id of the OIDC app. */
  public readonly clientId: pulumi.Output<string>;
  /** OAuth 2.0 client secret of the OIDC app. A secret. */
  public readonly clientSecret: pulumi.Output<string>;
  /** Where Okta sends people back to after sign-in. */
  public readonly redirectUri: pulumi.Output<string>;
  /** Okta app id of the SCIM app. Absent with SCIM off. */
  public readonly scimAppId?: pulumi.Output<string>;
  /** "SCIM Endpoint". Absent with SCIM off. */
  public readonly scimBaseUrl?: pulumi.Output<string>;
  /** "SCIM Secret". A secret. Absent with SCIM off. */
  public readonly scimSecret?: pulumi.Output<string>;
  /** Okta group id by key. */
  public readonly groupIds: Record<string, pulumi.Output<string>>;
  /** Where a person goes next. */
  public readonly links: OktaAccessLinks;
  /** What a person has to do before provisioning works, in order. Empty when there is nothing. */
  public readonly nextSteps: pulumi.Output<string[]>;

  constructor(name: string, args: OktaAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    checkAccessArgs(name, args);
    // No component of ours hands its arguments to the engine: they would show in every plan as a second update beside
    // that of the resource that really changes, and put secrets into the state once more.
    super(typeToken("OktaAccess"), name, {}, opts);
    const groups = new OktaGroups(`${name}-groups`, { groups: args.groups ?? {} }, { parent: this });
    const users = findUsers(name, args, { parent: this });
    const oidc = createOidcApp(`${name}-oidc`, args, groups.ids, users, { parent: this });
    const login = createIdentityProvider(`${name}-cloudflare`, args, oidc, { parent: this });
    const scim = createScimApp(`${name}-scim`, args, groups.ids, users, login, { parent: this });

    this.identityProviderId = login.identityProviderId;
    this.oidcAppId = oidc.appId;
    this.clientId = oidc.clientId;
    this.clientSecret = oidc.clientSecret;
    this.redirectUri = oidc.redirectUri;
    if (scim !== undefined) {
      this.scimAppId = scim.appId;
      this.scimBaseUrl = login.scimBaseUrl;
      this.scimSecret = login.scimSecret;
    }
    this.groupIds = groups.ids;
    this.links = links(args, oidc, scim);
    this.nextSteps = nextSteps(args, this.links, login, scim);
    this.registerOutputs({
      identityProviderId: this.identityProviderId,
      oidcAppId: this.oidcAppId,
      clientId: this.clientId,
      clientSecret: this.clientSecret,
      redirectUri: this.redirectUri,
      scimAppId: this.scimAppId,
      scimBaseUrl: this.scimBaseUrl,
      scimSecret: this.scimSecret,
      groupIds: this.groupIds,
      links: this.links,
      nextSteps: this.nextSteps,
    });
  }
}

function findUsers(
  name: string,
  args: OktaAccessArgs,
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, OktaUser>> {
  const logins = new Set([...(args.oidc?.assignedUsers ?? []), ...(scimIsOn(args) ? scimUsers(args) : [])]);
  return lookUpUsers(
    [...logins].map((login) => ({ name: login, where: `OktaAccess "${name}", assigned user` })),
    opts,
  );
}

function scimIsOn(args: OktaAccessArgs): boolean {
  return args.scim?.enabled ?? true;
}

function scimUsers(args: OktaAccessArgs): readonly string[] {
  return args.scim?.assignedUsers ?? [];
}

function createOidcApp(
  name: string,
  args: OktaAccessArgs,
  groupIds: Record<string, pulumi.Output<string>>,
  users: pulumi.Output<Record<string, OktaUser>>,
  opts: pulumi.ComponentResourceOptions,
): OktaOidcApp {
  const { appLabel, groupsClaim, assignedGroups, assignedUsers } = args.oidc ?? {};
  return new OktaOidcApp(
    name,
    {
      label: appLabel ?? "Cloudflare Access",
      teamDomain: args.teamDomain,
      pkceRequired: args.identityProvider?.pkce ?? true,
      ...(groupsClaim === undefined ? {} : { groupsClaim }),
      // Cloudflare reaches Okta at oktaOrgUrl, so the issuer must be that address.
      issuerMode: isCustomDomain(args.oktaOrgUrl) ? OidcIssuerMode.Dynamic : OidcIssuerMode.OrgUrl,
      assignedGroups: pick(groupIds, assignedGroups),
      assignedUsers: appUsers(assignedUsers ?? [], users, "login"),
    },
    opts,
  );
}

function createIdentityProvider(
  name: string,
  args: OktaAccessArgs,
  oidc: OktaOidcApp,
  opts: pulumi.ComponentResourceOptions,
): CloudflareIdentityProvider {
  const { name: loginMethodName, pkce, claims, authorizationServerId } = args.identityProvider ?? {};
  return new CloudflareIdentityProvider(
    name,
    {
      accountId: args.accountId,
      name: loginMethodName ?? "Okta",
      oktaAccount: args.oktaOrgUrl,
      clientId: oidc.clientId,
      clientSecret: oidc.clientSecret,
      pkceEnabled: pkce ?? true,
      ...(claims === undefined ? {} : { claims }),
      ...(authorizationServerId === undefined ? {} : { authorizationServerId }),
      scim: scimArgs(args),
    },
    opts,
  );
}

function scimArgs(args: OktaAccessArgs): IdentityProviderScimArgs {
  const { deprovisionUsers, removeSeats, groupMembershipChange } = args.scim ?? {};
  return {
    enabled: scimIsOn(args),
    ...(deprovisionUsers === undefined ? {} : { userDeprovision: deprovisionUsers }),
    ...(removeSeats === undefined ? {} : { seatDeprovision: removeSeats }),
    ...(groupMembershipChange === undefined ? {} : { identityUpdateBehavior: groupMembershipChange }),
  };
}

function createScimApp(
  name: string,
  args: OktaAccessArgs,
  groupIds: Record<string, pulumi.Output<string>>,
  users: pulumi.Output<Record<string, OktaUser>>,
  login: CloudflareIdentityProvider,
  opts: pulumi.ComponentResourceOptions,
): OktaScimApp | undefined {
  if (!scimIsOn(args)) {
    return undefined;
  }
  const scim = args.scim ?? {};
  return new OktaScimApp(
    name,
    {
      label: scimLabel(args),
      scimBaseUrl: login.scimBaseUrl,
      scimSecret: login.scimSecret,
      connection: scim.connection ?? ScimConnection.Api,
      consoleDone: scim.consoleDone ?? false,
      createUsers: scim.createUsers ?? true,
      updateUsers: scim.updateUsers ?? true,
      deactivateUsers: scim.deactivateUsers ?? true,
      applicationUsernameFormat: ApplicationUsernameFormat.Email,
      assignedGroups: pick(groupIds, scim.assignedGroups),
      assignedUsers: appUsers(scimUsers(args), users, "email"),
      pushGroups: pick(groupIds, scim.pushGroups),
    },
    opts,
  );
}

function scimLabel(args: OktaAccessArgs): string {
  return args.scim?.appLabel ?? "Cloudflare Access SCIM";
}

function pick(
  groupIds: Record<string, pulumi.Output<string>>,
  keys: readonly string[] | undefined,
): Record<string, pulumi.Output<string>> {
  // The checks saw to it that every key is there.
  return Object.fromEntries((keys ?? []).map((key) => [key, groupIds[key] as pulumi.Output<string>]));
}

function appUsers(
  logins: readonly string[],
  users: pulumi.Output<Record<string, OktaUser>>,
  username: "login" | "email",
): Record<string, AppUserArgs> {
  return Object.fromEntries(
    logins.map((login) => {
      // The lookup answers every login or throws.
      const user = users.apply((found) => found[login] as OktaUser);
      return [login, { userId: user.id, username: user[username] }];
    }),
  );
}

function links(args: OktaAccessArgs, oidc: OktaOidcApp, scim: OktaScimApp | undefined): OktaAccessLinks {
  const adminUrl = args.oktaAdminUrl ?? oktaAdminUrl(args.oktaOrgUrl);
  const always = {
    cloudflareLoginMethods: cloudflareLoginMethodsPage(args.accountId),
    appLauncher: `https://${args.teamDomain}`,
  };
  if (adminUrl === undefined) {
    return always;
  }
  const scimPage = (app: OktaScimApp, tab: OktaAppTab) =>
    pulumi.all([app.appName, app.appId]).apply(([appName, id]) => oktaAppPage(adminUrl, appName, id, tab));
  return {
    ...always,
    oktaOidcAppAssignments: oidc.appId.apply((id) => oktaAppPage(adminUrl, "oidc_client", id, "assignments")),
    ...(scim === undefined
      ? {}
      : {
          oktaScimAppProvisioning: scimPage(scim, "user-management/api-credentials"),
          oktaScimAppPushGroups: scimPage(scim, "group-push"),
        }),
  };
}

function nextSteps(
  args: OktaAccessArgs,
  pages: OktaAccessLinks,
  login: CloudflareIdentityProvider,
  scim: OktaScimApp | undefined,
): pulumi.Output<string[]> {
  if (scim === undefined || args.scim?.connection !== ScimConnection.Console || args.scim.consoleDone === true) {
    return pulumi.output([]);
  }
  // Only whether there is a secret is told, so the steps are no secret themselves.
  const hasScimSecret = pulumi.unsecret(login.scimSecret.apply((secret) => secret !== ""));
  return pulumi
    .all([pulumi.output(pages.oktaScimAppProvisioning), login.scimBaseUrl, hasScimSecret])
    .apply(([provisioningPage, scimBaseUrl, hasSecret]) =>
      consoleSteps({ appLabel: scimLabel(args), provisioningPage, scimBaseUrl, hasScimSecret: hasSecret }),
    );
}
