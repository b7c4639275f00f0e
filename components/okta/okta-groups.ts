import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { MAX_GROUP_NAME_LENGTH, typeToken } from "../../lib/names";
import { ArgsCheck } from "../args";
import { refuseTwins } from "../twins";
import { lookUpGroups } from "./lookups";
import { groupTwins } from "./twins";

/** A group that exists in Okta: exactly one of the two must be given. */
export interface ExistingOktaGroupArgs {
  /** Exact name, as shown in Directory > Groups. Looked up at preview; an unknown name is an error. */
  name?: string;
  /** Group id: 20 characters that start with `00g`. Taken as it is. */
  id?: string;
}

/** A group to create in Okta. */
export interface NewOktaGroupArgs {
  /** Name, at most 255 characters. Updated in place. */
  name: string;
  /** Shown in the Admin Console, at most 1,024 characters. Defaults to an empty text. Updated in place. */
  description?: string;
}

/** One group: exactly one of `existing` and `create` must be given. */
export interface OktaGroupArgs {
  /** A group that exists; it is only read. */
  existing?: ExistingOktaGroupArgs;
  /** A group that is created, and deleted on destroy. */
  create?: NewOktaGroupArgs;
}

/** Arguments of {@link OktaGroups}. */
export interface OktaGroupsArgs {
  /**
   * The groups, by a key of your own: lower-case letters, digits and hyphens, at most 60. The key is the group's
   * identity for Pulumi: renaming a key deletes the group and creates another.
   */
  groups: Record<string, OktaGroupArgs>;
}

/**
 * A keyed set of Okta groups, some created and some found by name.
 *
 * Creates one `okta.group.Group` per entry with `create`. All entries with `existing.name` are found with one API call
 * per 50 names.
 *
 * ```typescript
 * const groups = new OktaGroups("acme", {
 *   groups: {
 *     staff: { existing: { name: "Employees" } },
 *     "access-engineering": { create: { name: "access-engineering" } },
 *   },
 * });
 * groups.ids["staff"]; // Output<string>
 * ```
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/
 */
export class OktaGroups extends pulumi.ComponentResource {
  /** Group id by key. Each is an Output of its own, so that a new group leaves what uses the others alone. */
  public readonly ids: Record<string, pulumi.Output<string>>;

  constructor(name: string, args: OktaGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkGroups(new ArgsCheck(`OktaGroups "${name}"`), args.groups).done();
    super(typeToken("OktaGroups"), name, {}, opts);
    const found = findExisting(name, args.groups, { parent: this });
    const created = Object.values(args.groups).flatMap(({ create }) => (create === undefined ? [] : [create.name]));
    const guarded = refuseTwins(`OktaGroups "${name}"`, name, groupTwins(created, { parent: this }));
    this.ids = Object.fromEntries(
      Object.entries(args.groups).map(([key, group]) => [
        key,
        groupId(`${name}-${key}`, group, found, { parent: this, ...guarded }),
      ]),
    );
    this.registerOutputs({ ids: this.ids });
  }
}

/** Reports what is wrong with a set of groups. */
export function checkGroups(check: ArgsCheck, groups: Record<string, OktaGroupArgs>): ArgsCheck {
  check.keys("groups", groups);
  for (const [key, group] of Object.entries(groups)) {
    const where = `groups["${key}"]`;
    if ((group.existing === undefined) === (group.create === undefined)) {
      check.add(where, "needs exactly one of existing and create", "Say whether the group exists or is to be created");
    }
    if (group.existing !== undefined && (group.existing.name === undefined) === (group.existing.id === undefined)) {
      check.add(`${where}.existing`, "needs exactly one of name and id", "Give the exact name or the id");
    }
    check.plain(
      `${where}.create.name`,
      group.create?.name,
      (value) => value.trim() !== "" && value.length <= MAX_GROUP_NAME_LENGTH,
      `must have 1 to ${MAX_GROUP_NAME_LENGTH} characters`,
      "Choose another name",
    );
  }
  return check;
}

function findExisting(
  name: string,
  groups: Record<string, OktaGroupArgs>,
  opts: pulumi.InvokeOptions,
): pulumi.Output<Record<string, string>> {
  return lookUpGroups(
    Object.entries(groups).flatMap(([key, group]) =>
      group.existing?.name === undefined
        ? []
        : [{ name: group.existing.name, where: `OktaGroups "${name}", group "${key}"` }],
    ),
    opts,
  );
}

function groupId(
  name: string,
  group: OktaGroupArgs,
  found: pulumi.Output<Record<string, string>>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  if (group.create !== undefined) {
    return new okta.group.Group(name, { name: group.create.name, description: group.create.description ?? "" }, opts)
      .id;
  }
  if (group.existing?.id !== undefined) {
    return pulumi.output(group.existing.id);
  }
  // The checks saw to it that there is a name, and the lookup answers every name or throws.
  const groupName = group.existing?.name as string;
  return found.apply((ids) => ids[groupName] as string);
}
