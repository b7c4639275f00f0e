/** What a plugin is made of: resource types, functions, and the provider that holds them. */
import type { BridgeKind, Properties } from "./schema";
import type { PropertyMap } from "./values";

/** What an operation may use besides its own arguments. */
export interface OperationContext<Client> {
  /** The configured API client. */
  readonly client: Client;
  /** The URN of the resource, or the token of the function. */
  readonly urn: string;
  /** On create and update the inputs as given, without secrets and unknowns; otherwise empty. */
  readonly inputs: PropertyMap;
  /** Prints a warning in the output of `pulumi`, beside this resource. */
  warn(message: string): void;
  /**
   * Records that the resource exists from now on. If the operation fails afterwards, the engine keeps the resource as
   * half made instead of forgetting it.
   */
  created(id: string): void;
  /**
   * Records what there is by now, every property named. If the operation fails afterwards, the engine keeps this in the
   * place of the plan or the state before, and the next run does the rest.
   */
  soFar(properties: PropertyMap): void;
}

/** A resource as it is now. */
export interface ResourceState {
  readonly id: string;
  /** Without secrets and unknowns. */
  readonly properties: PropertyMap;
}

/** What an update has to go from and to. */
export interface UpdateRequest extends ResourceState {
  /** The state wanted, without secrets and, unless the resource plans itself, without unknowns. */
  readonly planned: PropertyMap;
  /** Whether a top-level property differs between the state and the plan, secrets included. */
  changed(name: string): boolean;
}

/** One resource type. */
export interface ResourceDefinition<Client> {
  /** The Pulumi type token, such as `okta:group/group:Group`. */
  readonly token: string;
  readonly kind: BridgeKind;
  /**
   * A resource behind no bridge: inputs that it does not know are refused, and differences are told one by one. Goes
   * with the kind `framework`. Defaults to false.
   */
  readonly native?: boolean;
  /** Everything but `id`. */
  readonly properties: Properties;
  /** The property that gets a name of the bridge's making when the program gives none, and its longest length. */
  readonly autonamed?: { readonly property: string; readonly maxLength: number };
  /** Whether outputs carry the id under the name `id`. Defaults to true. */
  readonly idInOutputs?: boolean;
  /** What it is called in errors, such as `group`: they then begin with "failed to create group: ". */
  readonly noun?: string;
  /** `framework` only: the id counts as unknown, and as changed, whenever something changes. Defaults to false. */
  readonly forgetsId?: boolean;
  /** Further rules on given inputs; each string is one failure. Unknown values have been left out. */
  validate?(inputs: PropertyMap): readonly string[];
  /**
   * Plans in place of the base, for a provider whose rules the schema cannot say: from inputs and, when updating, the
   * state before, both without secrets, to the state wanted with every property named. `create` and `update` then get
   * what is unknown in it as it is.
   */
  plan?(inputs: PropertyMap, prior: PropertyMap | undefined): PropertyMap;
  /** Creates it and answers what to record: at least everything the plan left open. */
  create(context: OperationContext<Client>, planned: PropertyMap): Promise<ResourceState>;
  /** Reads it anew, or answers `undefined` when it is gone. */
  read(context: OperationContext<Client>, state: ResourceState): Promise<PropertyMap | undefined>;
  /** Changes it in place and answers what to record. Absent: every change replaces. */
  update?(context: OperationContext<Client>, request: UpdateRequest): Promise<PropertyMap>;
  delete(context: OperationContext<Client>, state: ResourceState): Promise<void>;
  /**
   * Looks at a change before anything is done, in a preview too, and throws to stop it. `planned` is the state wanted,
   * with what nobody knows yet as it is.
   */
  review?(context: OperationContext<Client>, state: ResourceState, planned: PropertyMap): Promise<void>;
  /**
   * Looks at what is recorded where nothing is to change, in a preview too, and answers names of properties that are out of
   * date all the same: the resource is updated then.
   */
  stale?(context: OperationContext<Client>, state: ResourceState): Promise<readonly string[]>;
  /**
   * Turns an import id into what `read` needs. Defaults to the id itself. Throws when the form is wrong; `undefined`
   * means that there is no such thing.
   */
  importState?(id: string, context: OperationContext<Client>): Promise<ResourceState | undefined>;
}

/** One function (data source). */
export interface FunctionDefinition<Client> {
  /** The Pulumi token, such as `okta:group/getGroup:getGroup`. */
  readonly token: string;
  readonly kind: BridgeKind;
  readonly properties: Properties;
  /** Answers the result properties; what is given and not answered is repeated. */
  invoke(context: OperationContext<Client>, inputs: PropertyMap): Promise<PropertyMap>;
}

/** A whole plugin. */
export interface ProviderDefinition<Client> {
  /** The package name, such as `okta`. */
  readonly name: string;
  /** A semantic version. */
  readonly version: string;
  /** What it is, in the package schema and where somebody asks it for what it does not have. */
  readonly description: string;
  /** The provider's configuration. */
  readonly config: Properties;
  /** Further rules on the configuration, before anything is created; each string is one failure. */
  validateConfig?(config: PropertyMap): readonly string[];
  /** Makes the client from known, secret-free configuration. Throws with a message for the user. */
  configure(config: PropertyMap): Promise<Client>;
  readonly resources: readonly ResourceDefinition<Client>[];
  readonly functions: readonly FunctionDefinition<Client>[];
}
