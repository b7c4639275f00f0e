import type { Sandbox } from "../sandbox";
import type { AccessApplication, IdentityProvider } from "../sandbox/cloudflare/entities";
import { localAddress } from "../sandbox/cloudflare/login/addresses";
import { addressOf, policiesOf } from "../sandbox/cloudflare/login/applications";
import { type Decision, decide } from "../sandbox/cloudflare/login/evaluator";
import type { User } from "../sandbox/okta/entities";
import { SANDBOX_PASSWORD } from "../sandbox/okta/passwords";
import { loginOf } from "../sandbox/okta/store";

/** Three people of the seed who may do different things. */
const PEOPLE = ["lena.vogel@acme.example", "claire.dubois@acme.example", "viktor.petrov@acme.example"];

/**
 * What to open and who to be while the demo runs: the pages of both sides, an application that Access protects, and
 * three people with what the policies say about them. Of applications only those are named that take the Okta login
 * method; without one there are none.
 */
export function describeShow(sandbox: Sandbox): string {
  const { okta, cloudflare } = sandbox;
  const people = PEOPLE.flatMap((login) => okta.store.user(login) ?? []);
  const method = cloudflare.store.identityProviders.find(({ type }) => type === "okta");
  const applications =
    method === undefined ? [] : cloudflare.store.applications.filter((application) => takes(application, method));
  const opened = applications.find((application) =>
    people.slice(0, 1).some((user) => method !== undefined && verdict(sandbox, method, application, user).allowed),
  );
  const address = opened === undefined ? undefined : addressOf(opened);
  return [
    "Open in a browser",
    ...columns([
      ["Okta", okta.url, "hire, move and fire people"],
      ["Cloudflare", cloudflare.url, "watch users, groups and sessions follow"],
      ...(opened === undefined || address === undefined
        ? []
        : [[nameOf(opened), localAddress(`${address}/`, cloudflare.url), "behind Access: log in by Okta"]]),
    ]),
    ...(method === undefined || applications.length === 0
      ? []
      : [
          "",
          `Log in as one of these; the password of everybody is ${SANDBOX_PASSWORD}`,
          ...columns(
            people.map((user) => [
              loginOf(user),
              groupsOf(sandbox, user).join(", "),
              applications
                .map((application) => told(application, verdict(sandbox, method, application, user)))
                .join("; "),
            ]),
          ),
        ]),
    "",
    `Requests as they come: ${okta.url}/log and ${cloudflare.url}/log`,
  ].join("\n");
}

function verdict(sandbox: Sandbox, method: IdentityProvider, application: AccessApplication, user: User): Decision {
  const { store } = sandbox.cloudflare;
  const identity = {
    email: String(user.profile.email),
    name: `${user.profile.firstName} ${user.profile.lastName}`,
    idp: { id: method.id, type: method.type },
    groups: groupsOf(sandbox, user),
    oidc_fields: {},
    amr: [],
  };
  const visitor = { identity, ip: "127.0.0.1", country: "XX" };
  return decide(policiesOf(store, application), visitor, (id) => store.groups.get(id));
}

function told(application: AccessApplication, { allowed, policy }: Decision): string {
  const name = nameOf(application);
  if (allowed) {
    return `may open ${name}`;
  }
  return policy === undefined ? `not ${name}` : `not ${name} ("${policy.name}")`;
}

function groupsOf({ okta }: Sandbox, user: User): string[] {
  const groups = okta.store.groupsOf(user.id).filter(({ type }) => type === "OKTA_GROUP");
  return groups.map(({ profile }) => String(profile.name));
}

function takes({ fields }: AccessApplication, method: IdentityProvider): boolean {
  return Array.isArray(fields.allowed_idps) && fields.allowed_idps.includes(method.id);
}

function nameOf({ fields }: AccessApplication): string {
  return String(fields.name);
}

/** Rows with their cells one below the other, two spaces in. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd());
}
