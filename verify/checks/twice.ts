import { type Json, textAt } from "../../api/json";
import type { DeployedApp } from "../../lib/deployed";
import { SCIM_CATALOGUE_APP } from "../../lib/names";
import { cloudflareLoginMethodsPage, oktaAdminUrl, oktaAppPage } from "../../lib/okta-urls";
import { type Check, pass, warn } from "../check";
import type { Subject } from "../subject";

/**
 * No second app, login method, Access group or policy as the stack's own. Both vendors make any number of them without a
 * word; authorization servers, groups of Okta and applications for one domain they refuse themselves.
 */
export const nothingTwice: Check = {
  id: "nothing-twice",
  section: "safety",
  title: "Nothing is there twice",
  look: async (subject) => {
    const doubles = (
      await Promise.all([secondApps(subject), secondLoginMethods(subject), secondAccessObjects(subject)])
    ).flat();
    return doubles.length === 0
      ? pass("there is one of everything that the stack deployed")
      : warn(
          doubles.length === 1 ? "one thing is there twice" : `${doubles.length} things are there twice`,
          doubles,
          "Run: npm run recover -- --stack STACK. It deletes, with --yes, what a run that broke off made twice and nobody uses, and says why it leaves the rest.",
          "Where somebody made it on purpose, give it another label or name.",
        );
  },
};

/** Apps with the label and the use of ours. The list is asked for once where one label begins with the other. */
async function secondApps(subject: Subject): Promise<string[]> {
  const { signInApp, scim } = subject.deployed;
  const ours = [signInApp, ...(scim === undefined || scim.app.id === signInApp.id ? [] : [scim.app])];
  const ids = new Set(ours.map(({ id }) => id));
  const labels = ours.map(({ declared }) => String(declared.label));
  const lists = await Promise.all(
    ours.map((app) => {
      const label = String(app.declared.label);
      const shortest = labels.filter((other) => label.startsWith(other)).sort((one, two) => one.length - two.length);
      return subject.oktaList(`/api/v1/apps?limit=200&q=${encodeURIComponent(shortest[0] ?? label)}`);
    }),
  );
  return ours.flatMap((app, index) =>
    (lists[index] ?? [])
      .filter((other) => !ids.has(String(other.id)) && other.status === "ACTIVE" && isSameApp(other, app))
      .map(
        (other) =>
          `app "${String(other.label)}" in Okta: ${String(other.id)}, beside ${app.id}${appPage(subject, other)}`,
      ),
  );
}

/** An app of no catalogue has a name of its own with SAML: only what it is for tells it from others. */
function isSameApp(other: Json, { declared }: DeployedApp): boolean {
  return (
    other.label === declared.label &&
    (declared.name === undefined
      ? other.signOnMode === declared.signOnMode && other.name !== SCIM_CATALOGUE_APP
      : other.name === declared.name)
  );
}

function appPage({ deployed }: Subject, app: Json): string {
  const adminUrl = oktaAdminUrl(deployed.oktaOrgUrl);
  return adminUrl === undefined ? "" : ` (${oktaAppPage(adminUrl, String(app.name), String(app.id), "general")})`;
}

/** Login methods of the type and name of ours, or that lead to the same app by whatever name. */
async function secondLoginMethods(subject: Subject): Promise<string[]> {
  const { accountId, loginMethod, oidc } = subject.deployed;
  const { id, declared } = loginMethod;
  const ssoUrl = textAt(declared, "config", "sso_target_url");
  const isSame = (other: Json): boolean =>
    (other.type === declared.type && other.name === declared.name) ||
    (oidc !== undefined && textAt(other, "config", "client_id") === oidc.clientId) ||
    (ssoUrl !== undefined && textAt(other, "config", "sso_target_url") === ssoUrl);
  return (await subject.accessObjects("identity_providers"))
    .filter((other) => other.id !== id && isSame(other))
    .map(
      (other) =>
        `login method "${String(other.name)}" at Cloudflare: ${String(other.id)}, beside ${id} (${cloudflareLoginMethodsPage(accountId)})`,
    );
}

/** Access groups and policies of one name and with the same rules, which have to do with our login method. */
async function secondAccessObjects(subject: Subject): Promise<string[]> {
  const [groups, policies] = await Promise.all([subject.accessObjects("groups"), subject.accessObjects("policies")]);
  const ourGroups = groups.filter((group) => mentions(group, [subject.deployed.loginMethod.id]));
  const ours = [subject.deployed.loginMethod.id, ...ourGroups.map(({ id }) => String(id))];
  return [
    ...doublesAmong("Access group", ourGroups, []),
    ...doublesAmong(
      "Access policy",
      policies.filter((policy) => mentions(policy, ours)),
      ourGroups,
    ),
  ];
}

function doublesAmong(noun: string, objects: readonly Json[], groups: readonly Json[]): string[] {
  const first = new Map<string, string>();
  return objects.flatMap((object) => {
    const key = JSON.stringify([object.name, object.decision, rulesOf(object, groups)]);
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, String(object.id));
      return [];
    }
    return [`${noun} "${String(object.name)}" at Cloudflare: ${String(object.id)}, beside ${other}`];
  });
}

/** The rules, with groups by name: the double of a policy may name the double of a group. */
function rulesOf(object: Json, groups: readonly Json[]): string {
  const text = JSON.stringify([object.include, object.require, object.exclude]);
  return groups.reduce<string>((rules, { id, name }) => rules.replaceAll(String(id), String(name)), text);
}

function mentions(object: Json, ids: readonly string[]): boolean {
  const rules = JSON.stringify([object.include, object.require, object.exclude]);
  return ids.some((id) => rules.includes(id));
}
