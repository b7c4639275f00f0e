import * as pulumi from "@pulumi/pulumi";
import type {
  Deployed,
  DeployedAssignments,
  DeployedAuthorizationServer,
  DeployedOidc,
  DeployedScim,
} from "../../lib/deployed";
import { DEFAULT_GROUPS_CLAIM, DEFAULT_GROUPS_CLAIM_REGEX } from "../../lib/groups-claim";
import { isCustomDomain, oktaAdminUrl, oktaAppPage } from "../../lib/okta-urls";
import { type LoginMethodOutputs, scimConfigInputs } from "../cloudflare/identity-provider-scim";
import { ClaimToken, type OktaAuthorizationServer } from "../okta/okta-authorization-server";
import { OidcIssuerMode, type OktaOidcApp } from "../okta/okta-oidc-app";
import { type OktaScimApp, ScimConnection } from "../okta/okta-scim-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { authorizationServerArgs, loginMethodClaims } from "./authorization-server";
import { loginMethodName, scimArgs } from "./login-method";
import { type People, pick } from "./people";
import type { SamlApp } from "./saml-sign-in";
import { scimGroups, scimIsOn, scimLabel, scimUsers } from "./scim-args";
import { signInGroups, signInLabel, signInUsers } from "./sign-in-args";

/** What was made of the arguments. */
export interface Made {
  readonly oidc: OktaOidcApp | undefined;
  readonly saml: SamlApp | undefined;
  readonly server: OktaAuthorizationServer | undefined;
  readonly login: LoginMethodOutputs;
  readonly scim: OktaScimApp | undefined;
}

/** A value of which any part may become known later. */
type Pending<T> = T extends string | number | boolean | undefined
  ? pulumi.Input<T>
  : T extends Record<string, unknown>
    ? pulumi.Input<{ [K in keyof T]: Pending<T[K]> }>
    : pulumi.Input<T> | { [K in keyof T]: Pending<T[K]> };

/** What is deployed, in the words in which both APIs answer it. Holds no secret. */
export function deployed(args: OktaAccessArgs, people: People, made: Made): pulumi.Output<Deployed> {
  const { oidc, saml, server, login, scim } = made;
  // The checks saw to it that there is one of the two.
  const signInApp = (oidc ?? saml) as OktaOidcApp | SamlApp;
  const all: Pending<Deployed> = {
    accountId: args.accountId,
    teamDomain: args.teamDomain,
    oktaOrgUrl: args.oktaOrgUrl,
    loginMethod: { id: login.identityProviderId, declared: loginMethod(args, made) },
    signInApp: {
      id: signInApp.appId,
      declared: oidc === undefined ? samlApp(args) : oidcApp(args, oidc),
      assignments: assignments(people, signInGroups(args), signInUsers(args)),
    },
    ...(oidc === undefined ? {} : { oidc: oidcSignIn(args, oidc, server) }),
    ...(server === undefined ? {} : { authorizationServer: authorizationServer(args, server) }),
    ...(scim === undefined ? {} : { scim: provisioning(args, people, login, scim) }),
    groupNames: groupNames(args),
  };
  return pulumi.output<unknown>(all) as pulumi.Output<Deployed>;
}

function loginMethod(args: OktaAccessArgs, { oidc, saml, server }: Made): pulumi.Inputs {
  const scim = scimConfigInputs(scimArgs(args));
  const claims = loginMethodClaims(args);
  return {
    name: loginMethodName(args),
    type: oidc === undefined ? "saml" : "okta",
    config:
      oidc === undefined
        ? { sso_target_url: saml?.ssoUrl, issuer_url: saml?.issuer }
        : {
            okta_account: args.oktaOrgUrl,
            client_id: oidc.clientId,
            pkce_enabled: args.identityProvider?.pkce ?? true,
            ...(claims.length === 0 ? {} : { claims: [...claims] }),
            ...(server === undefined ? {} : { authorization_server_id: server.authorizationServerId }),
          },
    scim_config: scimIsOn(args)
      ? {
          enabled: true,
          user_deprovision: scim.userDeprovision,
          seat_deprovision: scim.seatDeprovision,
          identity_update_behavior: scim.identityUpdateBehavior,
        }
      : { enabled: false },
  };
}

function oidcApp(args: OktaAccessArgs, oidc: OktaOidcApp): pulumi.Inputs {
  return {
    name: "oidc_client",
    label: signInLabel(args),
    status: "ACTIVE",
    credentials: {
      oauthClient: {
        client_id: oidc.clientId,
        pkce_required: args.identityProvider?.pkce ?? true,
        token_endpoint_auth_method: "client_secret_basic",
      },
    },
    settings: {
      oauthClient: {
        application_type: "web",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: [oidc.redirectUri],
        issuer_mode: isCustomDomain(args.oktaOrgUrl) ? OidcIssuerMode.Dynamic : OidcIssuerMode.OrgUrl,
      },
    },
  };
}

function samlApp(args: OktaAccessArgs): pulumi.Inputs {
  return { label: signInLabel(args), status: "ACTIVE", signOnMode: "SAML_2_0" };
}

function oidcSignIn(
  args: OktaAccessArgs,
  oidc: OktaOidcApp,
  server: OktaAuthorizationServer | undefined,
): Pending<DeployedOidc> {
  const { name, regex } = args.oidc?.groupsClaim ?? {};
  return {
    clientId: oidc.clientId,
    redirectUri: oidc.redirectUri,
    issuer: server === undefined ? args.oktaOrgUrl : server.issuer,
    pkce: args.identityProvider?.pkce ?? true,
    groupsClaim: {
      name: name ?? DEFAULT_GROUPS_CLAIM,
      regex: regex ?? DEFAULT_GROUPS_CLAIM_REGEX,
      onApp: server === undefined,
    },
  };
}

function authorizationServer(
  args: OktaAccessArgs,
  server: OktaAuthorizationServer,
): Pending<DeployedAuthorizationServer> {
  const { create, claims, groupsClaim, policyName } = authorizationServerArgs(args) ?? {};
  return {
    id: server.authorizationServerId,
    declared:
      create === undefined
        ? { status: "ACTIVE" }
        : {
            status: "ACTIVE",
            name: create.name,
            audiences: create.audiences ?? [`https://${args.teamDomain}`],
            issuerMode: create.issuerMode,
          },
    claims: [
      ...(groupsClaim === false
        ? []
        : [
            {
              name: groupsClaim?.name ?? DEFAULT_GROUPS_CLAIM,
              claimType: "IDENTITY",
              alwaysIncludeInToken: true,
              ...groupsFilter(groupsClaim?.regex ?? DEFAULT_GROUPS_CLAIM_REGEX),
            },
          ]),
      ...Object.values(claims ?? {}).map((claim) => ({
        name: claim.name,
        claimType: claim.token === ClaimToken.Access ? "RESOURCE" : "IDENTITY",
        alwaysIncludeInToken: claim.alwaysInclude ?? true,
        ...(claim.groups === undefined
          ? { valueType: "EXPRESSION", value: claim.expression }
          : groupsFilter(claim.groups)),
      })),
    ],
    policyName: policyName ?? "Cloudflare Access",
  };
}

function groupsFilter(regex: pulumi.Input<string>): pulumi.Inputs {
  return { valueType: "GROUPS", group_filter_type: "REGEX", value: regex };
}

function provisioning(
  args: OktaAccessArgs,
  people: People,
  login: LoginMethodOutputs,
  scim: OktaScimApp,
): Pending<DeployedScim> {
  const { connection, consoleDone, createUsers, updateUsers, deactivateUsers, pushGroups } = args.scim ?? {};
  const adminUrl = args.oktaAdminUrl ?? oktaAdminUrl(args.oktaOrgUrl);
  return {
    app: {
      id: scim.appId,
      declared: { label: scimLabel(args), status: "ACTIVE", name: scim.appName, signOnMode: "SAML_2_0" },
      assignments: assignments(people, scimGroups(args), scimUsers(args)),
    },
    baseUrl: login.scimBaseUrl,
    connection: connection ?? ScimConnection.Api,
    complete: connection !== ScimConnection.Console || consoleDone === true,
    features: {
      createUsers: createUsers ?? true,
      updateUsers: updateUsers ?? true,
      deactivateUsers: deactivateUsers ?? true,
    },
    pushGroups: pick(people, pushGroups),
    ...(adminUrl === undefined
      ? {}
      : {
          page: pulumi
            .all([scim.appName, scim.appId])
            .apply(([appName, id]) => oktaAppPage(adminUrl, appName, id, "user-management/api-credentials")),
        }),
  };
}

function assignments(
  people: People,
  groups: readonly string[],
  users: readonly string[],
): Pending<DeployedAssignments> {
  return {
    groups: pick(people, groups),
    users: people.users.apply((found) =>
      Object.fromEntries(users.flatMap((login) => (found[login] === undefined ? [] : [[login, found[login].id]]))),
    ),
  };
}

function groupNames({ groups }: OktaAccessArgs): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups ?? {}).flatMap(([key, { create, existing }]) => {
      const name = create?.name ?? existing?.name;
      return name === undefined ? [] : [[key, name]];
    }),
  );
}
