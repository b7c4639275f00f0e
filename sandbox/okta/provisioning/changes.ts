import type { OktaStore } from "../store";

/**
 * What changed since provisioning last looked. So a change costs what it concerns, and not what the organization holds:
 * with 10,000 people assigned, nobody waits after every call until all of them were looked at.
 */
export class Changes {
  /** Ids of users of apps, `{app}/{user}`: assigned, changed, provisioned otherwise than before, or gone. */
  readonly people = new Set<string>();
  /** Ids of groups, of their push mappings and of what was pushed. */
  readonly groups = new Set<string>();

  /** Begins with everything that there is. */
  constructor(private readonly store: OktaStore) {
    store.appUsers.subscribe((id) => this.people.add(id));
    store.provisionedUsers.subscribe((id) => {
      this.people.add(id);
      // Only who is at the app can be a member there.
      for (const group of store.groupsOf(id.slice(id.indexOf("/") + 1))) {
        this.groups.add(group.id);
      }
      this.everyone();
    });
    store.users.subscribe((userId) => {
      for (const app of store.apps.all()) {
        this.people.add(`${app.id}/${userId}`);
      }
      // The one group whose members nobody puts in.
      this.everyone();
    });
    store.apps.subscribe((id) => this.everythingOf(id));
    for (const collection of [store.groups, store.pushMappings, store.pushedGroups] as const) {
      collection.subscribe((id) => this.groups.add(id));
    }
    store.memberships.subscribe((id) => this.groups.add(id.slice(0, id.indexOf("/"))));
    for (const app of store.apps.all()) {
      this.everythingOf(app.id);
    }
  }

  /** Takes everything that has to do with an app for changed. */
  everythingOf(appId: string): void {
    const { appUsers, provisionedUsers, pushMappings, pushedGroups } = this.store;
    for (const { id } of [...appUsers.filter(isOfApp), ...provisionedUsers.filter(isOfApp)]) {
      this.people.add(id);
    }
    for (const { id } of [...pushMappings.filter(isOfApp), ...pushedGroups.filter(isOfApp)]) {
      this.groups.add(id);
    }

    function isOfApp(document: { readonly appId: string }): boolean {
      return document.appId === appId;
    }
  }

  /** Forgets all of it. */
  clear(): void {
    this.people.clear();
    this.groups.clear();
  }

  private everyone(): void {
    const group = this.store.everyone();
    if (group !== undefined) {
      this.groups.add(group.id);
    }
  }
}

/** What may have to be sent, by app: ids of provisioned users or of pushed groups. */
export class Outbox {
  private readonly ids = new Map<string, Set<string>>();

  /** Has something looked at in the next pass. */
  add(appId: string, id: string): void {
    const waiting = this.ids.get(appId);
    if (waiting === undefined) {
      this.ids.set(appId, new Set([id]));
    } else {
      waiting.add(id);
    }
  }

  /** Takes out what waits for an app. */
  take(appId: string): Iterable<string> {
    const waiting = this.ids.get(appId) ?? [];
    this.ids.delete(appId);
    return waiting;
  }

  /** Forgets all of it. */
  clear(): void {
    this.ids.clear();
  }
}
