import type { ChildProcess } from "node:child_process";
import type * as grpc from "@grpc/grpc-js";
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Children, Ending } from "./children";
import { PolicyProxy, policyEnvironment } from "./policy-proxy";
import { type NodeCommand, pluginCommand } from "./run-command";

type Call = grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/** Runs a plugin written for Node.js and streams what it writes; its exit code is the last message. */
export async function runPlugin(children: Children, call: Call): Promise<void> {
  const command = pluginCommand(call.request);
  const ending =
    call.request.getKind() === "analyzer"
      ? await runPolicyPack(children, call, command)
      : await start(children, call, command, (data) => writeStdout(call, data));
  const last = new RunPluginResponse();
  last.setExitcode("code" in ending ? ending.code : 1);
  call.write(last);
}

async function runPolicyPack(children: Children, call: Call, command: NodeCommand): Promise<Ending> {
  const proxy = new PolicyProxy();
  call.once("cancelled", () => proxy.close("the engine has ended the policy pack"));
  // The engine reads the port from the first line, as it would from the pack itself.
  writeStdout(call, Buffer.from(`${await proxy.listen()}\n`));
  const configuration = await proxy.configuration;
  const env = { ...command.env, ...policyEnvironment(configuration) };
  const onPort = (port: number): void => {
    proxy.attach(port).catch((error: unknown) => proxy.close(`the policy pack could not be reached: ${String(error)}`));
  };
  const ending = await start(
    children,
    call,
    { ...command, env },
    afterPort(onPort, (data) => writeStdout(call, data)),
  );
  proxy.close("the policy pack has ended; what it wrote says why");
  return ending;
}

function start(
  children: Children,
  call: Call,
  command: NodeCommand,
  onStdout: (data: Buffer) => void,
): Promise<Ending> {
  return children.run(
    process.execPath,
    command.args,
    { cwd: command.cwd, env: { ...process.env, ...command.env }, stdio: ["ignore", "pipe", "pipe"] },
    (child: ChildProcess) => {
      if (call.cancelled) {
        children.stop(child);
      }
      call.once("cancelled", () => children.stop(child));
      child.stdout?.on("data", onStdout);
      child.stderr?.on("data", (data: Buffer) => writeStderr(call, data));
    },
  );
}

/** Takes the first line, the port, out of a stream, and hands on what follows. */
function afterPort(onPort: (port: number) => void, onRest: (data: Buffer) => void): (data: Buffer) => void {
  let line: string | undefined = "";
  return (data) => {
    if (line === undefined) {
      onRest(data);
      return;
    }
    line += data.toString();
    const end = line.indexOf("\n");
    if (end !== -1) {
      const rest = line.slice(end + 1);
      onPort(Number.parseInt(line, 10));
      line = undefined;
      if (rest !== "") {
        onRest(Buffer.from(rest));
      }
    }
  };
}

function writeStdout(call: Call, data: Uint8Array): void {
  const response = new RunPluginResponse();
  response.setStdout(data);
  call.write(response);
}

function writeStderr(call: Call, data: Uint8Array): void {
  const response = new RunPluginResponse();
  response.setStderr(data);
  call.write(response);
}
