import { createRequire } from "node:module";
import { resolve } from "node:path";
import { ProgramInfo, RunPluginRequest, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { describe, expect, it } from "vitest";
import { pluginCommand, programCommand } from "../../../../../sandbox/toolchain/language-host/run-command";

const root = resolve(__dirname, "../../../../..");
const sdk = createRequire(resolve(root, "package.json"));

function programInfo(options: Record<string, unknown>, directory = root): ProgramInfo {
  const info = new ProgramInfo();
  info.setRootDirectory(directory);
  info.setProgramDirectory(directory);
  info.setEntryPoint(".");
  const struct = sdk("google-protobuf/google/protobuf/struct_pb").Struct.fromJavaScript(options);
  info.setOptions(struct);
  return info;
}

function runRequest(): RunRequest {
  const request = new RunRequest();
  request.setInfo(programInfo({ typescript: false, nodeargs: "--import=tsx" }));
  request.setMonitorAddress("127.0.0.1:1");
  request.setProject("p");
  request.setStack("s");
  request.setParallel(16);
  request.getConfigMap().set("okta:orgName", "dev");
  request.getConfigMap().set("p:config:nested", "old form");
  request.getConfigMap().set("p:a:b", "colon in the name");
  request.setConfigsecretkeysList(["okta:apiToken"]);
  return request;
}

describe("the command that runs a program", () => {
  it("has node's arguments, the runner, its flags and the entry point, in this order", () => {
    expect(programCommand(runRequest(), "127.0.0.1:2").args).toEqual([
      "--import=tsx",
      sdk.resolve("@pulumi/pulumi/cmd/run"),
      ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--project", "p", "--root-directory", root],
      ...["--stack", "s", "--pwd", root, "--parallel", "16", "."],
    ]);
  });

  it("says when it is only a preview, and passes the program's own arguments", () => {
    const request = runRequest();
    request.setDryrun(true);
    request.setArgsList(["--mine"]);
    expect(programCommand(request, "e").args.slice(-3)).toEqual(["--dry-run", ".", "--mine"]);
  });

  it("carries the config in the form that the runtime reads, and the names of its secrets", () => {
    const { env } = programCommand(runRequest(), "e");
    expect(JSON.parse(env.PULUMI_CONFIG ?? "")).toEqual({
      "okta:config:orgName": "dev",
      "p:config:nested": "old form",
      "p:config:a:b": "colon in the name",
    });
    expect(JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS ?? "")).toEqual(["okta:apiToken"]);
    expect(env.PULUMI_NODEJS_TYPESCRIPT).toBeUndefined();
  });

  it("cannot be made where the SDK is not installed, and says so", () => {
    const request = runRequest();
    request.setInfo(programInfo({}, "/nowhere"));
    expect(() => programCommand(request, "e")).toThrow("/nowhere: has no @pulumi/pulumi installed. Run `npm install`");
  });
});

describe("the command that runs a plugin", () => {
  function pluginRequest(kind: string): RunPluginRequest {
    const request = new RunPluginRequest();
    request.setKind(kind);
    request.setPwd("/elsewhere");
    request.setArgsList(["127.0.0.1:3"]);
    request.setEnvList(["A=1=2"]);
    request.setInfo(programInfo({ nodeargs: "--import=tsx" }));
    return request;
  }

  it("runs a policy pack in its own folder, named last, and keeps node's arguments away from node", () => {
    const command = pluginCommand(pluginRequest("analyzer"));
    const runner = sdk.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    expect(command.args).toEqual([runner, "--import=tsx", "127.0.0.1:3", root]);
    expect(command.cwd).toBe(root);
    expect(command.env).toEqual({ A: "1=2", PULUMI_NODEJS_TYPESCRIPT: "true" });
  });

  it("runs a provider where the engine says, its folder named first", () => {
    const command = pluginCommand(pluginRequest("resource"));
    const runner = sdk.resolve("@pulumi/pulumi/cmd/run-plugin");
    expect(command.args).toEqual([runner, "--import=tsx", root, "127.0.0.1:3"]);
    expect(command.cwd).toBe("/elsewhere");
  });
});
