import * as grpc from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { Children, type Ending } from "./children";
import { programDependencies, requiredPlugins } from "./packages";
import { programCommand } from "./run-command";
import { runPlugin } from "./run-plugin";

/** Exit code of a program that has already told the person what to do: the engine must not add to it. */
const ALREADY_EXPLAINED = 32;

/** The language service, and a way to end what it started. */
export interface LanguageHost {
  readonly implementation: grpc.UntypedServiceImplementation;
  /** Ends all programs and plugins that are still running. */
  stop(): void;
}

/**
 * Builds the service that the engine calls to run programs and plugins written for Node.js.
 *
 * Generating code and packing packages are not offered: those calls end as UNIMPLEMENTED.
 *
 * @param engineAddress `host:port` of the engine; the engine may correct it with a handshake.
 * @see https://pulumi-developer-docs.readthedocs.io/latest/docs/_generated/proto/language.html
 */
export function createLanguageHost(engineAddress: string): LanguageHost {
  const children = new Children();
  let engine = engineAddress;
  const implementation = {
    handshake: unary((request: language.LanguageHandshakeRequest) => {
      engine = request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => pluginInfo()),
    getRequiredPackages: unary((request: language.GetRequiredPackagesRequest) => requiredPackages(request)),
    about: unary(() => about()),
    getProgramDependencies: unary((request: language.GetProgramDependenciesRequest) => dependencies(request)),
    runtimeOptionsPrompts: unary(() => new language.RuntimeOptionsResponse()),
    template: unary(() => new language.TemplateResponse()),
    run: unary((request: language.RunRequest) => runProgram(children, request, engine)),
    runPlugin: (call) => void streamed(call, runPlugin(children, call)),
    installDependencies: (call) => void streamed(call, installDependencies(children, call)),
    // The empty answer has the type of the empty question.
    cancel: unary((request) => {
      children.stopAll();
      return request;
    }),
  } satisfies Partial<ILanguageRuntimeServer>;
  return { implementation, stop: () => children.stopAll() };
}

function unary<Req, Res>(answer: (request: Req) => Res | Promise<Res>): grpc.handleUnaryCall<Req, Res> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: grpc.status.UNKNOWN, details: messageOf(error) }),
      );
  };
}

async function streamed<Req, Res>(call: grpc.ServerWritableStream<Req, Res>, work: Promise<void>): Promise<void> {
  try {
    await work;
    call.end();
  } catch (error) {
    call.emit("error", { code: grpc.status.UNKNOWN, details: messageOf(error) });
  }
}

function pluginInfo(): plugin.PluginInfo {
  const info = new plugin.PluginInfo();
  info.setVersion(sdkVersion);
  return info;
}

function requiredPackages(request: language.GetRequiredPackagesRequest): language.GetRequiredPackagesResponse {
  const directory = request.getInfo()?.getProgramDirectory() ?? "";
  const response = new language.GetRequiredPackagesResponse();
  response.setPackagesList(
    requiredPlugins(directory).map((required) => {
      const dependency = new plugin.PackageDependency();
      dependency.setKind("resource");
      dependency.setName(required.name);
      dependency.setVersion(required.version);
      dependency.setServer(required.server);
      return dependency;
    }),
  );
  return response;
}

function about(): language.AboutResponse {
  const response = new language.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  response.getMetadataMap().set("packagemanager", "npm");
  response.getMetadataMap().set("languageHost", "sandbox stand-in");
  return response;
}

function dependencies(request: language.GetProgramDependenciesRequest): language.GetProgramDependenciesResponse {
  const directory = request.getInfo()?.getProgramDirectory() ?? "";
  const response = new language.GetProgramDependenciesResponse();
  response.setDependenciesList(
    programDependencies(directory, request.getTransitivedependencies()).map(({ name, version }) => {
      const dependency = new language.DependencyInfo();
      dependency.setName(name);
      dependency.setVersion(version);
      return dependency;
    }),
  );
  return response;
}

async function runProgram(
  children: Children,
  request: language.RunRequest,
  engine: string,
): Promise<language.RunResponse> {
  const response = new language.RunResponse();
  try {
    if (request.getAttachDebugger()) {
      throw new Error("The stand-in language host cannot attach a debugger. Use the Pulumi CLI's own language host.");
    }
    const command = programCommand(request, engine);
    const ending = await children.run(process.execPath, command.args, {
      env: { ...process.env, ...command.env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    response.setBail("code" in ending && ending.code === ALREADY_EXPLAINED);
    response.setError(programError(ending));
  } catch (error) {
    response.setError(messageOf(error));
  }
  return response;
}

function programError(ending: Ending): string {
  if ("signal" in ending) {
    return `The program was ended by ${ending.signal}.`;
  }
  return ending.code === 0 || ending.code === ALREADY_EXPLAINED
    ? ""
    : `The program ended with exit code ${ending.code}.`;
}

async function installDependencies(
  children: Children,
  call: grpc.ServerWritableStream<language.InstallDependenciesRequest, language.InstallDependenciesResponse>,
): Promise<void> {
  const directory = call.request.getInfo()?.getProgramDirectory() ?? call.request.getDirectory();
  const ending = await children.run(
    "npm",
    ["install", "--no-audit", "--no-fund"],
    { cwd: directory, stdio: ["ignore", "pipe", "pipe"] },
    (child) => {
      call.once("cancelled", () => children.stop(child));
      child.stdout?.on("data", (data: Buffer) => {
        const response = new language.InstallDependenciesResponse();
        response.setStdout(data);
        call.write(response);
      });
      child.stderr?.on("data", (data: Buffer) => {
        const response = new language.InstallDependenciesResponse();
        response.setStderr(data);
        call.write(response);
      });
    },
  );
  if (!("code" in ending) || ending.code !== 0) {
    throw new Error(`${directory}: \`npm install\` failed. Run it there by hand to see why.`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
