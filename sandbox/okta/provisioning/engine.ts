import { setTimeout as delay } from "node:timers/promises";
import { type Hosts, reachable } from "../../shared/resolve";
import type { ProvisionedUser, PushedGroup } from "../entities";
import type { Okta } from "../http";
import { Changes, Outbox } from "./changes";
import { groupStep } from "./groups";
import { NO_ERROR, observe, type Target, type Task, tasks, type Watch } from "./observe";
import { PushFailure, ScimClient, type Sleep } from "./scim-client";
import { userStep } from "./users";

/** How provisioning is to work. */
export interface ProvisionerOptions {
  /** Where to find the hosts of SCIM base URLs. */
  readonly hosts: Hosts;
  /** Waits between two attempts. Real time by default. */
  readonly sleep?: Sleep;
}

interface Step {
  readonly known: ProvisionedUser | PushedGroup;
  readonly goal: string;
  run(client: ScimClient): Promise<void>;
}

/**
 * Sends people and groups to the apps that have provisioning on, by SCIM 2.0: after the call that changed something was
 * answered, one request after the other, until each app knows what it is to know.
 *
 * What an app refuses becomes a task, and a group's mapping goes to ERROR; it is tried again when something about it
 * changes, or when somebody says so. Apps whose host nobody on this machine plays are left alone.
 */
export class Provisioner {
  private readonly watch: Watch;
  private running: Promise<void> | undefined;
  private changed = false;
  private stop = new AbortController();

  constructor(
    private readonly okta: Okta,
    private readonly options: ProvisionerOptions,
  ) {
    this.watch = {
      targets: new Map(),
      ended: new Map(),
      changes: new Changes(okta.store),
      people: new Outbox(),
      groups: new Outbox(),
    };
  }

  /** To be called after every change: notes what follows from it, and sends it a little later. */
  notice(): void {
    observe(this.okta, this.watch);
    this.changed = true;
    this.running ??= this.run();
  }

  /** Waits until there is nothing more to send. */
  async settled(): Promise<void> {
    this.notice();
    while (this.running !== undefined) {
      await this.running;
    }
  }

  /** What failed and was not tried again since. */
  tasks(appId?: string): Task[] {
    return tasks(this.okta, appId);
  }

  /** "Retry Selected" of the tasks, "Push now" of the groups: everything that failed, or all of one app. */
  retry(appId?: string): void {
    const { store } = this.okta;
    for (const collection of [store.provisionedUsers, store.pushedGroups] as const) {
      for (const known of collection.all()) {
        if (known.error !== null && (appId === undefined || known.appId === appId)) {
          collection.put({ ...known, failedFor: null } as never);
        }
      }
    }
    this.notice();
  }

  /** "Provision User": creates who was assigned while Create Users was off. */
  provisionUsers(appId: string): void {
    const { store } = this.okta;
    const target = this.watch.targets.get(appId);
    for (const known of target?.creates === true ? store.provisionedUsers.all() : []) {
      if (known.appId === appId && known.status === "unprovisioned") {
        store.provisionedUsers.put({ ...known, status: "pending", ...NO_ERROR });
      }
    }
    this.notice();
  }

  /** Forgets what is under way: the state of this Okta is another now. */
  reset(): void {
    this.close();
    this.stop = new AbortController();
    const { targets, ended, changes, people, groups } = this.watch;
    for (const each of [targets, ended, changes, people, groups]) {
      each.clear();
    }
  }

  /** Ends what is under way. */
  close(): void {
    this.stop.abort();
    this.changed = false;
  }

  private async run(): Promise<void> {
    // The call that changed something is to be answered first.
    await new Promise((resume) => {
      setImmediate(resume);
    });
    try {
      while (this.changed) {
        this.changed = false;
        await this.pass(this.stop.signal);
      }
    } catch (cause) {
      if (!(cause instanceof DOMException && cause.name === "AbortError")) {
        throw cause;
      }
    } finally {
      this.running = undefined;
      if (this.changed) {
        this.running = this.run();
      }
    }
  }

  private async pass(signal: AbortSignal): Promise<void> {
    for (const target of this.everyTarget()) {
      const base = reachable(target.connection.baseUrl, this.options.hosts)?.replace(/\/$/, "");
      if (base === undefined) {
        continue;
      }
      const client = new ScimClient(base, target.connection, this.options.sleep ?? realSleep, signal);
      await this.provision(target, client, signal);
      if (client.sent > 0) {
        // What was sent may have made more possible: members who are users of the app only now.
        observe(this.okta, this.watch);
        this.changed = true;
      }
    }
  }

  /** Apps with provisioning on, and those that had it when somebody left them and have it no more or were deleted. */
  private everyTarget(): Target[] {
    const { store } = this.okta;
    const { targets, ended } = this.watch;
    for (const over of [targets, ended]) {
      for (const appId of over.keys()) {
        const isLeaving = (known: ProvisionedUser | PushedGroup): boolean =>
          known.appId === appId && known.status === "leaving";
        const isOver = over === ended || store.apps.get(appId) === undefined;
        if (isOver && (store.provisionedUsers.find(isLeaving) ?? store.pushedGroups.find(isLeaving)) === undefined) {
          over.delete(appId);
        }
      }
    }
    return [...targets.values(), ...ended.values()];
  }

  private async provision(target: Target, client: ScimClient, signal: AbortSignal): Promise<void> {
    const { store } = this.okta;
    let unavailable: PushFailure | undefined;
    const attempt = async (step: Step | undefined): Promise<void> => {
      if (step === undefined || step.known.failedFor === step.goal) {
        return;
      }
      try {
        if (unavailable !== undefined) {
          throw unavailable;
        }
        await step.run(client);
        signal.throwIfAborted();
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof PushFailure && cause.unavailable) {
          unavailable = cause;
        }
        this.failed(step, cause);
      }
    };
    const isEnded = this.watch.ended.has(target.app.id);
    const isDue = (known: ProvisionedUser | PushedGroup): boolean => !isEnded || known.status === "leaving";
    for (const { id } of store.provisionedUsers.inOrder(this.watch.people.take(target.app.id))) {
      const known = store.provisionedUsers.get(id);
      await attempt(known !== undefined && isDue(known) ? userStep(store, target, known) : undefined);
    }
    for (const { id } of store.pushedGroups.inOrder(this.watch.groups.take(target.app.id))) {
      const known = store.pushedGroups.get(id);
      await attempt(known !== undefined && isDue(known) ? groupStep(store, target, known) : undefined);
    }
  }

  private failed({ known, goal }: Step, cause: unknown): void {
    const { store } = this.okta;
    const error = cause instanceof Error ? cause.message : String(cause);
    const attempt = { error, failedFor: goal, failedAt: new Date().toISOString() };
    const appExists = store.apps.get(known.appId) !== undefined;
    if ("userId" in known) {
      const now = store.provisionedUsers.get(known.id);
      if (!appExists) {
        store.provisionedUsers.delete(known.id);
      } else if (now !== undefined) {
        store.provisionedUsers.put({ ...now, ...attempt });
      }
      return;
    }
    const now = store.pushedGroups.get(known.id);
    if (!appExists) {
      store.pushedGroups.delete(known.id);
    } else if (now !== undefined) {
      store.pushedGroups.put({ ...now, ...attempt });
    }
    const mapping = store.pushMappings.get(known.id);
    if (mapping?.status === "ACTIVE") {
      store.pushMappings.put({ ...mapping, status: "ERROR", errorSummary: error });
    }
  }
}

const realSleep: Sleep = async (milliseconds, signal) => {
  await delay(milliseconds, undefined, { signal });
};
