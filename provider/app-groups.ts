import { OktaApiError } from "../api/okta-api";
import type { OperationContext } from "./rpc/resource";
import type { Property } from "./rpc/schema";
import { isMap, type PropertyMap, type Value } from "./rpc/values";

/** Okta group id by a key of the program's own. */
export type KeyedGroups = Readonly<Record<string, string>>;

/** A group with the key that the program has for it. */
export interface KeyedGroup {
  readonly key: string;
  readonly groupId: string;
}

/** Groups that a resource owns, one by one: what an app has besides is somebody else's. */
export function groupsProperty(description: string): Property {
  return { type: "map", element: { type: "string" }, required: true, description };
}

/** Whether what an app has already may become the resource's. @param what What is there: "groups that the app pushes". */
export function takeOverProperty(what: string): Property {
  const description = `Whether ${what} already are taken over. Otherwise they are refused.`;
  return { type: "boolean", optional: true, writeOnly: true, description };
}

/** The groups of a property; those that are not known yet are left out. */
export function groupsOf(value: Value | undefined): KeyedGroups {
  const entries = Object.entries(isMap(value) ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** Those of the groups whose id is not among some. */
export function without(groups: KeyedGroups, ids: ReadonlySet<string>): KeyedGroup[] {
  return Object.entries(groups).flatMap(([key, groupId]) => (ids.has(groupId) ? [] : [{ key, groupId }]));
}

/** What is wrong with groups: one under two keys would be taken away with the one and needed by the other. */
export function groupsProblems({ groups }: PropertyMap): string[] {
  const keys = new Map<string, string>();
  return Object.entries(groupsOf(groups)).flatMap(([key, groupId]) => {
    const other = keys.get(groupId);
    keys.set(groupId, key);
    return other === undefined ? [] : [`groups: "${other}" and "${key}" are the same group. Leave one of them out.`];
  });
}

/** Keys as a message names them: the first few, and how many more. */
export function named(groups: readonly { readonly key: string }[]): string {
  const first = groups
    .slice(0, NAMED_AT_MOST)
    .map(({ key }) => `"${key}"`)
    .join(", ");
  return groups.length > NAMED_AT_MOST ? `${first} and ${groups.length - NAMED_AT_MOST} more` : first;
}

/**
 * What an import id says: the app's id alone for everything that the app has, or `<app id>/<key>=<group id>,…` for some.
 *
 * @throws Error when the form is wrong.
 */
export function importedGroups(where: string, id: string): { readonly appId: string; readonly groups?: KeyedGroups } {
  const [appId = "", list, ...rest] = id.split("/");
  const pairs = (list ?? "").split(",").map((pair) => /^([^=]+)=([^=]+)$/.exec(pair));
  if (appId === "" || rest.length > 0 || (list !== undefined && pairs.includes(null))) {
    throw new Error(
      `${where}: "${id}" is no import id. Write the app's id, or <app id>/<key>=<group id>,<key>=<group id>.`,
    );
  }
  return list === undefined
    ? { appId }
    : { appId, groups: Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""])) };
}

/** That an app is gone in which a resource is to be made. */
export function noSuchApp(where: string, appId: string): Error {
  return new Error(`${where}: there is no app ${appId} in Okta. Somebody deleted it; run \`pulumi up --refresh\`.`);
}

/** What to do where groups are there already that a resource does not own. */
const TAKE_OVER =
  "Where settings.groupResources was changed, put it back and run: npm run group-resources with the stack. Where a run of this stack " +
  "broke off, or they are meant to be this stack's, set okta-cloudflare-access:settings.takeOverGroups to true for one `pulumi up`.";

/**
 * Whether groups that are there already, and that the resource does not own, become the resource's: only where `takeOver` says
 * so, with a warning.
 *
 * @param words The warning, what is wrong, and what to do otherwise.
 * @throws Error where they are not taken over.
 */
export function takeOverOrRefuse(
  { inputs, warn }: Pick<OperationContext<unknown>, "inputs" | "warn">,
  foreign: readonly KeyedGroup[],
  words: { readonly warning: string; readonly problem: string; readonly otherwise: string },
): void {
  if (foreign.length === 0) {
    return;
  }
  if (inputs.takeOver !== true) {
    throw new Error(`${words.problem}. Nothing was changed. ${TAKE_OVER} Otherwise ${words.otherwise}.`);
  }
  warn(words.warning);
}

/** Whether a look at all that there is takes fewer calls than one at each of the groups that come. */
export function isListCheaper(coming: readonly KeyedGroup[], before: KeyedGroups, pageSize: number): boolean {
  return coming.length > 1 && coming.length * pageSize >= Object.keys(before).length;
}

const NAMED_AT_MOST = 5;

/** So many groups may fail until nothing more is tried: what is wrong then is wrong with all of them. */
const FAILURES_AT_MOST = 5;

/** Something that is done for many groups, of which each may fail by itself. */
export class Batch {
  private readonly failures: string[] = [];
  private total = 0;
  private stopped = false;

  /**
   * @param where The resource, for errors.
   * @param deed What could not be done, such as "pushed".
   */
  constructor(
    private readonly where: string,
    private readonly deed: string,
  ) {}

  /** Does it for each. @param atOnce So many at a time. */
  async forEach<T extends { readonly key: string }>(
    items: readonly T[],
    atOnce: number,
    work: (item: T) => Promise<void>,
  ): Promise<void> {
    this.total += items.length;
    const waiting = [...items];
    const worker = async () => {
      for (let item = waiting.shift(); item !== undefined && !this.stopped; item = waiting.shift()) {
        await work(item).catch(this.failed(item.key));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** @throws Error that names what failed, if anything did. */
  done(): void {
    if (this.failures.length > 0) {
      const rest = this.stopped ? " Nothing more was tried." : "";
      throw new Error(
        `${this.where}: ${this.failures.length} of ${this.total} groups could not be ${this.deed}.${rest}\n` +
          `${this.failures.map((failure) => `  ${failure}`).join("\n")}\n` +
          "What was done is kept. Mend it and run `pulumi up`, which does the rest.",
      );
    }
  }

  private failed(key: string): (cause: unknown) => void {
    return (cause) => {
      this.failures.push(`"${key}": ${cause instanceof Error ? cause.message : String(cause)}`);
      const isOfTheGroup = cause instanceof OktaApiError && [400, 404, 409].includes(cause.status);
      this.stopped ||= !isOfTheGroup || this.failures.length >= FAILURES_AT_MOST;
    };
  }
}
