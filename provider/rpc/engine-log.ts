/** Lines that a plugin prints in the output of `pulumi`, beside the resource they belong to. */
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The engine's log. Without an address, warnings go to standard error: the plugin was started by hand. */
export class EngineLog {
  private client: EngineClient | undefined;

  constructor(address: string | undefined) {
    this.connect(address);
  }

  /** Uses another address from now on; `undefined` and "" change nothing. */
  connect(address: string | undefined): void {
    if (address === undefined || address === "") return;
    this.client?.close();
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /** Prints a warning and waits until the engine has it, so that it cannot be lost behind the answer. */
  async warn(urn: string, message: string): Promise<void> {
    const { client } = this;
    if (client === undefined) {
      process.stderr.write(`warning: ${message}\n`);
      return;
    }
    const request = new LogRequest();
    request.setSeverity(LogSeverity.WARNING);
    request.setUrn(urn);
    request.setMessage(message);
    await new Promise<void>((resolve, reject) => {
      client.log(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** Ends the connection. */
  close(): void {
    this.client?.close();
  }
}
