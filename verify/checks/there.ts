import { asObject, type Json } from "../../api/json";
import { GROUPS_SCOPE } from "../../lib/authorization-server";
import type { DeployedApp, DeployedAuthorizationServer, DeployedOidc } from "../../lib/deployed";
import { type Check, cannotTell, fail, type Outcome, pass, withoutOidc, withoutScim } from "../check";
import { differences } from "../differences";
import type { Subject } from "../subject";

const PUT_BACK =
  "Run `pulumi up --refresh`: it puts back what is declared. Change the settings first if the change was meant.";
const MAKE_ANEW = "Somebody deleted it. Run `pulumi up --refresh`, which makes a new one.";
const NEW_SCIM_APP =
  "With SCIM, Okta believes that everybody is there: have the SCIM app replaced in the same run (docs/troubleshooting.md).";
// Okta's provider stops at an app that is gone instead of making it anew.
const FORGET = [
  "Somebody deleted it, and Okta's provider stops at an app that is gone.",
  "Run: npm run forget -- --stack STACK --yes",
  "Run: pulumi up. It makes a new one.",
];

/** The login method is there, field for field. */
export const loginMethod: Check = {
  id: "login-method",
  section: "there",
  title: "Login method in Cloudflare",
  look: async (subject) => {
    const { id, declared } = subject.deployed.loginMethod;
    const found = await subject.loginMethod();
    return found === undefined
      ? fail(
          `there is no login method ${id} in the account`,
          [],
          `${MAKE_ANEW} Everybody has to log in again. ${NEW_SCIM_APP}`,
        )
      : compared(`"${String(found.name)}"`, differences(declared, found));
  },
};

/** The app that people sign in with is there, field for field. */
export const signInApp: Check = {
  id: "sign-in-app",
  section: "there",
  title: "App for sign-in in Okta",
  look: (subject) => appAsDeclared(subject, subject.deployed.signInApp),
};

/** The SCIM app is there, field for field. */
export const scimApp: Check = {
  id: "scim-app",
  section: "there",
  title: "SCIM app in Okta",
  pointless: (deployed) =>
    withoutScim(deployed) ??
    (deployed.scim?.app.id === deployed.signInApp.id ? "it is the app for sign-in as well" : undefined),
  look: (subject) => appAsDeclared(subject, subject.deployed.scim?.app as DeployedApp),
};

async function appAsDeclared(subject: Subject, { id, declared }: DeployedApp): Promise<Outcome> {
  const found = await subject.app(id);
  return found === undefined
    ? fail(`there is no app ${id} in Okta`, [], ...FORGET)
    : compared(`"${String(found.label)}"`, differences(declared, found));
}

/** The groups claim filter of the app is what was declared: Okta's provider leaves it out with OAuth credentials. */
export const groupsClaim: Check = {
  id: "groups-claim",
  section: "there",
  title: "Groups claim of the app",
  pointless: (deployed) =>
    withoutOidc(deployed) ??
    (deployed.oidc?.groupsClaim.onApp === false ? "it is a claim of the authorization server" : undefined),
  look: async (subject) => {
    const { name, regex } = (subject.deployed.oidc as DeployedOidc).groupsClaim;
    const found = await subject.groupsClaimFilter(subject.deployed.signInApp.id);
    if (found === "refused") {
      return cannotTell(
        "Okta shows the groups claim of an app to an API token only",
        'Look at "Group claims filter" in the app\'s Sign On tab, or verify with an API token.',
      );
    }
    return compared(
      `"${name}"`,
      differences({ name, value: regex, valueType: "GROUPS", groupFilterType: "REGEX" }, found),
    );
  },
};

/** The custom authorization server is there, with scope, claims and the access policy of this client. */
export const authorizationServer: Check = {
  id: "authorization-server",
  section: "there",
  title: "Authorization server in Okta",
  pointless: ({ authorizationServer: server }) =>
    server === undefined ? "the organization's own issues the tokens" : undefined,
  look: async (subject) => {
    const server = subject.deployed.authorizationServer as DeployedAuthorizationServer;
    const path = `/api/v1/authorizationServers/${server.id}`;
    const found = await subject.oktaObject(path);
    if (found === undefined) {
      return fail(`there is no authorization server ${server.id} in Okta`, [], MAKE_ANEW);
    }
    const [scopes, claims, policies] = await Promise.all([
      subject.oktaList(`${path}/scopes`),
      subject.oktaList(`${path}/claims`),
      subject.oktaList(`${path}/policies`),
    ]);
    return compared(`"${String(found.name)}"`, [
      ...differences(server.declared, found),
      ...(scopes.some(({ name }) => name === GROUPS_SCOPE) ? [] : [`scope "${GROUPS_SCOPE}": is not there`]),
      ...server.claims.flatMap((claim) => claimDifferences(claim, claims)),
      ...policyDifferences(server.policyName, subject.deployed.oidc?.clientId, policies),
    ]);
  },
};

function claimDifferences(declared: Json, claims: readonly Json[]): string[] {
  const where = `claim "${String(declared.name)}"`;
  const found = claims.find(({ name, claimType }) => name === declared.name && claimType === declared.claimType);
  return found === undefined
    ? [`${where}: is not there`]
    : differences({ ...declared, status: "ACTIVE" }, found).map((line) => `${where}, ${line}`);
}

function policyDifferences(name: string, clientId: string | undefined, policies: readonly Json[]): string[] {
  const where = `access policy "${name}"`;
  const policy = policies.find((one) => one.name === name);
  if (policy === undefined) {
    return [`${where}: is not there`];
  }
  const clients = asObject(asObject(asObject(policy.conditions).clients)).include;
  const included = Array.isArray(clients) && (clients.includes(clientId) || clients.includes("ALL_CLIENTS"));
  return [
    ...(policy.status === "ACTIVE" ? [] : [`${where}: is ${String(policy.status)}`]),
    ...(included ? [] : [`${where}: is not for this client`]),
  ];
}

function compared(what: string, found: readonly string[]): Outcome {
  if (found.length === 0) {
    return pass(`${what} is as declared`);
  }
  return fail(
    `${what} is not as declared: ${found.length === 1 ? "1 difference" : `${found.length} differences`}`,
    found,
    PUT_BACK,
  );
}
