import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { CLOUDFLARE_ID_PATTERN } from "../../lib/access-values";
import { typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { lookUpOneTimePin } from "./lookups";
import { loginMethodTwins } from "./twins";

/** A one-time PIN that the account has. */
export interface ExistingOneTimePinArgs {
  /** Id of the login method. Looked up at preview: it must be a one-time PIN. */
  id: string;
}

/** A one-time PIN to add. */
export interface NewOneTimePinArgs {
  /** Name on the login page. Defaults to `One-time PIN`. Updated in place. */
  name?: string;
}

/** Arguments of {@link CloudflareOneTimePin}: exactly one of `existing` and `create` must be given. */
export interface CloudflareOneTimePinArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the login method. */
  accountId: pulumi.Input<string>;
  /** A login method that the account has; it is only read. */
  existing?: ExistingOneTimePinArgs;
  /** A login method that is added. An account can have one. */
  create?: NewOneTimePinArgs;
}

/**
 * The one-time PIN, a login method that needs no identity provider: whom a policy allows by e-mail address gets a code by
 * e-mail. The way in when Okta fails ("break glass").
 *
 * Creates one `cloudflare.ZeroTrustAccessIdentityProvider` `<name>-identity-provider`, or finds the one that there is.
 *
 * ```typescript
 * const pin = new CloudflareOneTimePin("pin", { accountId: "f037e56e89293a057740de681ac9abbe", create: {} });
 * ```
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/one-time-pin/
 */
export class CloudflareOneTimePin extends pulumi.ComponentResource {
  /** Id of the login method, a UUID. */
  public readonly identityProviderId: pulumi.Output<string>;

  constructor(name: string, args: CloudflareOneTimePinArgs, opts?: pulumi.ComponentResourceOptions) {
    checkOneTimePin(
      new ArgsCheck(`CloudflareOneTimePin "${name}"`).accountId("accountId", args.accountId),
      "",
      args,
    ).done();
    super(typeToken("CloudflareOneTimePin"), name, {}, opts);
    this.identityProviderId =
      args.existing === undefined
        ? createOneTimePin(`${name}-identity-provider`, args, {
            parent: this,
            ...refuseTwins(`CloudflareOneTimePin "${name}"`, name, loginMethodTwins("onetimepin", { parent: this })),
          })
        : lookUpOneTimePin(`CloudflareOneTimePin "${name}", existing.id`, args.accountId, args.existing.id, {
            parent: this,
          });
    this.registerOutputs({ identityProviderId: this.identityProviderId });
  }
}

/** Reports what is wrong with a one-time PIN. */
export function checkOneTimePin(
  check: ArgsCheck,
  prefix: string,
  args: Pick<CloudflareOneTimePinArgs, "existing" | "create">,
): ArgsCheck {
  if ((args.existing === undefined) === (args.create === undefined)) {
    check.add(
      prefix === "" ? "existing" : prefix,
      "needs exactly one of existing and create",
      "Say whether the account has a one-time PIN or gets one",
    );
  }
  const of = (argument: string) => (prefix === "" ? argument : `${prefix}.${argument}`);
  return check
    .loginMethodName(of("create.name"), args.create?.name)
    .plain(
      of("existing.id"),
      args.existing?.id,
      (id) => CLOUDFLARE_ID_PATTERN.test(id),
      "is not the id of a login method",
      "Copy it from the address of its page in the Zero Trust dashboard",
    );
}

function createOneTimePin(
  name: string,
  { accountId, create }: CloudflareOneTimePinArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  return new cloudflare.ZeroTrustAccessIdentityProvider(
    name,
    { accountId, name: create?.name ?? "One-time PIN", type: "onetimepin", config: {} },
    opts,
  ).id;
}
