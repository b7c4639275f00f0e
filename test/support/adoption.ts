import type { Ask } from "../../adopt/choose";
import { findSetUp, type Wanted } from "../../adopt/find";
import type { Found } from "../../adopt/found";
import { tenantsOf } from "../../config/tenants";
import { SANDBOX_TENANTS, type Sandbox, startSandbox } from "../../sandbox";
import { type GuideChoices, type GuideSetUp, setUpByGuide } from "./guide-set-up";
import { Api } from "./scenario";

const { okta, cloudflare } = SANDBOX_TENANTS;

/** A sandbox with what somebody set up by hand, and no stack. */
export class HandMade {
  readonly okta: Api;
  readonly cloudflare: Api;

  private constructor(readonly sandbox: Sandbox) {
    this.okta = new Api(`${sandbox.okta.url}/api/v1`, `SSWS ${okta.apiToken}`);
    const account = `${sandbox.cloudflare.url}/client/v4/accounts/${cloudflare.accountId}`;
    this.cloudflare = new Api(account, `Bearer ${cloudflare.apiToken}`);
  }

  static async start(): Promise<HandMade> {
    return new HandMade(await startSandbox({ oktaPort: 0, cloudflarePort: 0 }));
  }

  /** Follows the guide once more. */
  async follow(choices: GuideChoices): Promise<GuideSetUp> {
    const made = await setUpByGuide(this.okta, this.cloudflare, choices);
    await this.sandbox.okta.provisioning.settled();
    return made;
  }

  /** The stack's config as `pulumi config --json --show-secrets` prints it. */
  config(): Record<string, { value: string }> {
    return {
      "okta:orgName": { value: okta.org },
      "okta:httpProxy": { value: this.sandbox.okta.url },
      "okta:apiToken": { value: okta.apiToken },
      "cloudflare:baseUrl": { value: `${this.sandbox.cloudflare.url}/client/v4` },
      "cloudflare:apiToken": { value: cloudflare.apiToken },
    };
  }

  /** Looks for what could be adopted. Nobody is there to be asked unless a test says so. */
  find(wanted: Wanted = {}, ask: Ask = async () => undefined): Promise<Found> {
    return findSetUp(tenantsOf(this.config(), cloudflare.accountId), wanted, ask);
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
