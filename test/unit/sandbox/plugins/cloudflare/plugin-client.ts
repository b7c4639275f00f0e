import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type CloudflareProviderOptions, cloudflareProvider } from "../../../../../sandbox/plugins/cloudflare/provider";
import { startPlugin } from "../../../../../sandbox/plugins/shared/server";
import {
  fromStruct,
  isMap,
  isUnknown,
  type PropertyMap,
  Secret,
  toStruct,
  type Value,
} from "../../../../../sandbox/plugins/shared/values";

/** A token of the right form that opens nothing. */
export const TOKEN = "0123456789012345678901234567890123456789";
/** The account of the recordings. */
export const ACCOUNT = "0".repeat(32);

/** What a diff says. */
export interface PluginDiff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  /** Paths that change, sorted. */
  readonly paths: readonly string[];
}

/** A resource as the engine would hold it. */
export interface HeldResource {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** Talks to a stand-in over its real gRPC port, the way the engine does. Inputs and outputs keep secrets and unknowns. */
export class PluginClient {
  private constructor(
    private readonly client: ResourceProviderClient,
    private readonly stop: () => void,
  ) {}

  /** Starts the plugin, without waits between attempts unless the options say so. */
  static async start(options: CloudflareProviderOptions = {}): Promise<PluginClient> {
    const { port, close } = await startPlugin(cloudflareProvider({ environment: {}, pace: () => 0, ...options }));
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    return new PluginClient(client, close);
  }

  close(): void {
    this.client.close();
    this.stop();
  }

  /** Checks and applies provider configuration. Rejects with the failures, as the engine would print them. */
  async configure(config: PropertyMap): Promise<void> {
    const check = new proto.CheckRequest();
    check.setUrn("urn:pulumi:test::test::pulumi:providers:cloudflare::cf");
    check.setNews(toStruct(config));
    const checked = await call<proto.CheckResponse>((done) => this.client.checkConfig(check, done));
    rejectFailures(checked);
    await this.configureUnchecked(fromStruct(checked.getInputs()));
  }

  async configureUnchecked(config: PropertyMap): Promise<void> {
    const request = new proto.ConfigureRequest();
    request.setArgs(toStruct(config));
    request.setAcceptsecrets(true);
    await call<proto.ConfigureResponse>((done) => this.client.configure(request, done));
  }

  async check(token: string, news: PropertyMap, olds: PropertyMap = {}): Promise<PropertyMap> {
    const request = new proto.CheckRequest();
    request.setUrn(urnOf(token));
    request.setNews(toStruct(news));
    request.setOlds(toStruct(olds));
    const checked = await call<proto.CheckResponse>((done) => this.client.check(request, done));
    rejectFailures(checked);
    return fromStruct(checked.getInputs());
  }

  /** Checks and creates. */
  async create(token: string, news: PropertyMap): Promise<HeldResource> {
    const inputs = await this.check(token, news);
    const response = await this.sendCreate(token, inputs, false);
    return { id: response.getId(), inputs, outputs: fromStruct(response.getProperties()) };
  }

  async previewCreate(token: string, news: PropertyMap): Promise<PropertyMap> {
    const inputs = await this.check(token, news);
    return fromStruct((await this.sendCreate(token, inputs, true)).getProperties());
  }

  async diff(token: string, held: HeldResource, news: PropertyMap): Promise<PluginDiff> {
    const request = new proto.DiffRequest();
    request.setUrn(urnOf(token));
    request.setId(held.id);
    request.setOlds(toStruct(held.outputs));
    request.setOldInputs(toStruct(held.inputs));
    request.setNews(toStruct(await this.check(token, news, held.inputs)));
    const response = await call<proto.DiffResponse>((done) => this.client.diff(request, done));
    const { DIFF_SOME } = proto.DiffResponse.DiffChanges;
    return {
      changes: response.getChanges() === DIFF_SOME,
      replaces: response.getReplacesList(),
      paths: [...response.getDetaileddiffMap().keys()].sort(),
    };
  }

  async update(token: string, held: HeldResource, news: PropertyMap): Promise<HeldResource> {
    const inputs = await this.check(token, news, held.inputs);
    return { id: held.id, inputs, outputs: await this.sendUpdate(token, held, inputs, false) };
  }

  async previewUpdate(token: string, held: HeldResource, news: PropertyMap): Promise<PropertyMap> {
    return this.sendUpdate(token, held, await this.check(token, news, held.inputs), true);
  }

  /** Refreshes; `undefined` when the resource is gone. */
  async refresh(token: string, held: HeldResource): Promise<HeldResource | undefined> {
    return this.sendRead(token, held.id, held);
  }

  async import(token: string, id: string): Promise<HeldResource | undefined> {
    return this.sendRead(token, id, { inputs: {}, outputs: {} });
  }

  async delete(token: string, held: HeldResource): Promise<void> {
    const request = new proto.DeleteRequest();
    request.setUrn(urnOf(token));
    request.setId(held.id);
    request.setProperties(toStruct(held.outputs));
    await call((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    const request = new proto.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(args));
    const response = await call<proto.InvokeResponse>((done) => this.client.invoke(request, done));
    rejectFailures(response);
    return fromStruct(response.getReturn());
  }

  private sendCreate(token: string, inputs: PropertyMap, preview: boolean): Promise<proto.CreateResponse> {
    const request = new proto.CreateRequest();
    request.setUrn(urnOf(token));
    request.setProperties(toStruct(inputs));
    request.setPreview(preview);
    return call((done) => this.client.create(request, done));
  }

  private async sendUpdate(token: string, held: HeldResource, inputs: PropertyMap, preview: boolean) {
    const request = new proto.UpdateRequest();
    request.setUrn(urnOf(token));
    request.setId(held.id);
    request.setOlds(toStruct(held.outputs));
    request.setOldInputs(toStruct(held.inputs));
    request.setNews(toStruct(inputs));
    request.setPreview(preview);
    const response = await call<proto.UpdateResponse>((done) => this.client.update(request, done));
    return fromStruct(response.getProperties());
  }

  private async sendRead(token: string, id: string, held: Pick<HeldResource, "inputs" | "outputs">) {
    const request = new proto.ReadRequest();
    request.setUrn(urnOf(token));
    request.setId(id);
    request.setProperties(toStruct(held.outputs));
    request.setInputs(toStruct(held.inputs));
    const response = await call<proto.ReadResponse>((done) => this.client.read(request, done));
    if (response.getId() === "") {
      return undefined;
    }
    return {
      id: response.getId(),
      inputs: fromStruct(response.getInputs()),
      outputs: fromStruct(response.getProperties()),
    };
  }
}

/** Turns secrets and unknowns into plain objects that read well in a failed comparison. */
export function readable(value: Value | undefined): unknown {
  if (value instanceof Secret) {
    return { secret: readable(value.value) };
  }
  if (isUnknown(value)) {
    return { unknown: true };
  }
  if (Array.isArray(value)) {
    return value.map(readable);
  }
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, readable(item)])) : value;
}

function urnOf(token: string): string {
  return `urn:pulumi:test::test::${token}::it`;
}

function rejectFailures(response: { getFailuresList(): readonly proto.CheckFailure[] }): void {
  const failures = response.getFailuresList().map((failure) => failure.getReason());
  if (failures.length > 0) {
    throw new Error(failures.join("\n"));
  }
}

function call<Response>(send: (done: (error: ServiceError | null, response: Response) => void) => unknown) {
  return new Promise<Response>((resolve, reject) => {
    send((error, response) =>
      error === null ? resolve(response) : reject(new Error(error.details, { cause: error })),
    );
  });
}
