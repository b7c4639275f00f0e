import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { isApplicationDomain } from "../../lib/access-values";
import { typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { applicationTwins } from "./twins";

/** Arguments of {@link CloudflareAccessApplication}. */
export interface CloudflareAccessApplicationArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the application. */
  accountId: pulumi.Input<string>;
  /** Name, as people see it in the App Launcher, 1 to 255 characters. Updated in place. */
  name: pulumi.Input<string>;
  /**
   * "Public hostname": a host name, and a path on request, such as `wiki.example.com` or `example.com/admin`. It must be
   * in a zone of the account, and no other application may have it. Updated in place.
   */
  domain: pulumi.Input<string>;
  /** Ids of reusable policies, in the order in which they are asked. At least one. Updated in place. */
  policyIds: pulumi.Input<string>[];
  /**
   * "Identity providers": ids of the login methods that people may use. At least one: Cloudflare takes none for all that
   * there are. Updated in place.
   */
  loginMethodIds: pulumi.Input<string>[];
  /**
   * "Instant Auth": people skip the choice of a login method. Needs exactly one. Defaults to false. Updated in place.
   */
  redirectToLoginMethod?: boolean;
  /** How long a login holds, such as `24h` or `30m`, at most `730h`. Defaults to 24 hours. Updated in place. */
  sessionDuration?: pulumi.Input<string>;
  /** "Show application in App Launcher". Defaults to true. Updated in place. */
  appLauncherVisible?: boolean;
}

/**
 * A self-hosted application behind Access.
 *
 * Creates one `cloudflare.ZeroTrustAccessApplication` `<name>-access-application`.
 *
 * ```typescript
 * const wiki = new CloudflareAccessApplication("wiki", {
 *   accountId: "f037e56e89293a057740de681ac9abbe",
 *   name: "Wiki",
 *   domain: "wiki.example.com",
 *   policyIds: [engineering.policyId],
 *   loginMethodIds: [login.identityProviderId],
 *   redirectToLoginMethod: true,
 * });
 * ```
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/self-hosted-public-app/
 */
export class CloudflareAccessApplication extends pulumi.ComponentResource {
  /** Id of the application, a UUID. */
  public readonly applicationId: pulumi.Output<string>;
  /** "Application Audience (AUD) Tag": what the application looks for in the token of a request. */
  public readonly audience: pulumi.Output<string>;

  constructor(name: string, args: CloudflareAccessApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super(typeToken("CloudflareAccessApplication"), name, {}, opts);
    const application = new cloudflare.ZeroTrustAccessApplication(
      `${name}-access-application`,
      {
        accountId: args.accountId,
        type: "self_hosted",
        name: args.name,
        domain: args.domain,
        // The provider counts by itself what has no precedence; stated, the order is in the plan.
        policies: args.policyIds.map((id, index) => ({ id, precedence: index + 1 })),
        allowedIdps: args.loginMethodIds,
        autoRedirectToIdentity: args.redirectToLoginMethod ?? false,
        appLauncherVisible: args.appLauncherVisible ?? true,
        ...(args.sessionDuration === undefined ? {} : { sessionDuration: args.sessionDuration }),
      },
      {
        parent: this,
        ...refuseTwins(`CloudflareAccessApplication "${name}"`, name, applicationTwins({ parent: this })),
      },
    );
    this.applicationId = application.id;
    this.audience = application.aud;
    this.registerOutputs({ applicationId: this.applicationId, audience: this.audience });
  }
}

function checkArgs(name: string, args: CloudflareAccessApplicationArgs): void {
  const check = new ArgsCheck(`CloudflareAccessApplication "${name}"`)
    .accountId("accountId", args.accountId)
    .accessName("name", args.name)
    .plain(
      "domain",
      args.domain,
      isApplicationDomain,
      "is not a host name, with or without a path",
      'Write it like "wiki.example.com", without "https://"',
    )
    .sessionDuration("sessionDuration", args.sessionDuration);
  if (args.policyIds.length === 0) {
    check.add("policyIds", "is empty, so nobody can enter", "Give a policy that lets somebody in");
  }
  if (args.loginMethodIds.length === 0) {
    check.add("loginMethodIds", "is empty, which allows every login method of the account", "Name the ones you mean");
  }
  if (args.redirectToLoginMethod === true && args.loginMethodIds.length !== 1) {
    check.add("redirectToLoginMethod", "needs exactly one login method", "Set it to false, or give one login method");
  }
  check.done();
}
