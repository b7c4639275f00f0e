import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";

/** A resource as the program asked the engine for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Secrets read `{ secret: <value> }`. */
  readonly inputs: Record<string, unknown>;
  readonly urn: string;
  /** Logical name of the parent; empty without one. */
  readonly parent: string;
  /** Logical names, sorted. */
  readonly dependsOn: readonly string[];
  /** Logical name; empty without one. */
  readonly deletedWith: string;
  readonly replaceOnChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly additionalSecretOutputs: readonly string[];
}

/** A call of a provider's function. */
export interface Invoked {
  readonly token: string;
  readonly inputs: Record<string, unknown>;
}

/** What the mocked providers answer, where a test needs something else. */
export interface MockAnswers {
  /** Outputs over the usual ones, by logical name or by type; undefined values are absent. */
  readonly outputs?: Record<string, Record<string, unknown>>;
  /** Groups that exist in Okta. */
  readonly groups?: readonly { readonly id: string; readonly name: string }[];
  /** Users that exist in Okta. */
  readonly users?: readonly { readonly id: string; readonly login: string; readonly email: string }[];
  /** Members of groups, by the group's id, with the ids of all their groups. */
  readonly members?: Record<
    string,
    readonly { readonly login: string; readonly groupMemberships: readonly string[] }[]
  >;
  /** Whether the deployment is a preview. Defaults to false. */
  readonly preview?: boolean;
  /** Login methods that exist in Cloudflare, by id. */
  readonly loginMethods?: Readonly<Record<string, Record<string, unknown>>>;
  /** Names of the scopes that authorization servers have. Defaults to those that a login needs. */
  readonly scopes?: readonly string[];
  /** Every call of a function fails with this message. */
  readonly functionError?: string;
}

/** Outputs of the mocked Okta and Cloudflare. */
export const MOCK = {
  oidcAppId: "0oaoidc0000000000001",
  clientId: "0oaclient00000000001",
  clientSecret: "client-secret-of-the-oidc-app",
  samlAppId: "0oasaml0000000000001",
  samlAppName: "acme_cloudflareaccess_1",
  ssoUrl: "https://acme.okta.com/app/acme_cloudflareaccess_1/exk1gjh63g214q0Hq0g4/sso/saml",
  issuer: "http://www.okta.com/exk1gjh63g214q0Hq0g4",
  certificate: "MIIDpDCCAoygAwIBAgIGAV2ka+55MA0GCSqGSIb3DQEBCwUAMIGSMQswCQYDVQQGEwJVUzETMBEG",
  scimAppId: "0oascim0000000000001",
  identityProviderId: "c1ea5d3c-0000-4000-8000-000000000001",
  scimBaseUrl: "https://acme.cloudflareaccess.com/populations/c1ea5d3c/scim/v2",
  scimSecret: "scim-secret-of-the-identity-provider",
} as const;

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270";

/** What the SDK's internals offer beside what their types say. */
interface RuntimeInside {
  getMonitor(): { registerResource(request: RegisterRequest, callback: unknown): Promise<void> };
  waitForRPCs(): Promise<void>;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getReplaceonchangesList(): string[];
  getDeletebeforereplace(): boolean;
  getAdditionalsecretoutputsList(): string[];
}

/**
 * A deployment whose engine and providers are mocked: it shows what a program registers, with the options that
 * `pulumi.runtime.setMocks` leaves out. It proves nothing about plans: that takes the engine.
 */
export class MockDeployment {
  readonly registered: Registered[] = [];
  readonly invoked: Invoked[] = [];

  private constructor(private readonly answers: MockAnswers) {}

  /** Starts a deployment. The SDK keeps one per process: what the last one registered must be awaited before. */
  static async start(answers: MockAnswers = {}): Promise<MockDeployment> {
    const deployment = new MockDeployment(answers);
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => deployment.create(args),
        call: (args) => deployment.invoke(args),
      },
      "okta-cloudflare-access",
      "test",
      answers.preview ?? false,
    );
    deployment.watch();
    return deployment;
  }

  /** Runs a program and waits until everything that it registered is done. */
  async run<T>(program: () => T): Promise<T> {
    const result = program();
    await runtime().waitForRPCs();
    return result;
  }

  /**
   * Runs a program that fails after it began: in an Output, where the SDK reports the error as an unhandled rejection
   * that ends the program.
   *
   * @returns The messages of all errors, each once.
   */
  async fail(program: () => unknown): Promise<string[]> {
    const others = process.listeners("unhandledRejection");
    const messages = new Set<string>();
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) =>
      messages.add(reason instanceof Error ? reason.message : String(reason)),
    );
    try {
      program();
      await runtime()
        .waitForRPCs()
        .catch((error: Error) => messages.add(error.message));
      await vi.waitUntil(() => messages.size > 0);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of others) {
        process.on("unhandledRejection", listener);
      }
    }
    return [...messages];
  }

  /** The one resource with this logical name. */
  resource(name: string): Registered {
    const found = this.registered.filter((candidate) => candidate.name === name);
    if (found.length !== 1) {
      throw new Error(`${found.length} resources are named "${name}"; there are: ${this.names().join(", ")}`);
    }
    return found[0] as Registered;
  }

  /** Logical names of everything registered, sorted. */
  names(): string[] {
    return this.registered.map(({ name }) => name).sort();
  }

  /** Type, name and inputs of everything that is no component, in the order of the names. */
  resources(): { type: string; name: string; inputs: Record<string, unknown> }[] {
    return this.registered
      .filter(({ type }) => !type.startsWith("okta-cloudflare-access:"))
      .map(({ type, name, inputs }) => ({ type, name, inputs }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private watch(): void {
    const monitor = runtime().getMonitor();
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      this.registered.push({
        type: request.getType(),
        name: request.getName(),
        inputs: readable(request.getObject().toJavaScript()) as Record<string, unknown>,
        urn: `${qualifiedType(request)}::${request.getName()}`,
        parent: nameOf(request.getParent()),
        dependsOn: request.getDependenciesList().map(nameOf).sort(),
        deletedWith: nameOf(request.getDeletedwith()),
        replaceOnChanges: request.getReplaceonchangesList(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      });
      return register(request, callback);
    };
  }

  private create({ type, name, inputs }: pulumi.runtime.MockResourceArgs) {
    const { id, ...outputs } = {
      ...usualOutputs(type, name, inputs),
      ...this.answers.outputs?.[type],
      ...this.answers.outputs?.[name],
    };
    return { id: String(id), state: { ...inputs, ...outputs } };
  }

  private invoke({ token, inputs }: pulumi.runtime.MockCallArgs): Record<string, unknown> {
    this.invoked.push({ token, inputs });
    if (this.answers.functionError !== undefined) {
      // As gRPC does: the SDK reads `details`.
      throw Object.assign(new Error(this.answers.functionError), { code: 2, details: this.answers.functionError });
    }
    switch (token) {
      case "okta:index/getGroups:getGroups":
        return {
          groups:
            inputs.search === undefined
              ? (this.answers.groups ?? [])
              : searchGroups(String(inputs.search), this.answers.groups ?? []),
        };
      case "okta:user/getUsers:getUsers": {
        if (typeof inputs.groupId === "string") {
          const members = this.answers.members?.[inputs.groupId] ?? [];
          return { users: members.map((member) => ({ id: `00u-${member.login}`, ...member })) };
        }
        const searches = inputs.searches as { value: string; comparison: string }[];
        const users = (this.answers.users ?? []).filter(({ login }) =>
          searches.some(({ value, comparison }) => (comparison === "sw" ? login.startsWith(value) : login === value)),
        );
        return { users };
      }
      case "okta:auth/getServerScopes:getServerScopes":
        return { scopes: (this.answers.scopes ?? ["openid", "groups"]).map((name) => ({ name })) };
      case "cloudflare:index/getZeroTrustAccessIdentityProvider:getZeroTrustAccessIdentityProvider": {
        const found = this.answers.loginMethods?.[String(inputs.identityProviderId)];
        if (found === undefined) {
          throw Object.assign(new Error("404"), { code: 2, details: "404 Not Found" });
        }
        return { id: inputs.identityProviderId, ...found };
      }
      default:
        throw new Error(`The mocks know no function "${token}".`);
    }
  }
}

function runtime(): RuntimeInside {
  return pulumi.runtime as unknown as RuntimeInside;
}

/** The groups that Okta's search finds for `profile.name eq "a" or profile.name sw "b" or id eq "c"`. */
function searchGroups(search: string, groups: readonly { readonly id: string; readonly name: string }[]) {
  const terms = [...search.matchAll(/(profile\.name|id) (eq|sw) ("(?:[^"\\]|\\.)*")(?: or |$)/g)].map(
    ([, attribute, comparison, literal]) => ({
      attribute: attribute === "id" ? ("id" as const) : ("name" as const),
      comparison,
      value: JSON.parse(literal as string) as string,
    }),
  );
  return groups.filter((group) =>
    terms.some(({ attribute, comparison, value }) =>
      comparison === "sw" ? group[attribute].startsWith(value) : group[attribute] === value,
    ),
  );
}

function usualOutputs(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  switch (type) {
    case "okta:app/oAuth:OAuth":
      return { id: MOCK.oidcAppId, clientId: MOCK.clientId, clientSecret: MOCK.clientSecret, name: "oidc_client" };
    case "okta:app/saml:Saml":
      return {
        ...(inputs.preconfiguredApp === undefined
          ? { id: MOCK.samlAppId, name: MOCK.samlAppName }
          : { id: MOCK.scimAppId, name: inputs.preconfiguredApp }),
        httpPostBinding: MOCK.ssoUrl,
        entityUrl: MOCK.issuer,
        certificate: MOCK.certificate,
      };
    case "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider": {
      if (inputs.type === "onetimepin") {
        return { id: `${name}-id` };
      }
      const scimConfig = inputs.scimConfig as { enabled: boolean };
      return {
        id: MOCK.identityProviderId,
        scimConfig: scimConfig.enabled
          ? {
              ...scimConfig,
              scimBaseUrl: MOCK.scimBaseUrl,
              // As the real plugin: the leaf is marked, not the whole.
              secret: { [SECRET_SIGNATURE]: SECRET_MARK, value: MOCK.scimSecret },
            }
          : scimConfig,
      };
    }
    default:
      return { id: `${name}-id` };
  }
}

function readable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(readable);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { [SECRET_SIGNATURE]: mark, ...rest } = value as Record<string, unknown>;
  return mark === SECRET_MARK
    ? { secret: readable(rest.value) }
    : Object.fromEntries(Object.entries(rest).map(([key, nested]) => [key, readable(nested)]));
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

function qualifiedType(request: RegisterRequest): string {
  const parentType = request.getParent().split("::")[2];
  return parentType === undefined ? request.getType() : `${parentType.split("$").at(-1)}$${request.getType()}`;
}
