import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../lib/errors";

/** Something that a vendor has, and that looks like what a resource is about to make. */
export interface Twin {
  readonly id: string;
  /** Answers where a person looks at it; undefined where no address is known. Asked where there is something to tell. */
  readonly page?: () => Promise<string | undefined>;
}

/** The inputs of a resource, as a hook of the engine gets them. Unknown and secret ones are Outputs. */
export type HookInputs = Readonly<Record<string, unknown>>;

/** What a vendor makes twice without a word, or refuses to make twice without saying what to do. */
export interface TwinKind {
  /** What it is, with the vendor: `Okta has an app`. */
  readonly noun: string;
  /** What tells one from another, for a person: `another label`. */
  readonly distinction: string;
  /** The name in the resource's inputs; undefined while it is not known. */
  readonly nameOf: (inputs: HookInputs) => string | undefined;
  /**
   * Everything of this kind by that name.
   *
   * @param isFresh Whether an answer from before may not be used again.
   */
  readonly find: (inputs: HookInputs, isFresh: boolean) => Promise<readonly Twin[]>;
  /**
   * Whether it is looked for again after one was made: for what lets people in, and is made twice without a word. Costs
   * a call for each that is made. Defaults to false.
   */
  readonly looksAgain?: boolean;
}

/**
 * Looks, before a resource is made, whether the vendor has it already, and stops there: one that the stack does not know
 * was made by a run that broke off, or by hand. In a preview every one is told, and the preview fails at its end. After a
 * resource was made, it looks whether there are two: both providers repeat a request whose answer was lost.
 *
 * It makes no call where nothing is made. What replaces another of this stack is let through.
 *
 * @param where The component, for the error.
 * @param hookName Unique in the program.
 */
export function refuseTwins(where: string, hookName: string, kind: TwinKind): Pick<pulumi.ResourceOptions, "hooks"> {
  if (!pulumi.runtime.hasEngine()) {
    return {};
  }
  /** What there was before, by URN: what is replaced is still there after its successor was made. */
  const before = new Map<string, ReadonlySet<string>>();
  const look = async (urn: string, inputs: HookInputs): Promise<void> => {
    const twins = await kind.find(inputs, false);
    before.set(urn, new Set(twins.map(({ id }) => id)));
    const unknown = await unknownTo(twins);
    if (unknown.length > 0) {
      throw await alreadyThere(where, kind, inputs, unknown);
    }
  };
  const beforeCreate = new pulumi.ResourceHook(
    `${hookName}-twins`,
    ({ urn, newInputs = {} }) =>
      pulumi.runtime.isDryRun() ? toldAtEnd(where, look(urn, newInputs)) : look(urn, newInputs),
    { onDryRun: true },
  );
  if (kind.looksAgain !== true) {
    return { hooks: { beforeCreate: [beforeCreate] } };
  }
  const afterCreate = new pulumi.ResourceHook(`${hookName}-doubles`, async ({ urn, id, newInputs = {} }) => {
    const twins = await kind.find(newInputs, true);
    const doubles = twins.filter((twin) => twin.id !== id && before.get(urn)?.has(twin.id) !== true);
    if (doubles.length > 0) {
      throw await madeTwice(where, kind, newInputs, id, doubles);
    }
  });
  return { hooks: { beforeCreate: [beforeCreate], afterCreate: [afterCreate] } };
}

/** A hook that fails ends a preview at the first of them, so what is found is told by an error that nobody awaits. */
async function toldAtEnd(where: string, look: Promise<void>): Promise<void> {
  try {
    await look;
  } catch (cause) {
    if (cause instanceof UserError && cause.code === "ALREADY_THERE") {
      void Promise.reject(cause);
      return;
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    await pulumi.log.warn(`${where}: whether it is there already cannot be seen. ${reason}`);
  }
}

/** A text of a resource's inputs; undefined while it is not known. */
export function textInput(inputs: HookInputs, name: string): string | undefined {
  const value = inputs[name];
  return typeof value === "string" ? value : undefined;
}

const answers = new Map<string, Promise<unknown>>();

/**
 * Keeps an answer for everybody in the program who asks the same.
 *
 * @param key What is asked, and of whom.
 * @param isFresh Whether an answer from before may not be used again.
 */
export function shared<T>(key: string, isFresh: boolean, ask: () => Promise<T>): Promise<T> {
  const present = answers.get(key);
  if (present !== undefined && !isFresh) {
    return present as Promise<T>;
  }
  const answer = ask();
  answers.set(key, answer);
  return answer;
}

/** The function of the engine that tells what the state of a stack has: only a program that found a twin calls it. */
const READ_STATE = "pulumi:pulumi:readStackResourceOutputs";

/** Those of which the state of this stack knows nothing. What a state knows is replaced, or goes in the same run. */
async function unknownTo(twins: readonly Twin[]): Promise<readonly Twin[]> {
  if (twins.length === 0) {
    return twins;
  }
  const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const { outputs } = (await pulumi.runtime.invoke(READ_STATE, { stackName })) as {
    outputs: Record<string, { readonly outputs?: { readonly id?: unknown } }>;
  };
  const known = new Set(Object.values(outputs).map((resource) => resource.outputs?.id));
  return twins.filter(({ id }) => !known.has(id));
}

async function alreadyThere(
  where: string,
  kind: TwinKind,
  inputs: HookInputs,
  twins: readonly Twin[],
): Promise<UserError> {
  const stack = pulumi.getStack();
  return new UserError("ALREADY_THERE", [
    {
      where,
      problem: `${kind.noun} "${kind.nameOf(inputs) ?? ""}" already, of which this stack knows nothing: ${await listOf(twins)}. No other was made`,
      advice: `Where a run of this stack that broke off made it, run: npm run recover -- --stack ${stack}. Where somebody made it by hand, take it over: npm run adopt -- --stack ${stack}. Where it is to stay as it is, use ${kind.distinction}`,
    },
  ]);
}

async function madeTwice(
  where: string,
  kind: TwinKind,
  inputs: HookInputs,
  id: string,
  doubles: readonly Twin[],
): Promise<UserError> {
  return new UserError("MADE_TWICE", [
    {
      where,
      problem: `${kind.noun} "${kind.nameOf(inputs) ?? ""}" more than once now: an answer was lost, and the provider asked again. This stack has ${id}, and knows nothing of ${await listOf(doubles)}`,
      advice: `Run: npm run recover -- --stack ${pulumi.getStack()}, which deletes what nobody uses; then pulumi up again`,
    },
  ]);
}

async function listOf(twins: readonly Twin[]): Promise<string> {
  const each = twins.map(async ({ id, page }) => {
    const address = await page?.();
    return address === undefined ? id : `${id} (${address})`;
  });
  return (await Promise.all(each)).join(", ");
}
