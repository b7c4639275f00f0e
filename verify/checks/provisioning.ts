import { asObject, type Json, textAt } from "../../api/json";
import { CONSOLE_DONE_COMMAND, consoleSteps } from "../../lib/console-steps";
import { beforeConnection, type Check, cannotTell, fail, pass, scimOf, warn, withoutScim } from "../check";
import { differences } from "../differences";
import type { Subject } from "../subject";

/** Cloudflare's SCIM service takes the secret, and no other. */
export const scimService: Check = {
  id: "scim-service",
  section: "provisioning",
  title: "SCIM service in Cloudflare",
  pointless: withoutScim,
  look: async (subject) => {
    const { baseUrl } = scimOf(subject);
    const secret = subject.scimSecret;
    if (baseUrl === "") {
      return fail("the login method has no SCIM endpoint", [], "Is SCIM on? Run `pulumi up --refresh`.");
    }
    const ask = async (token: string) => {
      const url = `${baseUrl}/Users?count=1`;
      const { status } = await subject.http.send({ method: "GET", url, headers: { authorization: `Bearer ${token}` } });
      return status;
    };
    const wrong = await ask("verification-with-a-wrong-secret");
    if (wrong < 400) {
      return fail(
        `it answers ${wrong} to a wrong secret: anybody could add people`,
        [],
        "Report this to Cloudflare, and turn SCIM off (scim.enabled: false).",
      );
    }
    if (secret === undefined || secret === "") {
      return cannotTell(
        "it refuses a wrong secret, and the stack does not have the right one: Cloudflare tells it once",
        "Run: npm run rotate -- --stack STACK scim-secret. It gives both sides a new one (docs/rotation.md).",
      );
    }
    const right = await ask(secret);
    if (right === 404) {
      return fail(
        "there is none (404): nothing that Okta sends arrives",
        [],
        "Is the login method there? See that first.",
      );
    }
    return right === 200
      ? pass("takes the secret and refuses another one")
      : fail(
          `it answers ${right} to the stack's secret: nothing that Okta sends arrives`,
          [],
          "Somebody regenerated it. Run: npm run rotate -- --stack STACK scim-secret. It gives both sides a new one (docs/rotation.md).",
        );
  },
};

/** Okta's connection to it is on and leads there. */
export const scimConnection: Check = {
  id: "scim-connection",
  section: "provisioning",
  title: "SCIM connection in Okta",
  pointless: withoutScim,
  look: async (subject) => {
    const scim = scimOf(subject);
    const found = await subject.oktaObject(`/api/v1/apps/${scim.app.id}/connections/default`);
    if (found === undefined && (await subject.app(scim.app.id)) === undefined) {
      return fail("there is none: the SCIM app is gone", [], "See the SCIM app first.");
    }
    const isShown = found !== undefined && found.status !== "UNKNOWN";
    const wrong = isShown ? connectionProblems(found, scim.baseUrl) : [];
    if (scim.connection === "console" && !scim.complete) {
      return isShown && wrong.length === 0
        ? {
            ...warn("is on, and this stack does not know it yet", [], CONSOLE_DONE, "Run: pulumi up"),
            waitsFor: "config",
          }
        : warn("one step left: a person has to set it up", wrong, ...stepsOf(subject));
    }
    if (!isShown) {
      return scim.connection === "console"
        ? cannotTell(
            "Okta does not show it in its API",
            "What arrived in Cloudflare tells whether it works: see the groups and people there.",
          )
        : fail(
            "Okta did not take it: it answers UNKNOWN, and nothing is provisioned",
            [],
            "Run: pulumi config set --path okta-cloudflare-access:settings.scim.connection console",
            "Run: pulumi up. It says, step by step, what to set up by hand.",
          );
    }
    return wrong.length === 0
      ? pass("is on and leads to the SCIM service")
      : fail(
          "is not as it should be",
          wrong,
          scim.connection === "console"
            ? `Mend it by hand at ${scim.page ?? "the app's Provisioning tab"}.`
            : "Run `pulumi up --refresh --target '**-scim-connection'`: it sets the connection again.",
        );
  },
};

const CONSOLE_DONE = `Run: ${CONSOLE_DONE_COMMAND}`;

function connectionProblems(found: Json, baseUrl: string): string[] {
  const scheme = textAt(found, "authScheme") ?? textAt(found, "profile", "authScheme") ?? "TOKEN";
  return [
    ...(found.status === "ENABLED" ? [] : [`status: expected ENABLED, found ${String(found.status)}`]),
    ...(scheme === "TOKEN" ? [] : [`authScheme: expected TOKEN, found ${scheme}`]),
    ...(found.baseUrl === undefined ? [] : differences({ baseUrl }, found)),
  ];
}

function stepsOf(subject: Subject): string[] {
  const { app, baseUrl, page } = scimOf(subject);
  return consoleSteps({
    appLabel: String(app.declared.label),
    provisioningPage: page,
    scimBaseUrl: baseUrl,
    hasScimSecret: (subject.scimSecret ?? "") !== "",
  });
}

/** Create Users, Update User Attributes and Deactivate Users are on or off as declared. */
export const scimFeatures: Check = {
  id: "scim-features",
  section: "provisioning",
  title: "Provisioning to App",
  pointless: beforeConnection,
  look: async (subject) => {
    const { app, features } = scimOf(subject);
    const found = await subject.oktaObject(`/api/v1/apps/${app.id}/features/USER_PROVISIONING`);
    if (found === undefined) {
      return fail("Okta has no provisioning for this app", [], "Is the SCIM connection on? See there first.");
    }
    const { create, update } = asObject(found.capabilities);
    const status = (of: unknown, key: string) => textAt(of, key, "status") === "ENABLED";
    const wrong = differences(
      {
        "Create Users": features.createUsers,
        "Update User Attributes": features.updateUsers,
        "Deactivate Users": features.deactivateUsers,
      },
      {
        "Create Users": status(create, "lifecycleCreate"),
        "Update User Attributes": status(update, "profile"),
        "Deactivate Users": status(update, "lifecycleDeactivate"),
      },
    );
    return wrong.length === 0
      ? pass("is as declared")
      : fail(
          wrong.some((line) => line.startsWith("Deactivate") && features.deactivateUsers)
            ? "is not as declared: who leaves stays in Cloudflare"
            : "is not as declared",
          wrong,
          "Run `pulumi up --refresh`: it puts them back.",
        );
  },
};

/** Every group that should be pushed is, and works. */
export const pushGroups: Check = {
  id: "push-groups",
  section: "provisioning",
  title: "Push Groups",
  pointless: beforeConnection,
  look: async (subject) => {
    const { app, pushGroups: declared } = scimOf(subject);
    const mappings = await subject.pushMappings(app.id);
    const wrong: string[] = [];
    for (const [key, id] of Object.entries(declared)) {
      const mapping = mappings.find(({ sourceGroupId }) => sourceGroupId === id);
      const name = `"${subject.deployed.groupNames[key] ?? key}"`;
      if (mapping === undefined) {
        wrong.push(`${name}: is not pushed`);
      } else if (mapping.status !== "ACTIVE") {
        wrong.push(
          `${name}: ${String(mapping.status)}${textAt(mapping, "errorSummary") === undefined ? "" : `, ${String(mapping.errorSummary)}`}`,
        );
      }
    }
    if (wrong.length > 0) {
      return fail(
        `${wrong.length} of ${Object.keys(declared).length} groups are not pushed as they should be`,
        wrong,
        'Mend what Okta says and select "Push now" in the app\'s Push Groups tab. What is missing comes with `pulumi up --refresh`, after `npm run forget -- --stack STACK --yes` where somebody unlinked it.',
      );
    }
    const known = new Set(Object.values(declared));
    const extra = mappings.filter(({ sourceGroupId }) => !known.has(String(sourceGroupId)));
    return extra.length === 0
      ? pass(`${mappings.length} groups are pushed, all of them active`)
      : warn(
          "other groups are pushed besides, by hand",
          await Promise.all(
            extra.map(async ({ sourceGroupId }) => {
              const name = await subject.groupName(String(sourceGroupId));
              return `"${name ?? String(sourceGroupId)}": is pushed`;
            }),
          ),
          "Name them in scim.pushGroups, or remove them in the app's Push Groups tab.",
        );
  },
};
