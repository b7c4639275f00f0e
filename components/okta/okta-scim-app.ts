import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { SCIM_CATALOGUE_APP, typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { PushGroups } from "../native/push-groups";
import { refuseTwins } from "../twins";
import { type AppUserArgs, createAssignments } from "./assignments";
import { GroupResources, type GroupResourcesArgs } from "./group-resources";
import { checkSamlAttributes, type SamlAttributesArgs } from "./saml-sign-on";
import { catalogueSignOnInputs, takenSignOn } from "./scim-app-sign-on";
import { createConnection } from "./scim-connection";
import { appTwins } from "./twins";

/** Who sets up the SCIM connection ("Configure API Integration") in Okta. */
export const ScimConnection = {
  /**
   * This component, through Okta's API. Okta documents that for a few apps only. Where it does not take the connection
   * it answers success all the same; the deployment then stops and says so.
   */
  Api: "api",
  /** A person, in the Admin Console. Provisioning settings and push groups wait for `consoleDone`. */
  Console: "console",
} as const;

/** Who sets up the SCIM connection ("Configure API Integration") in Okta. */
export type ScimConnection = (typeof ScimConnection)[keyof typeof ScimConnection];

/** Which Okta attribute becomes the SCIM `userName`. Cloudflare finds a person by it: it must be the sign-in e-mail. */
export const ApplicationUsernameFormat = {
  /** "Email". */
  Email: "${source.email}",
  /** "Okta username": right only where every login is the person's e-mail address. */
  OktaUsername: "${source.login}",
} as const;

/** Which Okta attribute becomes the SCIM `userName`. */
export type ApplicationUsernameFormat = (typeof ApplicationUsernameFormat)[keyof typeof ApplicationUsernameFormat];

/** Sign-in with SAML through the SCIM app: one Okta app for both. */
export interface ScimAppSignOnArgs extends SamlAttributesArgs {
  /**
   * Full team domain of the Cloudflare Zero Trust organization, such as `acme.cloudflareaccess.com`. It makes the single
   * sign-on URL and the audience. Updated in place; logins fail while Okta and Cloudflare disagree about it.
   */
  teamDomain: pulumi.Input<string>;
  /** Id of the authentication policy of the app. Defaults to the organization's default policy. Updated in place. */
  authenticationPolicy?: pulumi.Input<string>;
}

/** Arguments of {@link OktaScimApp}. */
export interface OktaScimAppArgs {
  /** Name of the app in Okta, at most 100 characters. Updated in place. */
  label: pulumi.Input<string>;
  /** "SCIM Endpoint" of the Cloudflare identity provider. Updated in place. */
  scimBaseUrl: pulumi.Input<string>;
  /**
   * "SCIM Secret" of the Cloudflare identity provider. Kept secret. An empty one stops the deployment before Okta's
   * connection is touched: the provider would write it to Okta without a word. Updated in place.
   */
  scimSecret: pulumi.Input<string>;
  /**
   * Whether the deployment stops, in a preview too, when the connection would get another secret for the same endpoint:
   * where `scimSecret` is the first one of a login method, that is one that was replaced since. Defaults to false.
   */
  refuseOtherSecret?: boolean;
  /** Who sets up the connection in Okta. Defaults to this component. */
  connection?: ScimConnection;
  /** With `ScimConnection.Console`: whether the person has done it. Defaults to false. */
  consoleDone?: boolean;
  /** "Create Users". Defaults to true. Updated in place. */
  createUsers?: boolean;
  /** "Update User Attributes". Defaults to true. Updated in place. */
  updateUsers?: boolean;
  /** "Deactivate Users". Defaults to true. Without it nobody who leaves is removed. Updated in place. */
  deactivateUsers?: boolean;
  /** Defaults to `Email`. Updated in place; people assigned before keep their name until they are assigned anew. */
  applicationUsernameFormat?: ApplicationUsernameFormat;
  /** Groups whose members are provisioned: Okta group id by a key of your own. Other assignments are left alone. */
  assignedGroups?: Record<string, pulumi.Input<string>>;
  /** People who are provisioned besides, by a key of your own. Their username is the SCIM `userName`. */
  assignedUsers?: Record<string, AppUserArgs>;
  /**
   * Groups to push, Okta group id by a key of your own. Members arrive in Cloudflare only when they are also assigned,
   * through another group: Okta does not support one group for both. The group keeps its name in Cloudflare. Removing
   * an entry deletes the group there.
   */
  pushGroups?: Record<string, pulumi.Input<string>>;
  /** How the assignments of groups and the push groups are made into resources. Defaults to one for each group. */
  groupResources?: GroupResourcesArgs;
  /**
   * Sign-in with SAML through this app too, for those who are assigned. Defaults to none: nobody signs in with it. See
   * the class for what is known of it. Updated in place.
   */
  signOn?: ScimAppSignOnArgs;
}

/**
 * SCIM provisioning from Okta to Cloudflare: the catalogue app "SCIM 2.0 Test App (Header Auth)".
 *
 * Creates
 * - `okta.app.Saml` `<name>-app`: the app (a SAML app by name, and by use only with `signOn`; its icon is hidden)
 * - `okta.app.Connection` `<name>-connection`: base URL and secret, only with `ScimConnection.Api`
 * - `okta.app.Features` `<name>-provisioning`: Create Users, Update User Attributes, Deactivate Users
 * - `okta.app.GroupAssignment` `<name>-group-<key>`, `okta.app.User` `<name>-user-<key>`
 * - `okta.PushGroup` `<name>-push-<key>` per pushed group
 * - with `groupResources`, one {@link GroupAssignments} `<name>-group-assignments` and one {@link PushGroups}
 *   `<name>-push-groups` in the place of one resource for each group
 *
 * ```typescript
 * const scim = new OktaScimApp("cloudflare-scim", {
 *   label: "Cloudflare Access SCIM",
 *   scimBaseUrl: login.scimBaseUrl,
 *   scimSecret: login.scimSecret,
 *   assignedGroups: { staff: "00g1emaKYZTWRYYRRTSK" },
 *   pushGroups: { engineering: "00gak46y5hydV6NdM0g4" },
 * });
 * ```
 *
 * Assignments wait for the provisioning settings where these are managed: Okta provisions a person at the moment of
 * assignment, and not afterwards. With `ScimConnection.Console`, features and push groups are a second phase.
 *
 * With `signOn` the app carries SAML sign-in and SCIM together, which Cloudflare's guide allows for: one app, one list of
 * assignments. Okta documents neither the settings of this catalogue app nor that its API takes them, and nobody is on
 * record having done it: the names `acsUrl` and `audienceUri` are those of its sibling "SCIM 2.0 Test App (OAuth Bearer
 * Token)", and other vendors' guides say that these apps are not for sign-in at all. So what Okta answers is read back, and
 * where it did not take the settings the deployment stops before Cloudflare hears of the app. How responses are signed is
 * the app's own, and it cannot ask for signed requests. A custom SAML app ({@link OktaSamlApp}) beside the SCIM app is the
 * documented way.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/
 */
export class OktaScimApp extends pulumi.ComponentResource {
  /** Okta app id: 20 characters that start with `0oa`. */
  public readonly appId: pulumi.Output<string>;
  /** Okta's name for the kind of app, part of its address in the Admin Console: `scim2headerauth`. */
  public readonly appName: pulumi.Output<string>;
  /** Id of the push group mapping by key. Empty until provisioning is set up. */
  public readonly pushGroupMappingIds: Record<string, pulumi.Output<string>>;
  /** "Identity Provider Single Sign-On URL": where Cloudflare sends people to sign in. Absent without `signOn`. */
  public readonly ssoUrl?: pulumi.Output<string>;
  /** "Identity Provider Issuer". Absent without `signOn`. */
  public readonly issuer?: pulumi.Output<string>;
  /** "X.509 Certificate" with which Okta signs, base64 without PEM armour. Absent without `signOn`. */
  public readonly certificate?: pulumi.Output<string>;

  constructor(name: string, args: OktaScimAppArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    const scimSecret = pulumi.secret(args.scimSecret);
    super(typeToken("OktaScimApp"), name, {}, opts);
    const app = createApp(`${name}-app`, args, {
      parent: this,
      ...refuseTwins(`OktaScimApp "${name}"`, `${name}-app`, appTwins("SCIM", { parent: this })),
    });
    const features = createProvisioning(name, app, { ...args, scimSecret }, this);
    const assignments = createAssignments(
      name,
      app.id,
      args.assignedGroups ?? {},
      args.assignedUsers ?? {},
      { parent: this, ...(features === undefined ? {} : { dependsOn: features }) },
      args.groupResources,
    );
    this.appId = app.id;
    this.appName = app.name;
    this.pushGroupMappingIds =
      features === undefined
        ? {}
        : createPushGroups(
            name,
            app.id,
            args.pushGroups ?? {},
            { parent: this, dependsOn: [features, ...assignments] },
            args.groupResources,
          );
    if (args.signOn !== undefined) {
      const signOn = takenSignOn(`OktaScimApp "${name}"`, app, args.signOn);
      this.ssoUrl = signOn.ssoUrl;
      this.issuer = signOn.issuer;
      this.certificate = signOn.certificate;
    }
    this.registerOutputs({
      appId: this.appId,
      appName: this.appName,
      pushGroupMappingIds: this.pushGroupMappingIds,
      ssoUrl: this.ssoUrl,
      issuer: this.issuer,
      certificate: this.certificate,
    });
  }
}

function checkArgs(name: string, args: OktaScimAppArgs): void {
  const check = new ArgsCheck(`OktaScimApp "${name}"`)
    .appLabel("label", args.label)
    .plain(
      "scimBaseUrl",
      args.scimBaseUrl,
      (url) => /^https:\/\//.test(url),
      "is not an https URL",
      'Copy "SCIM Endpoint" from Cloudflare Zero Trust',
    )
    .keys("assignedGroups", args.assignedGroups)
    .keys("pushGroups", args.pushGroups)
    .notAssignedAndPushed("pushGroups", Object.keys(args.assignedGroups ?? {}), Object.keys(args.pushGroups ?? {}))
    .consoleDone("consoleDone", args.consoleDone, args.connection === ScimConnection.Console);
  if (args.signOn !== undefined) {
    check.teamDomain("signOn.teamDomain", args.signOn.teamDomain);
    checkSamlAttributes(check, "signOn.", args.signOn);
  }
  check.done();
}

function createApp(name: string, args: OktaScimAppArgs, opts: pulumi.CustomResourceOptions): okta.app.Saml {
  return new okta.app.Saml(
    name,
    {
      label: args.label,
      preconfiguredApp: SCIM_CATALOGUE_APP,
      userNameTemplate: args.applicationUsernameFormat ?? ApplicationUsernameFormat.Email,
      userNameTemplateType: "BUILT_IN",
      hideWeb: true,
      hideIos: true,
      ...(args.signOn === undefined ? {} : catalogueSignOnInputs(args.signOn)),
      ...(args.signOn?.authenticationPolicy === undefined
        ? {}
        : { authenticationPolicy: args.signOn.authenticationPolicy }),
    },
    opts,
  );
}

/** The connection and what depends on it; undefined while a person has yet to set up the connection. */
function createProvisioning(
  name: string,
  app: okta.app.Saml,
  args: OktaScimAppArgs,
  parent: pulumi.Resource,
): okta.app.Features | undefined {
  if (args.connection === ScimConnection.Console) {
    return args.consoleDone === true ? createFeatures(name, app, args, { parent }) : undefined;
  }
  const connected = createConnection(name, app, args, parent);
  return createFeatures(name, app, args, { parent, dependsOn: connected });
}

function createFeatures(
  name: string,
  app: okta.app.Saml,
  args: OktaScimAppArgs,
  opts: pulumi.CustomResourceOptions,
): okta.app.Features {
  const state = (on: boolean | undefined) => ({ status: (on ?? true) ? "ENABLED" : "DISABLED" });
  return new okta.app.Features(
    `${name}-provisioning`,
    {
      appId: app.id,
      name: "USER_PROVISIONING",
      // Without it the provider plans an update on every run, with nothing to see in it (measured).
      status: "ENABLED",
      // Every block that Okta answers is stated: one that is answered and was not stated shows as drift.
      capabilities: {
        create: { lifecycleCreate: state(args.createUsers) },
        update: {
          profile: state(args.updateUsers),
          lifecycleDeactivate: state(args.deactivateUsers),
          password: { status: "DISABLED", seed: "RANDOM", change: "KEEP_EXISTING" },
        },
      },
    },
    // The provider would move the settings to another app in place. Okta has no call that deletes them: they go with
    // the app, and without deletedWith every destroy would warn about it.
    { ...opts, replaceOnChanges: ["appId"], deletedWith: app },
  );
}

function createPushGroups(
  name: string,
  appId: pulumi.Input<string>,
  groups: Record<string, pulumi.Input<string>>,
  opts: pulumi.CustomResourceOptions,
  { per, takeOver = false }: GroupResourcesArgs = {},
): Record<string, pulumi.Output<string>> {
  if (per === GroupResources.PerApp) {
    const args = { appId, groups, deleteTargetGroupOnDestroy: true, ...(takeOver ? { takeOver } : {}) };
    const { mappings } = new PushGroups(`${name}-push-groups`, args, opts);
    return Object.fromEntries(Object.keys(groups).map((key) => [key, mappings.apply((ids) => ids[key] as string)]));
  }
  return Object.fromEntries(
    Object.entries(groups).map(([key, sourceGroupId]) => [
      key,
      new okta.PushGroup(
        `${name}-push-${key}`,
        // No targetGroupName: Okta uses the group's own name and follows when it is renamed. With one, a rename would
        // replace the mapping.
        { appId, sourceGroupId, status: "ACTIVE", deleteTargetGroupOnDestroy: true },
        // Okta has one mapping for a group and an app: the old one must be gone before the new one comes.
        { ...opts, deleteBeforeReplace: true },
      ).id,
    ]),
  );
}
