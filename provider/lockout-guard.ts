import { accessPath, identityProvidersPath } from "../api/access-paths";
import type { CloudflareApi } from "../api/cloudflare-api";
import { type Confirmation, confirmationState } from "../lib/confirmation";
import { dayOf, MAX_CONFIRMATION_DAYS } from "../lib/days";
import type { Clients } from "./clients";
import { type LockedOut, lockedOut } from "./lockout";
import type { ResourceDefinition } from "./rpc/resource";
import { containsUnknown, isMap, type PropertyMap } from "./rpc/values";

const NAMED_AT_MOST = 5;

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * Stands before a login method: refuses to let it go, by deletion or replacement, while an application of the account
 * would lose its last way to log in. It asks the live account, so applications count that this stack does not know.
 *
 * A replacement is refused in the preview. A deletion is refused when it begins, before anything else is deleted, as long
 * as the guard depends on everything: the engine does not ask a plugin about deletions in a preview.
 *
 * @param now The clock. Defaults to the machine's.
 */
export function lockoutGuard(now: () => Date = () => new Date()): ResourceDefinition<Clients> {
  return {
    token: "okta-cloudflare-access:index:LockoutGuard",
    kind: "framework",
    native: true,
    properties: {
      accountId: { type: "string", required: true, description: "Cloudflare account id." },
      identityProviderId: { type: "string", required: true, description: "Id of the login method that is guarded." },
      ownApplicationIds: {
        type: "list",
        element: { type: "string" },
        optional: true,
        description: "Ids of applications that go away together with the login method: a deletion does not count them.",
      },
      confirmation: {
        type: "object",
        optional: true,
        description: "An explicit confirmation that people may be locked out.",
        fields: {
          until: { type: "string", required: true, description: "The last day on which it holds, such as 2026-12-01." },
          reason: { type: "string", required: true, description: "Why, for whoever reads the plan." },
        },
      },
    },
    validate: (inputs) => confirmationProblems(confirmationOf(inputs), now()),
    create: async (_context, planned) => ({ id: String(planned.identityProviderId), properties: planned }),
    update: async (_context, { planned }) => planned,
    read: async (_context, { properties }) => properties,
    review: async ({ client: { cloudflare } }, { properties }, planned) => {
      const changes = ["accountId", "identityProviderId"].some(
        (key) => containsUnknown(planned[key]) || planned[key] !== properties[key],
      );
      if (changes && !isInForce(confirmationOf(planned), now())) {
        const locked = await applicationsLockedOut(cloudflare, properties);
        refuse(locked, properties, "replaced", now());
      }
    },
    delete: async ({ client: { cloudflare } }, { properties }) => {
      if (!isInForce(confirmationOf(properties), now())) {
        const locked = await applicationsLockedOut(cloudflare, properties);
        const leaving = ownApplicationIds(properties);
        refuse(
          locked.filter(({ id }) => !leaving.includes(id)),
          properties,
          "deleted",
          now(),
        );
      }
    },
  };
}

function confirmationOf({ confirmation }: PropertyMap): Confirmation | undefined {
  if (!isMap(confirmation) || typeof confirmation.until !== "string") {
    return undefined;
  }
  return { until: confirmation.until, reason: String(confirmation.reason ?? "") };
}

function isInForce(confirmation: Confirmation | undefined, now: Date): boolean {
  return confirmation !== undefined && confirmationState(confirmation, now) === "in force";
}

/** An expired confirmation is no problem: it only does nothing any more. */
function confirmationProblems(confirmation: Confirmation | undefined, now: Date): string[] {
  if (confirmation === undefined) {
    return [];
  }
  const state = confirmationState(confirmation, now);
  if (state === "no date") {
    return [`confirmation.until: "${confirmation.until}" is not a date. Write it like 2026-12-01.`];
  }
  if (state === "too far") {
    return [
      `confirmation.until: ${confirmation.until} is more than ${MAX_CONFIRMATION_DAYS} days ahead. ` +
        "Name the day by which the change is made.",
    ];
  }
  return confirmation.reason.trim() === "" ? ["confirmation.reason: is empty. Say why."] : [];
}

function ownApplicationIds({ ownApplicationIds: ids }: PropertyMap): readonly unknown[] {
  return Array.isArray(ids) ? ids : [];
}

async function applicationsLockedOut(client: CloudflareApi, properties: PropertyMap): Promise<readonly LockedOut[]> {
  const accountId = String(properties.accountId);
  const identityProviderId = String(properties.identityProviderId);
  const access = accessPath(accountId);
  const [applications, groups, found] = await Promise.all([
    client.list(`${access}/apps`),
    client.list(`${access}/groups`),
    client.list(identityProvidersPath(accountId)),
  ]);
  const loginMethods = found.map(({ id }) => String(id));
  // When it is gone already, keeping the guard would protect nothing.
  return loginMethods.includes(identityProviderId)
    ? lockedOut({ applications, groups, loginMethods }, identityProviderId)
    : [];
}

function refuse(locked: readonly LockedOut[], properties: PropertyMap, loss: "deleted" | "replaced", now: Date): void {
  if (locked.length === 0) {
    return;
  }
  const named = locked
    .slice(0, NAMED_AT_MOST)
    .map(({ name, domain }) => (domain ? `"${name}" (${domain})` : `"${name}"`));
  const more = locked.length > NAMED_AT_MOST ? `, and ${locked.length - NAMED_AT_MOST} more` : "";
  const applications =
    locked.length === 1 ? "1 application would lose its" : `${locked.length} applications would lose their`;
  const before = loss === "deleted" ? ", run `pulumi up` once and then delete" : "";
  throw new Error(
    [
      `Lockout guard: the login method ${String(properties.identityProviderId)} would be ${loss}, and ${applications} last way to log in: ${named.join(", ")}${more}. Nothing was changed.`,
      "Let them allow another login method first, such as a one-time PIN (settings.access.loginMethods.oneTimePin), with a policy that lets in people who come by it: by their e-mail address, not by a group of Okta.",
      `When it is meant, confirm it in the stack's settings, for at most ${MAX_CONFIRMATION_DAYS} days ahead${before}:`,
      "  okta-cloudflare-access:settings:",
      "    lockoutGuard:",
      "      confirm:",
      `        until: "${dayOf(new Date(now.getTime() + WEEK_MS))}"`,
      "        reason: <why>",
    ].join("\n"),
  );
}
