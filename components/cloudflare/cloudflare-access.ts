import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_LOGIN_METHODS, OKTA, ONE_TIME_PIN } from "../../lib/access-objects";
import { accessFindings } from "../../lib/access-problems";
import { DEFAULT_GROUPS_CLAIM_REGEX } from "../../lib/groups-claim";
import { typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import type {
  AccessApplicationArgs,
  AccessGroupArgs,
  AccessObjectsArgs,
  KeyedAccessRuleArgs,
  KeyedAccessRuleListsArgs,
} from "./access-objects-args";
import type { AccessRuleArgs } from "./access-rule";
import { addFindings, checkAccessObjects } from "./check-access-objects";
import { CloudflareAccessApplication } from "./cloudflare-access-application";
import { CloudflareAccessGroup } from "./cloudflare-access-group";
import { CloudflareAccessPolicy } from "./cloudflare-access-policy";
import { CloudflareOneTimePin } from "./cloudflare-one-time-pin";
import { lookUpOneTimePin } from "./lookups";
import type { OktaGroupSource } from "./okta-group-rule";

/** Arguments of {@link CloudflareAccess}. */
export interface CloudflareAccessArgs extends AccessObjectsArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces everything. */
  accountId: pulumi.Input<string>;
  /** The login method through Okta. */
  okta: OktaGroupSource;
  /** Name in Okta of every group that rules name, by the key that they name it with. Defaults to none. */
  oktaGroupNames?: Record<string, pulumi.Input<string>>;
  /** Whether the one-time PIN that is created cannot be deleted or replaced. Defaults to false. */
  protectLoginMethods?: boolean;
}

/**
 * What Access is for: Access groups, reusable policies and self-hosted applications on a login method through Okta, and
 * the one-time PIN beside it on request.
 *
 * Creates a {@link CloudflareAccessGroup} `<name>-group-<key>`, {@link CloudflareAccessPolicy} `<name>-policy-<key>` and
 * {@link CloudflareAccessApplication} `<name>-application-<key>` for each entry, and for a one-time PIN to create
 * {@link CloudflareOneTimePin} `<name>-one-time-pin`.
 *
 * ```typescript
 * new CloudflareAccess("zero-trust", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   okta: { protocol: SignInProtocol.Oidc, identityProviderId: login.identityProviderId, groupsAttribute: "groups" },
 *   oktaGroupNames: { engineering: "access-engineering" },
 *   policies: {
 *     engineering: { name: "Engineering", decision: AccessDecision.Allow, include: [{ oktaGroup: "engineering" }] },
 *   },
 *   applications: {
 *     wiki: { name: "Wiki", domain: "wiki.example.com", policies: ["engineering"], redirectToOkta: true },
 *   },
 * });
 * ```
 */
export class CloudflareAccess extends pulumi.ComponentResource {
  /** Id of the Access group by key. */
  public readonly accessGroupIds: Record<string, pulumi.Output<string>>;
  /** Id of the policy by key. */
  public readonly policyIds: Record<string, pulumi.Output<string>>;
  /** Id of the application by key. */
  public readonly applicationIds: Record<string, pulumi.Output<string>>;
  /** "Application Audience (AUD) Tag" of the application by key. */
  public readonly audiences: Record<string, pulumi.Output<string>>;
  /** Id of the one-time PIN. Absent without one. */
  public readonly oneTimePinId?: pulumi.Output<string>;

  constructor(name: string, args: CloudflareAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super(typeToken("CloudflareAccess"), name, {}, opts);
    const { accountId, okta } = args;
    const oneTimePinId = createOneTimePin(name, args, { parent: this });
    const loginMethodIds: Record<string, pulumi.Input<string>> = {
      [OKTA]: okta.identityProviderId,
      ...(oneTimePinId === undefined ? {} : { [ONE_TIME_PIN]: oneTimePinId }),
    };
    const groups = new Groups(name, args, loginMethodIds, { parent: this });
    this.accessGroupIds = groups.all();
    this.policyIds = mapValues(args.policies ?? {}, (key, policy) => {
      const rules = groups.resolveLists(policy);
      const { policyId } = new CloudflareAccessPolicy(
        `${name}-policy-${key}`,
        { ...policy, ...rules, accountId, okta },
        { parent: this },
      );
      return policyId;
    });
    const applications = mapValues(args.applications ?? {}, (key, application) =>
      createApplication(`${name}-application-${key}`, application, accountId, this.policyIds, loginMethodIds, {
        parent: this,
      }),
    );
    this.applicationIds = mapValues(applications, (_, { applicationId }) => applicationId);
    this.audiences = mapValues(applications, (_, { audience }) => audience);
    if (oneTimePinId !== undefined) {
      this.oneTimePinId = oneTimePinId;
    }
    this.registerOutputs({
      accessGroupIds: this.accessGroupIds,
      policyIds: this.policyIds,
      applicationIds: this.applicationIds,
      audiences: this.audiences,
      oneTimePinId: this.oneTimePinId,
    });
  }
}

/** The Access groups, each made when it is first needed: one may be inside of another. */
class Groups {
  private readonly made = new Map<string, pulumi.Output<string>>();

  constructor(
    private readonly name: string,
    private readonly args: CloudflareAccessArgs,
    private readonly loginMethodIds: Record<string, pulumi.Input<string>>,
    private readonly opts: pulumi.ComponentResourceOptions,
  ) {}

  all(): Record<string, pulumi.Output<string>> {
    return mapValues(this.args.groups ?? {}, (key) => this.id(key));
  }

  /** Lists of rules in which names and ids stand instead of keys. The checks saw to it that every key is there. */
  resolveLists(lists: KeyedAccessRuleListsArgs) {
    const resolve = (rules: readonly KeyedAccessRuleArgs[] | undefined) =>
      (rules ?? []).map((rule) => this.resolve(rule));
    return {
      include: resolve(lists.include),
      require: resolve(lists.require),
      exclude: resolve(lists.exclude),
    };
  }

  private id(key: string): pulumi.Output<string> {
    const before = this.made.get(key);
    if (before !== undefined) {
      return before;
    }
    const { accountId, okta, groups = {} } = this.args;
    const args = groups[key] as AccessGroupArgs;
    const { accessGroupId } = new CloudflareAccessGroup(
      `${this.name}-group-${key}`,
      { accountId, okta, name: args.name, ...this.resolveLists(args) },
      this.opts,
    );
    this.made.set(key, accessGroupId);
    return accessGroupId;
  }

  private resolve(rule: KeyedAccessRuleArgs): AccessRuleArgs {
    const { oktaGroup, accessGroup, loginMethod, ...others } = rule;
    return {
      ...(others as AccessRuleArgs),
      ...(oktaGroup === undefined ? {} : { oktaGroup: this.args.oktaGroupNames?.[oktaGroup] as pulumi.Input<string> }),
      ...(accessGroup === undefined ? {} : { accessGroup: this.id(accessGroup) }),
      ...(loginMethod === undefined ? {} : { loginMethod: this.loginMethodIds[loginMethod] as pulumi.Input<string> }),
    };
  }
}

/**
 * One that the account has is looked up without a component of its own: a component without anything in it is nothing
 * that the lockout guard could depend on, and a refused destroy would drop it from the state.
 */
function createOneTimePin(
  name: string,
  { accountId, loginMethods, protectLoginMethods }: CloudflareAccessArgs,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Output<string> | undefined {
  const oneTimePin = loginMethods?.oneTimePin;
  if (oneTimePin?.existing !== undefined) {
    const where = `CloudflareAccess "${name}", loginMethods.oneTimePin.existing.id`;
    return lookUpOneTimePin(where, accountId, oneTimePin.existing.id, opts);
  }
  return oneTimePin === undefined
    ? undefined
    : new CloudflareOneTimePin(
        `${name}-one-time-pin`,
        { accountId, ...oneTimePin },
        { ...opts, protect: protectLoginMethods ?? false },
      ).identityProviderId;
}

function createApplication(
  name: string,
  application: AccessApplicationArgs,
  accountId: pulumi.Input<string>,
  policyIds: Record<string, pulumi.Output<string>>,
  loginMethodIds: Record<string, pulumi.Input<string>>,
  opts: pulumi.ComponentResourceOptions,
): CloudflareAccessApplication {
  const { policies, loginMethods = DEFAULT_LOGIN_METHODS, redirectToOkta, ...rest } = application;
  return new CloudflareAccessApplication(
    name,
    {
      ...rest,
      accountId,
      // The checks saw to it that every key is there.
      policyIds: policies.map((key) => policyIds[key] as pulumi.Output<string>),
      loginMethodIds: loginMethods.map((key) => loginMethodIds[key] as pulumi.Input<string>),
      redirectToLoginMethod: redirectToOkta ?? false,
    },
    opts,
  );
}

function checkArgs(name: string, args: CloudflareAccessArgs): void {
  const check = new ArgsCheck(`CloudflareAccess "${name}"`).accountId("accountId", args.accountId);
  checkAccessObjects(check, "", args);
  const { errors } = accessFindings(args, {
    protocol: args.okta.protocol,
    oktaGroups: mapValues(args.oktaGroupNames ?? {}, () => ({ name: undefined })),
    pushed: undefined,
    filter: { regex: DEFAULT_GROUPS_CLAIM_REGEX, name: "", carrier: "" },
    somebodyAssigned: true,
    claims: undefined,
    // Who can enter is for those to judge who know everything; here it is whether the parts fit.
    confirmed: true,
    names: { groups: "oktaGroupNames", pushGroups: "", assignedGroups: "", claims: "", access: "", confirm: "" },
  });
  addFindings(check, "", errors);
  check.done();
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (key: string, value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(key, value)]));
}
