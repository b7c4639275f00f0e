/** Runs a plugin as the engine expects a plugin to run: a gRPC server on loopback whose port is the first output. */
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "./engine-log";
import { toServiceError } from "./errors";
import { ProviderService } from "./provider-service";
import type { ProviderDefinition } from "./resource";

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** A running plugin. */
export interface RunningPlugin {
  /** The loopback port it listens on. */
  readonly port: number;
  /** Ends it at once. */
  close(): void;
}

/** Starts the service on a free loopback port. `engineAddress` is where warnings are printed. */
export async function startPlugin<Client>(
  definition: ProviderDefinition<Client>,
  engineAddress?: string,
): Promise<RunningPlugin> {
  const log = new EngineLog(engineAddress);
  const service = new ProviderService(definition, log);
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(ResourceProviderService, {
    handshake: unary((request) => service.handshake(request)),
    getPluginInfo: unary(() => service.getPluginInfo()),
    getSchema: unary(() => service.getSchema()),
    checkConfig: unary((request) => service.checkConfig(request)),
    diffConfig: unary((request) => service.diffConfig(request)),
    configure: unary((request) => service.configure(request)),
    check: unary((request) => service.check(request)),
    diff: unary((request) => service.diff(request)),
    create: unary((request) => service.create(request)),
    read: unary((request) => service.read(request)),
    update: unary((request) => service.update(request)),
    delete: unary((request) => service.delete(request)),
    invoke: unary((request) => service.invoke(request)),
    cancel: unary(() => service.cancel()),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    close() {
      server.forceShutdown();
      log.close();
    },
  };
}

/** What a plugin executable does: the engine gives its own address as the argument and reads the port. */
export async function runPlugin<Client>(definition: ProviderDefinition<Client>): Promise<void> {
  const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
  const { port } = await startPlugin(definition, engineAddress);
  process.stdout.write(`${port}\n`);
}

function unary<Request, Response>(handle: (request: Request) => Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    handle(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
  };
}
