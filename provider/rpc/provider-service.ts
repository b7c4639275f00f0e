/**
 * The engine's ResourceProvider service over a {@link ProviderDefinition}.
 *
 * Written on gRPC directly: `@pulumi/pulumi/provider` hands a provider neither its configuration nor the preview flag
 * and drops detailed diffs, so nothing built on it could behave like the plugins that people know.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { logicalName } from "../../lib/names";
import { type Autonaming, checkArguments, checkConfig, checkResource } from "./check";
import { decodeConfig, encodeConfig } from "./config-encoding";
import { type ChangeKind, type Difference, diffResource } from "./diff";
import type { EngineLog } from "./engine-log";
import { HalfDoneError, messageOf } from "./errors";
import { importedInputs, refreshedInputs } from "./inputs";
import { packageSchema } from "./package-schema";
import { planFor, planForCalls } from "./planning";
import type {
  FunctionDefinition,
  OperationContext,
  ProviderDefinition,
  ResourceDefinition,
  ResourceState,
} from "./resource";
import {
  markSecrets,
  resolved,
  stateAfterApply,
  stateAfterRead,
  stateForPreview,
  withoutDefaultsKeys,
  withoutNulls,
} from "./schema";
import {
  carryMapSecrets,
  containsUnknown,
  fromStruct,
  mapWithoutSecrets,
  type PropertyMap,
  sameValue,
  toStruct,
  UNKNOWN,
} from "./values";

const KINDS: Readonly<Record<ChangeKind, proto.PropertyDiff.Kind>> = {
  ADD: proto.PropertyDiff.Kind.ADD,
  ADD_REPLACE: proto.PropertyDiff.Kind.ADD_REPLACE,
  DELETE: proto.PropertyDiff.Kind.DELETE,
  DELETE_REPLACE: proto.PropertyDiff.Kind.DELETE_REPLACE,
  UPDATE: proto.PropertyDiff.Kind.UPDATE,
  UPDATE_REPLACE: proto.PropertyDiff.Kind.UPDATE_REPLACE,
};

interface Context<Client> extends OperationContext<Client> {
  /** Waits until all warnings are printed. */
  flush(): Promise<void>;
  /** The id recorded with `created`, if any. */
  readonly id: string | undefined;
  /** What was recorded with `soFar` last, if anything. */
  readonly reached: PropertyMap | undefined;
}

/** One method per call of the service; the server turns rejections into gRPC errors. */
export class ProviderService<Client> {
  private readonly resources: ReadonlyMap<string, ResourceDefinition<Client>>;
  private readonly functions: ReadonlyMap<string, FunctionDefinition<Client>>;
  private client: Client | undefined;

  constructor(
    private readonly definition: ProviderDefinition<Client>,
    private readonly log: EngineLog,
  ) {
    this.resources = new Map(definition.resources.map((resource) => [resource.token, resource]));
    this.functions = new Map(definition.functions.map((entry) => [entry.token, entry]));
  }

  async handshake(request: proto.ProviderHandshakeRequest): Promise<proto.ProviderHandshakeResponse> {
    this.log.connect(request.getEngineAddress());
    const response = new proto.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  async getPluginInfo(): Promise<PluginInfo> {
    const info = new PluginInfo();
    info.setVersion(this.definition.version);
    return info;
  }

  async getSchema(): Promise<proto.GetSchemaResponse> {
    const response = new proto.GetSchemaResponse();
    response.setSchema(JSON.stringify(packageSchema(this.definition)));
    return response;
  }

  async checkConfig(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    const { config, name, validateConfig } = this.definition;
    const news = decodeConfig(config, fromStruct(request.getNews()));
    const failures = [...checkConfig(logicalName(request.getUrn()), config, news)];
    const plain = mapWithoutSecrets(news);
    if (failures.length === 0 && !Object.values(plain).some(containsUnknown)) {
      failures.push(...(validateConfig?.(plain) ?? []).map((reason) => `${name} provider: ${reason}`));
    }
    const inputs = encodeConfig(config, markSecrets(config, news));
    return checkResponse(inputs, failures);
  }

  async diffConfig(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
    const news = fromStruct(request.getNews());
    const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
    const response = new proto.DiffResponse();
    for (const name of names) {
      if (sameValue(olds[name] ?? null, news[name] ?? null)) continue;
      const kind = olds[name] === undefined ? "ADD" : news[name] === undefined ? "DELETE" : "UPDATE";
      response.getDetaileddiffMap().set(name, propertyDiff(kind, true));
      response.addDiffs(name);
    }
    response.setHasdetaileddiff(true);
    response.setChanges(changesOf(response.getDiffsList().length > 0));
    return response;
  }

  async configure(request: proto.ConfigureRequest): Promise<proto.ConfigureResponse> {
    const { config } = this.definition;
    const args = mapWithoutSecrets(decodeConfig(config, fromStruct(request.getArgs())));
    this.client = await this.definition.configure(args);
    const response = new proto.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  async check(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    const urn = request.getUrn();
    const checked = checkResource(this.resource(urn), {
      name: logicalName(urn),
      news: fromStruct(request.getNews()),
      olds: mapWithoutSecrets(fromStruct(request.getOlds())),
      randomSeed: request.getRandomseed_asU8(),
      autonaming: autonamingOf(request),
    });
    for (const warning of checked.warnings) await this.log.warn(urn, `${urn} verification warning: ${warning}`);
    return checkResponse(checked.inputs, checked.failures);
  }

  async diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const definition = this.resource(request.getUrn());
    const difference = diffOf(definition, request);
    if (difference.changes.size > 0) await this.review(definition, request);
    const stale = difference.changes.size > 0 ? [] : await this.stale(definition, request);
    return diffResponse(definition, withStale(difference, stale));
  }

  async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    const definition = this.resource(request.getUrn());
    const { kind, properties } = definition;
    const inputs = fromStruct(request.getProperties());
    const planned = planFor(definition, plainInputs(inputs), undefined);
    const response = new proto.CreateResponse();
    if (request.getPreview()) {
      const shown = stateForPreview(kind, properties, planned);
      response.setProperties(toStruct(outputs(definition, undefined, shown, inputs)));
      return response;
    }
    const context = this.context(request.getUrn(), resolved(plainInputs(inputs)));
    const creating = named(definition, "create", definition.create(context, planForCalls(definition, planned)));
    const created = await creating.catch((cause: unknown) => {
      if (context.id === undefined) throw cause;
      const state = stateAfterApply(kind, properties, planned, context.reached ?? {});
      throw new HalfDoneError(context.id, outputs(definition, context.id, state, inputs), cause);
    });
    await context.flush();
    const state = stateAfterApply(kind, properties, planned, created.properties);
    response.setId(created.id);
    response.setProperties(toStruct(outputs(definition, created.id, state, inputs)));
    return response;
  }

  async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const definition = this.resource(request.getUrn());
    const { kind, properties } = definition;
    const recorded = fromStruct(request.getProperties());
    const oldInputs = fromStruct(request.getInputs());
    const isRefresh = Object.keys(recorded).length > 0;
    const context = this.context(request.getUrn());
    const id = request.getId();
    const state = isRefresh
      ? { id, properties: withoutId(definition, mapWithoutSecrets(recorded)) }
      : definition.importState === undefined
        ? { id, properties: {} }
        : await definition.importState(id, context);
    const answered = state && (await named(definition, "get", definition.read(context, state)));
    await context.flush();
    const response = new proto.ReadResponse();
    if (state === undefined || answered === undefined) return response;
    const now = stateAfterRead(kind, properties, state.properties, answered);
    const full = outputs(definition, state.id, now, oldInputs, recorded);
    const inputs = isRefresh
      ? refreshedInputs(properties, oldInputs, full)
      : importedInputs(kind, properties, withoutId(definition, full));
    response.setId(state.id);
    response.setProperties(toStruct(full));
    response.setInputs(toStruct(markSecrets(properties, inputs)));
    return response;
  }

  async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const definition = this.resource(request.getUrn());
    const { kind, properties } = definition;
    const inputs = fromStruct(request.getNews());
    const prior = withoutId(definition, mapWithoutSecrets(fromStruct(request.getOlds())));
    const planned = planFor(definition, plainInputs(inputs), prior);
    const response = new proto.UpdateResponse();
    const id = request.getId();
    if (request.getPreview()) {
      const shown = stateForPreview(kind, properties, planned);
      const isForgotten = definition.forgetsId === true && diffOf(definition, request).changes.size > 0;
      response.setProperties(toStruct(outputs(definition, isForgotten ? undefined : id, shown, inputs)));
      return response;
    }
    const context = this.context(request.getUrn(), resolved(plainInputs(inputs)));
    const answered = await applyUpdate(definition, context, { id, properties: prior }, planned).catch(
      (cause: unknown) => {
        // Terraform SDK v2 records the plan of a failed update, the framework keeps the old state.
        if (kind === "framework" && context.reached === undefined) throw cause;
        throw new HalfDoneError(
          id,
          outputs(definition, id, stateAfterApply(kind, properties, planned, context.reached ?? {}, prior), inputs),
          cause,
        );
      },
    );
    const state = stateAfterApply(kind, properties, planned, answered, prior);
    response.setProperties(toStruct(outputs(definition, id, state, inputs)));
    return response;
  }

  async delete(request: proto.DeleteRequest): Promise<Empty> {
    const definition = this.resource(request.getUrn());
    const recorded = mapWithoutSecrets(fromStruct(request.getProperties()));
    const context = this.context(request.getUrn());
    const state = { id: request.getId(), properties: withoutId(definition, recorded) };
    await named(definition, "delete", definition.delete(context, state));
    await context.flush();
    return new Empty();
  }

  async invoke(request: proto.InvokeRequest): Promise<proto.InvokeResponse> {
    const token = request.getTok();
    const definition = this.functions.get(token);
    if (definition === undefined)
      throw new Error(`${token}: not a function of this plugin (${this.definition.description}).`);
    const args = fromStruct(request.getArgs());
    const failures = checkArguments(token, definition.properties, args);
    const response = new proto.InvokeResponse();
    if (failures.length > 0) {
      response.setFailuresList(failures.map(checkFailure));
      return response;
    }
    const context = this.context(token);
    const inputs = mapWithoutSecrets(args);
    const answered = await definition.invoke(context, inputs);
    await context.flush();
    const result = { ...inputs, ...answered };
    response.setReturn(toStruct(markSecrets(definition.properties, result)));
    return response;
  }

  async cancel(): Promise<Empty> {
    return new Empty();
  }

  private async review(definition: ResourceDefinition<Client>, request: proto.DiffRequest): Promise<void> {
    if (definition.review === undefined) return;
    const inputs = plainInputs(fromStruct(request.getNews()));
    const prior = withoutId(definition, mapWithoutSecrets(fromStruct(request.getOlds())));
    const context = this.context(request.getUrn(), resolved(inputs));
    const state = { id: request.getId(), properties: prior };
    await definition.review(context, state, planFor(definition, inputs, prior));
    await context.flush();
  }

  private async stale(definition: ResourceDefinition<Client>, request: proto.DiffRequest): Promise<readonly string[]> {
    if (definition.stale === undefined) return [];
    const context = this.context(request.getUrn());
    const properties = withoutId(definition, mapWithoutSecrets(fromStruct(request.getOlds())));
    const names = await definition.stale(context, { id: request.getId(), properties });
    await context.flush();
    return names;
  }

  private resource(urn: string): ResourceDefinition<Client> {
    const type = typeOf(urn);
    const found = this.resources.get(type);
    if (found === undefined) {
      throw new Error(`${type}: not a resource of this plugin (${this.definition.description}).`);
    }
    return found;
  }

  private context(urn: string, inputs: PropertyMap = {}): Context<Client> {
    const { client, log } = this;
    if (client === undefined) throw new Error(`${this.definition.name} provider: used before it was configured.`);
    const warnings: Promise<void>[] = [];
    let id: string | undefined;
    let reached: PropertyMap | undefined;
    return {
      client,
      urn,
      inputs,
      warn: (message) => void warnings.push(log.warn(urn, message)),
      created: (value) => {
        id = value;
      },
      soFar: (properties) => {
        reached = properties;
      },
      flush: async () => void (await Promise.all(warnings)),
      get id() {
        return id;
      },
      get reached() {
        return reached;
      },
    };
  }
}

async function applyUpdate<Client>(
  definition: ResourceDefinition<Client>,
  context: Context<Client>,
  state: ResourceState,
  planned: PropertyMap,
): Promise<PropertyMap> {
  if (definition.update === undefined) throw new Error(`${definition.token}: cannot be changed in place.`);
  const changed = (name: string) => !sameValue(state.properties[name] ?? null, planned[name] ?? null);
  const updating = definition.update(context, { ...state, planned: planForCalls(definition, planned), changed });
  const answered = await named(definition, "update", updating);
  await context.flush();
  return answered;
}

/** Says in a failure what was being done to what, as the provider does. */
async function named<Result>(definition: ResourceDefinition<never>, verb: string, operation: Promise<Result>) {
  const { noun } = definition;
  if (noun === undefined) return operation;
  return operation.catch((cause: unknown) => {
    throw new Error(`failed to ${verb} ${noun}: ${messageOf(cause)}`, { cause });
  });
}

function diffOf(definition: ResourceDefinition<never>, request: proto.DiffRequest | proto.UpdateRequest): Difference {
  return diffResource(definition, {
    state: fromStruct(request.getOlds()),
    inputs: fromStruct(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  });
}

function plainInputs(inputs: PropertyMap): PropertyMap {
  return withoutDefaultsKeys(mapWithoutSecrets(inputs));
}

/** The outputs as the engine gets them: the id among them, and secret what the schema or an input makes secret. */
function outputs(
  definition: ResourceDefinition<never>,
  id: string | undefined,
  state: PropertyMap,
  inputs: PropertyMap,
  recorded: PropertyMap = {},
): PropertyMap {
  const shown = definition.kind === "framework" ? withoutNulls(state) : state;
  const marked = markSecrets(definition.properties, shown);
  const full = carryMapSecrets(carryMapSecrets(marked, withoutDefaultsKeys(inputs)), recorded);
  return definition.idInOutputs === false ? full : { ...full, id: id ?? UNKNOWN };
}

function withoutId(definition: ResourceDefinition<never>, map: PropertyMap): PropertyMap {
  if (definition.idInOutputs === false) return map;
  const { id: _id, ...rest } = map;
  return rest;
}

function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

function autonamingOf(request: proto.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  if (options === undefined) return undefined;
  const { Mode } = proto.CheckRequest.AutonamingOptions;
  const mode = options.getMode();
  return {
    mode: mode === Mode.DISABLE ? "disable" : mode === Mode.ENFORCE ? "enforce" : "propose",
    proposedName: options.getProposedName(),
  };
}

function checkResponse(inputs: PropertyMap, failures: readonly string[]): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(failures.map(checkFailure));
  return response;
}

function checkFailure(reason: string): proto.CheckFailure {
  // As by the bridge, the property stays empty: the engine prints the reason better without it.
  const failure = new proto.CheckFailure();
  failure.setReason(reason);
  return failure;
}

function changesOf(some: boolean): proto.DiffResponse.DiffChanges {
  return some ? proto.DiffResponse.DiffChanges.DIFF_SOME : proto.DiffResponse.DiffChanges.DIFF_NONE;
}

function propertyDiff(kind: ChangeKind, inputDiff: boolean): proto.PropertyDiff {
  const entry = new proto.PropertyDiff();
  entry.setKind(KINDS[kind]);
  entry.setInputdiff(inputDiff);
  return entry;
}

function withStale(difference: Difference, names: readonly string[]): Difference {
  if (names.length === 0) return difference;
  return { ...difference, changes: new Map(names.map((name) => [name, "UPDATE" as const])), changed: names };
}

function diffResponse(definition: ResourceDefinition<never>, difference: Difference): proto.DiffResponse {
  const { changes, changed, replaces, stables, deleteBeforeReplace } = difference;
  const response = new proto.DiffResponse();
  response.setChanges(changesOf(changes.size > 0));
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  const forgotten = definition.forgetsId === true && changes.size > 0 ? ["id"] : [];
  response.setDiffsList([...changed, ...forgotten].sort());
  // The framework bridge of both real plugins leaves the details out: the engine then compares inputs itself.
  if (definition.kind === "framework" && definition.native !== true) return response;
  response.setStablesList([...stables]);
  for (const [path, kind] of changes) response.getDetaileddiffMap().set(path, propertyDiff(kind, false));
  response.setHasdetaileddiff(true);
  return response;
}
