import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ProviderDefinition } from "../../provider/rpc/resource";
import { startPlugin } from "../../provider/rpc/server";
import {
  fromStruct,
  isMap,
  isUnknown,
  type PropertyMap,
  Secret,
  toStruct,
  type Value,
} from "../../provider/rpc/values";

const KINDS = new Map(Object.entries(proto.PropertyDiff.Kind).map(([name, kind]) => [kind, name]));

/** A resource as the engine holds it between two runs. */
export interface Held {
  readonly type: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** What the plugin says would happen. */
export interface Planned {
  readonly changes: boolean;
  /** Kind by property path. */
  readonly detailed: Readonly<Record<string, string>>;
  readonly diffs: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** A failed operation on a resource that exists nevertheless. */
export class InitFailed extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly properties: PropertyMap,
  ) {
    super(message);
  }
}

/** Drives a plugin over its real gRPC port in the order of calls that the engine makes. */
export interface PluginDriver {
  /** Warnings that the plugin printed, oldest first. */
  readonly warnings: readonly string[];
  /** Checks and configures. Failures of the check are the rejection's message. */
  configure(config: PropertyMap): Promise<void>;
  /** Answers the checked inputs; failures are the rejection's message, one a line. */
  check(type: string, news: PropertyMap, olds?: PropertyMap): Promise<PropertyMap>;
  /** Checks, then creates. */
  create(type: string, news: PropertyMap): Promise<Held>;
  /** Checks, then asks for the outputs that a preview would show. */
  previewCreate(type: string, news: PropertyMap): Promise<PropertyMap>;
  diff(held: Held, news: PropertyMap, ignoreChanges?: readonly string[]): Promise<Planned>;
  update(held: Held, news: PropertyMap): Promise<Held>;
  previewUpdate(held: Held, news: PropertyMap): Promise<PropertyMap>;
  /** Reads anew; `undefined` when it is gone. */
  refresh(held: Held): Promise<Held | undefined>;
  /** Reads by import id; `undefined` when there is no such thing. */
  import(type: string, id: string): Promise<Held | undefined>;
  delete(held: Held): Promise<void>;
  invoke(token: string, args: PropertyMap): Promise<PropertyMap>;
  close(): void;
}

/** Starts the plugin and an engine's log for it. */
export async function drivePlugin<Client>(definition: ProviderDefinition<Client>): Promise<PluginDriver> {
  const warnings: string[] = [];
  const engine = await startEngineLog(warnings);
  const plugin = await startPlugin(definition, engine.address);
  const client = new ResourceProviderClient(`127.0.0.1:${plugin.port}`, credentials.createInsecure());

  async function check(type: string, news: PropertyMap, olds: PropertyMap = {}): Promise<PropertyMap> {
    const request = new proto.CheckRequest();
    request.setUrn(urn(type));
    request.setNews(toStruct(news));
    request.setOlds(toStruct(olds));
    request.setRandomseed(new Uint8Array([1, 2, 3]));
    return checked(await call<proto.CheckResponse>((done) => client.check(request, done)));
  }

  async function sendCreate(type: string, news: PropertyMap, preview: boolean): Promise<Held> {
    const inputs = await check(type, news);
    const request = new proto.CreateRequest();
    request.setUrn(urn(type));
    request.setProperties(toStruct(inputs));
    request.setPreview(preview);
    const response = await call<proto.CreateResponse>((done) => client.create(request, done));
    return { type, id: response.getId(), inputs, outputs: fromStruct(response.getProperties()) };
  }

  async function sendUpdate(held: Held, news: PropertyMap, preview: boolean): Promise<Held> {
    const inputs = await check(held.type, news, held.inputs);
    const request = new proto.UpdateRequest();
    request.setUrn(urn(held.type));
    request.setId(held.id);
    request.setOlds(toStruct(held.outputs));
    request.setOldInputs(toStruct(held.inputs));
    request.setNews(toStruct(inputs));
    request.setPreview(preview);
    const response = await call<proto.UpdateResponse>((done) => client.update(request, done));
    return { ...held, inputs, outputs: fromStruct(response.getProperties()) };
  }

  async function sendRead(type: string, id: string, inputs: PropertyMap, outputs: PropertyMap) {
    const request = new proto.ReadRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setInputs(toStruct(inputs));
    request.setProperties(toStruct(outputs));
    const response = await call<proto.ReadResponse>((done) => client.read(request, done));
    if (response.getId() === "") return undefined;
    const read = { inputs: fromStruct(response.getInputs()), outputs: fromStruct(response.getProperties()) };
    return { type, id: response.getId(), ...read };
  }

  return {
    warnings,
    check,
    create: (type, news) => sendCreate(type, news, false),
    previewCreate: async (type, news) => (await sendCreate(type, news, true)).outputs,
    update: (held, news) => sendUpdate(held, news, false),
    previewUpdate: async (held, news) => (await sendUpdate(held, news, true)).outputs,
    refresh: (held) => sendRead(held.type, held.id, held.inputs, held.outputs),
    import: (type, id) => sendRead(type, id, {}, {}),
    async configure(config) {
      const request = new proto.CheckRequest();
      request.setUrn(urn(`pulumi:providers:${definition.name}`));
      request.setNews(toStruct(config));
      const inputs = checked(await call<proto.CheckResponse>((done) => client.checkConfig(request, done)));
      const configure = new proto.ConfigureRequest();
      configure.setArgs(toStruct(inputs));
      configure.setAcceptsecrets(true);
      await call<proto.ConfigureResponse>((done) => client.configure(configure, done));
    },
    async diff(held, news, ignoreChanges = []) {
      const request = new proto.DiffRequest();
      request.setUrn(urn(held.type));
      request.setId(held.id);
      request.setOlds(toStruct(held.outputs));
      request.setOldInputs(toStruct(held.inputs));
      request.setNews(toStruct(await check(held.type, news, held.inputs)));
      request.setIgnorechangesList([...ignoreChanges]);
      return planned(await call<proto.DiffResponse>((done) => client.diff(request, done)));
    },
    async delete(held) {
      const request = new proto.DeleteRequest();
      request.setUrn(urn(held.type));
      request.setId(held.id);
      request.setProperties(toStruct(held.outputs));
      request.setOldInputs(toStruct(held.inputs));
      await call((done) => client.delete(request, done));
    },
    async invoke(token, args) {
      const request = new proto.InvokeRequest();
      request.setTok(token);
      request.setArgs(toStruct(args));
      const response = await call<proto.InvokeResponse>((done) => client.invoke(request, done));
      rejectFailures(response.getFailuresList());
      return fromStruct(response.getReturn());
    },
    close() {
      client.close();
      plugin.close();
      engine.close();
    },
  };
}

/** Values as JSON that reads well in a comparison: `{"secret": …}` and `"<unknown>"`. */
export function shown(value: Value | undefined): unknown {
  if (value instanceof Secret) return { secret: shown(value.value) };
  if (isUnknown(value)) return "<unknown>";
  if (Array.isArray(value)) return value.map(shown);
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shown(item)])) : value;
}

/** The inverse of {@link shown} for secrets. */
export function unshown(value: unknown): Value {
  if (Array.isArray(value)) return value.map(unshown);
  if (typeof value !== "object" || value === null) return value as Value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === "secret") return new Secret(unshown(only[1]));
  return Object.fromEntries(entries.map(([name, item]) => [name, unshown(item)]));
}

function urn(type: string): string {
  return `urn:pulumi:test::test::${type}::it`;
}

function checked(response: proto.CheckResponse): PropertyMap {
  rejectFailures(response.getFailuresList());
  return fromStruct(response.getInputs());
}

function rejectFailures(failures: readonly proto.CheckFailure[]): void {
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.getReason()).join("\n"));
}

function planned(response: proto.DiffResponse): Planned {
  const kinds = [...response.getDetaileddiffMap().entries()] as unknown as [string, proto.PropertyDiff][];
  const detailed = kinds.map(([path, diff]) => [path, KINDS.get(diff.getKind()) ?? "?"]);
  return {
    changes: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
    detailed: Object.fromEntries(detailed.sort()),
    diffs: response.getDiffsList(),
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
  };
}

function call<Response>(send: (done: (error: ServiceError | null, response: Response) => void) => unknown) {
  return new Promise<Response>((resolve, reject) => {
    send((error, response) => (error === null ? resolve(response) : reject(errorOf(error))));
  });
}

function errorOf(error: ServiceError): Error {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return new Error(error.details, { cause: error });
  const [packed] = Status.deserializeBinary(details).getDetailsList();
  const failed = proto.ErrorResourceInitFailed.deserializeBinary(packed?.getValue_asU8() ?? new Uint8Array());
  return new InitFailed(error.details, failed.getId(), fromStruct(failed.getProperties()));
}

async function startEngineLog(warnings: string[]): Promise<{ readonly address: string; close(): void }> {
  const server = new Server();
  server.addService(EngineService, {
    log(call: { readonly request: LogRequest }, callback: (error: null, value: Empty) => void) {
      warnings.push(call.request.getMessage());
      callback(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
