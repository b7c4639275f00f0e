import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { AnalyzerHandshakeResponse, AnalyzerStackConfigureResponse } from "@pulumi/pulumi/proto/analyzer_pb";

/**
 * Stands between the engine and a policy pack. The engine tells stack and config to a pack that already runs, but packs
 * written for Node.js read them from their environment when they start: so the proxy takes the first calls itself, and
 * hands on all others once the pack has been started with what they said.
 */
export class PolicyProxy {
  /** The stack and its config, or undefined when the engine asks for something else first, as `policy publish` does. */
  public readonly configuration: Promise<AnalyzerStackConfigureRequest | undefined>;
  private readonly configured: (request: AnalyzerStackConfigureRequest | undefined) => void;
  private readonly pack: Promise<grpc.Client>;
  private readonly started: (client: grpc.Client) => void;
  private readonly failed: (error: Error) => void;
  private readonly server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });

  public constructor() {
    const configuration = deferred<AnalyzerStackConfigureRequest | undefined>();
    this.configuration = configuration.promise;
    this.configured = configuration.resolve;
    const pack = deferred<grpc.Client>();
    this.pack = pack.promise;
    this.started = pack.resolve;
    this.failed = pack.reject;
    // A pack that fails before anybody has called it is reported by its process, not by this promise.
    this.pack.catch(() => undefined);
    this.server.addService(AnalyzerService, {
      ...this.forwarders(),
      handshake: (_call: unknown, answer: grpc.sendUnaryData<AnalyzerHandshakeResponse>) =>
        answer(null, new AnalyzerHandshakeResponse()),
      configureStack: (
        call: grpc.ServerUnaryCall<AnalyzerStackConfigureRequest, AnalyzerStackConfigureResponse>,
        answer: grpc.sendUnaryData<AnalyzerStackConfigureResponse>,
      ) => {
        this.configured(call.request);
        answer(null, new AnalyzerStackConfigureResponse());
      },
    });
  }

  /** Starts listening on loopback, and returns the port. */
  public listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
  }

  /** Hands all calls on to the pack, which listens on this port, first of them the configuration that was kept back. */
  public async attach(port: number): Promise<void> {
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
    const configuration = await this.configuration;
    if (configuration !== undefined) {
      await configurePack(client, configuration);
    }
    this.started(client);
  }

  /** Ends the service; calls that wait for the pack fail with the reason. */
  public close(reason: string): void {
    this.configured(undefined);
    this.failed(new Error(reason));
    this.pack.then(
      (client) => client.close(),
      () => undefined,
    );
    // Calls that wait get their answer first. What is still open then, the engine closes by ending this host.
    this.server.tryShutdown(() => undefined);
  }

  private forwarders(): grpc.UntypedServiceImplementation {
    const entries = Object.entries(AnalyzerService as grpc.ServiceDefinition).map(([name, method]) => {
      const forward = (call: grpc.ServerUnaryCall<unknown, unknown>, answer: grpc.sendUnaryData<unknown>): void => {
        this.configured(undefined);
        this.pack.then(
          (client) =>
            void client.makeUnaryRequest(
              method.path,
              method.requestSerialize,
              method.responseDeserialize,
              call.request,
              (error, response) => answer(error, response),
            ),
          (error: Error) => answer({ code: grpc.status.UNAVAILABLE, details: error.message }),
        );
      };
      return [name, forward] as const;
    });
    return Object.fromEntries(entries);
  }
}

/** The environment by which a policy pack learns stack and config. */
export function policyEnvironment(configuration: AnalyzerStackConfigureRequest | undefined): Record<string, string> {
  if (configuration === undefined) {
    return {};
  }
  const entries = [
    ["PULUMI_NODEJS_ORGANIZATION", configuration.getOrganization()],
    ["PULUMI_NODEJS_PROJECT", configuration.getProject()],
    ["PULUMI_NODEJS_STACK", configuration.getStack()],
    ["PULUMI_NODEJS_DRY_RUN", String(configuration.getDryRun())],
    ["PULUMI_CONFIG", JSON.stringify(Object.fromEntries(configuration.getConfigMap().entries()))],
  ];
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

function configurePack(client: grpc.Client, configuration: AnalyzerStackConfigureRequest): Promise<void> {
  const { path, requestSerialize, responseDeserialize } = AnalyzerService.configureStack;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, configuration, (error) => {
      // Packs older than this call have all they need in their environment.
      if (error === null || error.code === grpc.status.UNIMPLEMENTED) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
