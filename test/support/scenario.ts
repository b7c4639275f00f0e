import { join } from "node:path";
import { SANDBOX_TENANTS, type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox";
import { sandboxConfig, TestStack, type TestStackOptions } from "./engine";
import { keepPages, SandboxSecrets } from "./sandbox-secrets";

/** How to make a {@link Scenario}. */
export interface ScenarioOptions
  extends Pick<TestStackOptions, "program" | "env" | "backend">,
    Pick<SandboxOptions, "resolve"> {
  /** The settings of the stack. Defaults to those of the committed sandbox stack. */
  readonly settings?: Record<string, unknown>;
  /** More config, by full key; undefined removes a key. */
  readonly config?: Record<string, unknown>;
  /** What this Okta does with a SCIM connection that arrives by API. Defaults to "api", taking it. */
  readonly scimConnection?: "api" | "unknown";
}

/** A stack on a sandbox of its own. */
export class Scenario {
  readonly okta: Api;
  readonly cloudflare: Api;
  private readonly secrets: SandboxSecrets;

  private constructor(
    readonly sandbox: Sandbox,
    readonly stack: TestStack,
    private readonly config: Record<string, unknown>,
  ) {
    this.secrets = new SandboxSecrets(sandbox);
    this.okta = new Api(`${sandbox.okta.url}/api/v1`, `SSWS ${SANDBOX_TENANTS.okta.apiToken}`);
    this.cloudflare = new Api(
      `${sandbox.cloudflare.url}/client/v4/accounts/${SANDBOX_TENANTS.cloudflare.accountId}`,
      `Bearer ${SANDBOX_TENANTS.cloudflare.apiToken}`,
    );
  }

  /** Starts both services on free ports, and makes the stack. */
  static async start(options: ScenarioOptions = {}): Promise<Scenario> {
    const sandbox = await startSandbox({
      oktaPort: 0,
      cloudflarePort: 0,
      ...(options.scimConnection === undefined ? {} : { scimConnection: options.scimConnection }),
      ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    });
    const config = withoutUndefined({
      ...sandboxConfig({ okta: sandbox.okta.url, cloudflare: sandbox.cloudflare.url }, options.settings),
      ...options.config,
    });
    const stack = await TestStack.create({
      config,
      ...(options.program === undefined ? {} : { program: options.program }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.backend === undefined ? {} : { backend: options.backend }),
    });
    return new Scenario(sandbox, stack, config);
  }

  /** Writes other settings into the stack's config. */
  configure(settings: Record<string, unknown>, config: Record<string, unknown> = {}): void {
    this.stack.configure(withoutUndefined({ ...this.config, "okta-cloudflare-access:settings": settings, ...config }));
  }

  /**
   * Keeps both services and the stack as they are now, once Okta has sent everything: a starting point that is made once.
   * The returned function brings them back, as often as it is called, and forgets requests and faults.
   */
  async snapshot(): Promise<() => Promise<void>> {
    await this.sandbox.settled();
    const restoreServices = this.sandbox.snapshot();
    const restoreStack = await this.stack.snapshot();
    return async () => {
      for (const { faults, log } of [this.sandbox.okta, this.sandbox.cloudflare]) {
        faults.clear();
        log.clear();
      }
      await this.sandbox.settled();
      restoreServices();
      await restoreStack();
      await this.sandbox.settled();
    };
  }

  /**
   * Stops both services, looks for secrets in everything that was left behind, and removes it.
   *
   * @param inTheClear Secrets that the test itself wrote in the clear, to see what is said of that.
   * @throws Error that names each secret that was left somewhere, and where.
   */
  async close(inTheClear: readonly string[] = []): Promise<void> {
    await keepPages(this.sandbox, join(this.stack.directory, "pages"));
    await this.sandbox.close();
    const secrets = Object.entries(this.secrets.all()).filter(([, secret]) => !inTheClear.includes(secret));
    await this.stack.close(Object.fromEntries(secrets));
  }
}

/** One of the two APIs, called as an administrator would. */
export class Api {
  constructor(
    private readonly base: string,
    private readonly authorization: string,
  ) {}

  /** The JSON that a path answers. */
  async get<T>(path: string): Promise<T> {
    return (await this.send("GET", path)) as T;
  }

  /** Sends a request and answers the JSON of a successful answer, null for an empty one. */
  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = await this.text(path, method, body);
    return text === "" ? null : JSON.parse(text);
  }

  /** The text of a successful answer. */
  async text(path: string, method = "GET", body?: unknown): Promise<string> {
    const response = await fetch(this.base + path, {
      method,
      headers: { authorization: this.authorization, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text;
  }
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
