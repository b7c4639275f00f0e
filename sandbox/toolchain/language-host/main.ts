import { parseArgs } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { version } from "@pulumi/pulumi/version";
import { createLanguageHost } from "./service";

/** How often the host looks whether the engine that started it is still there, in milliseconds. */
const PARENT_CHECK_MS = 1_000;

/** Starts the language host, and prints its port as the first line: that is how the engine finds it. */
function main(): void {
  const { positionals, values } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { version: { type: "boolean" }, tracing: { type: "string" }, runtime: { type: "string" } },
  });
  if (values.version === true) {
    process.stdout.write(`${version} (sandbox stand-in)\n`);
    return;
  }
  const host = createLanguageHost(positionals[0] ?? "");
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(LanguageRuntimeService, host.implementation);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      process.stderr.write(`pulumi-language-nodejs: could not listen on 127.0.0.1. ${error.message}\n`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
  });
  endWithEngine(() => {
    host.stop();
    process.exit(0);
  });
}

function endWithEngine(end: () => void): void {
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  const engine = process.ppid;
  // An engine that was killed cannot say so; its child is then handed to another parent.
  setInterval(() => {
    if (process.ppid !== engine) {
      end();
    }
  }, PARENT_CHECK_MS).unref();
}

main();
