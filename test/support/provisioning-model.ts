import fc from "fast-check";
import type { ProvisionedSandbox, PushedPerson } from "./provisioned-sandbox";

/** One change in Okta. Numbers choose among what there is at that moment; a change that finds nothing does nothing. */
export type Change = OktaChange | PersonChange;

/** A change of somebody who was hired. */
type PersonChange =
  | { readonly kind: "assign" | "unassign" | "deactivate" | "suspend"; readonly who: number }
  | { readonly kind: "join" | "leave"; readonly who: number; readonly group: number };

type OktaChange =
  | { readonly kind: "hire" | "push" | "settle"; readonly who: number }
  | { readonly kind: "rename" | "unpush"; readonly who: number; readonly flag: boolean };

/** How many groups there are. */
const GROUPS = 3;

const who = fc.nat({ max: 9 });

/** Sequences of changes. */
export const changeSequences: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("hire", "assign", "unassign", "deactivate", "suspend", "push", "settle"),
      who,
    }) as fc.Arbitrary<Change>,
    fc.record({ kind: fc.constantFrom("rename", "unpush"), who, flag: fc.boolean() }) as fc.Arbitrary<Change>,
    fc.record({
      kind: fc.constantFrom("join", "leave"),
      who,
      group: fc.nat({ max: GROUPS - 1 }),
    }) as fc.Arbitrary<Change>,
  ),
  { minLength: 5, maxLength: 40 },
);

interface Person {
  readonly id: string;
  readonly userName: string;
  status: "ACTIVE" | "SUSPENDED" | "DEPROVISIONED";
}

interface PushableGroup {
  readonly id: string;
  name: string;
  /** Id of the mapping while it is pushed. */
  mapping: string | undefined;
}

/** Does changes in Okta, and knows what Cloudflare must then know. */
export class ProvisioningModel {
  private readonly people: Person[] = [];
  private readonly groups: PushableGroup[] = [];
  /** Names of groups that were left at the app when their push ended. */
  private readonly left = new Map<string, readonly string[]>();
  private names = 0;

  constructor(private readonly world: ProvisionedSandbox) {}

  /** Makes the groups. */
  async prepare(): Promise<void> {
    for (let index = 0; index < GROUPS; index += 1) {
      const name = this.name("Group");
      this.groups.push({ id: await this.world.group(name), name, mapping: undefined });
    }
  }

  async apply(change: Change): Promise<void> {
    const { world } = this;
    const group = this.groups[change.who % GROUPS];
    const person = this.people.length === 0 ? undefined : this.people[change.who % this.people.length];
    switch (change.kind) {
      case "settle":
        return world.settled();
      case "hire": {
        const name = this.name("person");
        this.people.push({ id: await world.hire(name), userName: `${name}@acme.example`, status: "ACTIVE" });
        return;
      }
      case "push":
        if (group !== undefined && group.mapping === undefined) {
          group.mapping = await world.push(group.id);
        }
        return;
      case "unpush":
        return group === undefined ? undefined : this.unpush(group, change.flag);
      case "rename":
        if (group !== undefined) {
          group.name = this.name("Group");
          await world.api.must("PUT", `/api/v1/groups/${group.id}`, { profile: { name: group.name } });
        }
        return;
      default:
        return person === undefined ? undefined : this.applyTo(person, change);
    }
  }

  /** People who must be active at Cloudflare, and everybody who was ever seen there. */
  activePeople(): string[] {
    return this.people.filter((person) => this.isActive(person)).map(({ userName }) => userName);
  }

  /** The groups that must be at Cloudflare, with the user names of their members. */
  expectedGroups(): (readonly [string, readonly string[]])[] {
    const { store } = this.world.okta;
    const pushed = this.groups
      .filter(({ mapping }) => mapping !== undefined)
      .map(({ id, name }) => {
        const members = this.people.filter(
          (person) => this.isActive(person) && store.memberships.get(`${id}/${person.id}`) !== undefined,
        );
        return [name, members.map(({ userName }) => userName).sort()] as const;
      });
    return [...pushed, ...this.left].sort(([left], [right]) => left.localeCompare(right));
  }

  private isActive({ id, status }: Person): boolean {
    return status === "ACTIVE" && this.world.okta.store.appUsers.get(`${this.world.appId}/${id}`) !== undefined;
  }

  private async unpush(group: PushableGroup, deleteTarget: boolean): Promise<void> {
    if (group.mapping === undefined) {
      return;
    }
    if (!deleteTarget) {
      // What is left behind is what was there at that moment, and later pushes of the same name take it over.
      await this.world.settled();
      const there = this.world.groups().find(([name]) => name === group.name);
      if (there !== undefined) {
        this.left.set(...there);
      }
    }
    await this.world.unpush(group.mapping, deleteTarget);
    group.mapping = undefined;
    if (!deleteTarget) {
      // From now on the name at the app belongs to what was left.
      await this.apply({ kind: "rename", who: this.groups.indexOf(group), flag: false });
    }
  }

  private async applyTo(person: Person, change: PersonChange): Promise<void> {
    const { world } = this;
    if (person.status === "DEPROVISIONED") {
      return;
    }
    const isAssigned = world.okta.store.appUsers.get(`${world.appId}/${person.id}`) !== undefined;
    const lifecycle = (name: string) => world.api.must("POST", `/api/v1/users/${person.id}/lifecycle/${name}`);
    switch (change.kind) {
      case "assign":
        return world.assign(person.id);
      case "unassign":
        return isAssigned ? world.unassign(person.id) : undefined;
      case "deactivate":
        await lifecycle("deactivate");
        person.status = "DEPROVISIONED";
        return;
      case "suspend":
        await lifecycle(person.status === "SUSPENDED" ? "unsuspend" : "suspend");
        person.status = person.status === "SUSPENDED" ? "ACTIVE" : "SUSPENDED";
        return;
      case "join":
        return world.put(this.groups[change.group]?.id ?? "", person.id);
      case "leave":
        return world.takeOut(this.groups[change.group]?.id ?? "", person.id);
    }
  }

  private name(word: string): string {
    this.names += 1;
    return `${word}-${this.names}`;
  }
}

/** User names of those who are active. */
export function activeNames(people: Readonly<Record<string, PushedPerson>>): string[] {
  return Object.entries(people).flatMap(([userName, { active }]) => (active ? [userName] : []));
}
