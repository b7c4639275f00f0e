import { asList, asObject, type Json, textAt } from "../../api/json";
import { beforeConnection, type Check, fail, type Outcome, pass, scimOf, warn, withoutScim } from "../check";
import { momentOf } from "../drift";

const NAMED_AT_MOST = 20;

/** The pushed groups are in Cloudflare, and no others. */
export const scimGroups: Check = {
  id: "scim-groups",
  section: "provisioning",
  title: "Groups in Cloudflare",
  pointless: beforeConnection,
  look: async (subject) => {
    const { app, pushGroups } = scimOf(subject);
    const [arrived, mappings] = await Promise.all([subject.scimResources("groups"), subject.pushMappings(app.id)]);
    const there = new Set(arrived.map(({ displayName }) => String(displayName)));
    const declared = await Promise.all(Object.values(pushGroups).map((id) => subject.groupName(id)));
    const wanted = declared.filter((name) => name !== undefined);
    const missing = wanted.filter((name) => !there.has(name));
    if (missing.length > 0) {
      const failed = fail(
        `${missing.length} of ${wanted.length} pushed groups have not arrived`,
        some(missing.map((name) => `"${name}": is missing`)),
        'A push takes a few minutes. Then: select "Push now" in the app\'s Push Groups tab, and look at its error.',
      );
      return mappings.some(({ status }) => status === "ACTIVE") ? { ...failed, waitsFor: "minutes" } : failed;
    }
    const pushed = new Set(
      await Promise.all(mappings.map(({ sourceGroupId }) => subject.groupName(String(sourceGroupId)))),
    );
    const left = [...there].filter((name) => !pushed.has(name));
    return left.length === 0
      ? pass(`all ${wanted.length} pushed groups are there`)
      : warn(
          "groups are there that nobody pushes",
          some(left.map((name) => `"${name}": is left over, or was renamed in Okta`)),
          "Members no longer change. Remove what policies do not name in Zero Trust > Team & Resources > Users.",
        );
  },
};

/** Those who are assigned are in Cloudflare, and nobody else is. */
export const scimUsers: Check = {
  id: "scim-users",
  section: "provisioning",
  title: "People in Cloudflare",
  pointless: beforeConnection,
  look: async (subject) => {
    const [arrived, assigned] = await Promise.all([
      subject.scimResources("users"),
      // The same question as for the assignments.
      subject.assignedUsers(scimOf(subject).app.id),
    ]);
    return comparePeople(byAddress(arrived), byUserName(assigned));
  },
};

function comparePeople(there: ReadonlyMap<string, Json>, expected: ReadonlyMap<string, Json>): Outcome {
  const stay = [...there].filter(([address, user]) => {
    const assigned = expected.get(address);
    return user.active !== false && (assigned === undefined || isSuspended(assigned));
  });
  const missing = [...expected].filter(([address]) => !there.has(address));
  if (stay.length + missing.length > 0) {
    const failed = fail(
      stay.length > 0
        ? `${stay.length} people are active in Cloudflare and not in Okta: who left may still be in`
        : `${missing.length} of ${expected.size} people have not arrived`,
      [
        ...some(
          stay.map(
            ([address]) => `${address}: is active, and ${expected.has(address) ? "suspended" : "not assigned"} in Okta`,
          ),
        ),
        ...some(missing.map(([address, user]) => `${address}: is missing${stateOf(user)}`)),
      ],
      ...(missing.length === 0
        ? []
        : ['Who was assigned before the connection was on: select "Provision User" in the app\'s Assignments tab.']),
      ...(stay.length === 0
        ? []
        : [
            "Look at the app's tasks in Okta for a deactivation that failed, and revoke these people in Zero Trust > Users.",
          ]),
    );
    // Who was assigned while provisioning was off is not sent later, and who failed waits for somebody.
    const comes = missing.some(([, user]) => !["DISABLED", "ERROR"].includes(syncState(user) ?? ""));
    return comes ? { ...failed, waitsFor: "minutes" } : failed;
  }
  const differing = [...expected].flatMap(([address, user]) => differs(address, user, there.get(address)));
  return differing.length === 0
    ? pass(`all ${expected.size} assigned people are there, and nobody else is active`)
    : warn(
        `${differing.length} people are otherwise in Cloudflare`,
        some(differing),
        "An update takes a minute. Then look at the app's tasks in Okta.",
      );
}

function differs(address: string, assigned: Json, arrived: Json | undefined): string[] {
  const profile = asObject(assigned.profile);
  const name = textAt(profile, "displayName");
  return [
    ...(arrived?.active === false && !isSuspended(assigned) ? [`${address}: is not active`] : []),
    ...(name === undefined || arrived?.displayName === name
      ? []
      : [`${address}: is called "${String(arrived?.displayName)}" and not "${name}"`]),
  ];
}

function syncState(user: Json): string | undefined {
  return textAt(user, "syncState");
}

function stateOf(user: Json): string {
  const state = syncState(user);
  return state === "SYNCING" ? ", and on the way" : state === "ERROR" ? ", and Okta says that it failed" : "";
}

function byUserName(assigned: readonly Json[]): Map<string, Json> {
  return new Map(
    assigned
      // Who was never activated is not provisioned.
      .filter((user) => accountStatus(user) !== "STAGED")
      .map((user) => [(textAt(user, "credentials", "userName") ?? "").toLowerCase(), user]),
  );
}

function accountStatus(user: Json): string | undefined {
  return textAt(user, "_embedded", "user", "status");
}

function isSuspended(user: Json): boolean {
  return ["SUSPENDED", "DEPROVISIONED"].includes(accountStatus(user) ?? "");
}

function byAddress(users: readonly Json[]): Map<string, Json> {
  return new Map(
    users.map((user) => {
      const emails = asList(user.emails);
      const email = emails.find(({ primary }) => primary === true) ?? emails[0];
      return [String(email?.value ?? user.userName ?? user.id).toLowerCase(), user];
    }),
  );
}

/** Cloudflare's SCIM log has no refused request since the deployment. */
export const scimUpdates: Check = {
  id: "scim-updates",
  section: "provisioning",
  title: "Cloudflare's SCIM log",
  pointless: withoutScim,
  look: async (subject) => {
    const failed = await subject.failedScimUpdates();
    return failed.length === 0
      ? pass("has no failure since the deployment")
      : fail(
          `has ${failed.length} failures since the deployment`,
          some(
            failed.map((update) => {
              const about = update.resource_user_email ?? update.resource_group_name ?? update.cf_resource_id;
              const when = String(update.logged_at).slice(0, 16).replace("T", " ");
              return `${when} UTC, ${String(update.request_method)} ${String(update.resource_type)} ${String(about)}: ${String(update.error_description ?? "refused")}`;
            }),
          ),
          "Cloudflare's Zero Trust dashboard has the requests in Insights > Logs > SCIM provisioning.",
        );
  },
};

/** Okta's System Log has no failed provisioning since the deployment. */
export const provisioningErrors: Check = {
  id: "provisioning-errors",
  section: "provisioning",
  title: "Okta's provisioning log",
  pointless: withoutScim,
  look: async (subject) => {
    const { id } = scimOf(subject).app;
    const events = await subject.events(
      `eventType sw "application.provision" and outcome.result eq "FAILURE" and target.id eq "${id}"`,
    );
    return events.length === 0
      ? pass("has no failure since the deployment")
      : fail(
          `has ${events.length} failures since the deployment`,
          some(
            events.map(
              (event) =>
                `${momentOf(event)}, ${String(event.displayMessage)}: ${textAt(event, "outcome", "reason") ?? "no reason given"}`,
            ),
          ),
          "Mend the cause and retry in Okta: Dashboard > Tasks.",
        );
  },
};

function some(lines: readonly string[]): string[] {
  const more = lines.length - NAMED_AT_MOST;
  return more > 0 ? [...lines.slice(0, NAMED_AT_MOST), `and ${more} more`] : [...lines];
}
