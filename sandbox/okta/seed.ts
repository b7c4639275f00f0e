import { z } from "zod";
import { buildApp } from "./app-model";
import type { Group, JsonObject, Policy, User, UserStatus } from "./entities";
import { catchAllRule } from "./routes/policies";
import { addServerDefaults } from "./server-defaults";
import { SERVICE_APP_ID } from "./service-apps";
import { EVERYONE, type OktaStore } from "./store";

/** A person of the seed. Their login is `first.last@acme.example`. */
export interface SeedPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly department: string;
  /** Login of their manager; none for the head of the company. */
  readonly manager?: string;
  /** Names of groups, besides "Everyone". */
  readonly groups: readonly string[];
  /** `ACTIVE` when left out. */
  readonly status?: UserStatus;
  /** Administrator roles. */
  readonly roles?: readonly string[];
}

/** What a fresh Okta holds besides its built-in things. */
export interface Seed {
  readonly company: string;
  readonly groups: readonly { readonly name: string; readonly description: string }[];
  readonly people: readonly SeedPerson[];
  /** An application that somebody else owns: nothing we deploy may ever touch it. */
  readonly foreignApp: { readonly label: string; readonly redirectUri: string; readonly groups: readonly string[] };
}

const person = z.strictObject({
  firstName: z.string().min(1),
  lastName: z.string().min(1),
  title: z.string().min(1),
  department: z.string().min(1),
  manager: z.string().optional(),
  groups: z.array(z.string()),
  status: z.enum(["STAGED", "PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "SUSPENDED", "DEPROVISIONED"]).optional(),
  roles: z.array(z.string()).optional(),
});

const seedSchema = z
  .strictObject({
    company: z.string().min(1),
    groups: z.array(z.strictObject({ name: z.string().min(1), description: z.string() })),
    people: z.array(person),
    foreignApp: z.strictObject({ label: z.string().min(1), redirectUri: z.url(), groups: z.array(z.string()) }),
  })
  .superRefine((seed, issues) => {
    const groups = new Set(seed.groups.map((group) => group.name));
    const logins = new Set(seed.people.map(loginFor));
    const complain = (path: (string | number)[], message: string): void =>
      issues.addIssue({ code: "custom", path, message });
    seed.people.forEach((someone, index) => {
      for (const name of someone.groups.filter((group) => !groups.has(group))) {
        complain(["people", index, "groups"], `no group is called "${name}"`);
      }
      if (someone.manager !== undefined && !logins.has(someone.manager)) {
        complain(["people", index, "manager"], `nobody has the login "${someone.manager}"`);
      }
    });
    if (logins.size !== seed.people.length) {
      complain(["people"], "two people have the same login");
    }
    for (const name of seed.foreignApp.groups.filter((group) => !groups.has(group))) {
      complain(["foreignApp", "groups"], `no group is called "${name}"`);
    }
  });

/** Checks a seed. @throws Error that lists every problem with its path. */
export function validateSeed(seed: unknown): Seed {
  const parsed = seedSchema.safeParse(seed);
  if (!parsed.success) {
    throw new Error(`Okta seed: ${z.prettifyError(parsed.error)}`);
  }
  return seed as Seed;
}

/** The login of a person of the seed. */
export function loginFor(someone: { readonly firstName: string; readonly lastName: string }): string {
  const word = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");
  return `${word(someone.firstName)}.${word(someone.lastName)}@acme.example`;
}

/** The group of everybody who works for the company. Unlike Okta's "Everyone", somebody has to put people in. */
const WORKFORCE = "Workforce";

/** The company that the sandbox starts with: 25 people, 9 groups, one foreign app. */
export const ACME: Seed = withWorkforce({
  company: "Acme",
  groups: [
    { name: "Engineering", description: "Builds and runs the product" },
    { name: "Finance", description: "Accounting, payroll and procurement" },
    { name: "Sales", description: "New and existing customers" },
    { name: "Support", description: "First and second line" },
    { name: "IT", description: "Laptops, accounts and this Okta" },
    { name: "People Operations", description: "Hiring and everything after" },
    { name: "Contractors", description: "People from outside, for a time" },
    { name: "Executives", description: "Heads of departments" },
  ],
  people: [
    {
      firstName: "Ada",
      lastName: "Okafor",
      title: "Chief Executive Officer",
      department: "Executive",
      groups: ["Executives"],
    },
    {
      firstName: "Ingrid",
      lastName: "Solberg",
      title: "Head of IT",
      department: "IT",
      manager: "ada.okafor@acme.example",
      groups: ["IT", "Executives"],
      roles: ["SUPER_ADMIN"],
    },
    {
      firstName: "Marcus",
      lastName: "Lindqvist",
      title: "VP Engineering",
      department: "Engineering",
      manager: "ada.okafor@acme.example",
      groups: ["Engineering", "Executives"],
    },
    {
      firstName: "Priya",
      lastName: "Raman",
      title: "Chief Financial Officer",
      department: "Finance",
      manager: "ada.okafor@acme.example",
      groups: ["Finance", "Executives"],
    },
    {
      firstName: "Tomas",
      lastName: "Herrera",
      title: "VP Sales",
      department: "Sales",
      manager: "ada.okafor@acme.example",
      groups: ["Sales", "Executives"],
    },
    {
      firstName: "Naomi",
      lastName: "Fischer",
      title: "Head of People",
      department: "People Operations",
      manager: "ada.okafor@acme.example",
      groups: ["People Operations", "Executives"],
    },
    {
      firstName: "Kwame",
      lastName: "Mensah",
      title: "Head of Support",
      department: "Support",
      manager: "ada.okafor@acme.example",
      groups: ["Support", "Executives"],
    },
    ...team("Engineering", "marcus.lindqvist@acme.example", [
      ["Lena", "Vogel", "Staff Engineer"],
      ["Diego", "Navarro", "Senior Engineer"],
      ["Hana", "Kobayashi", "Senior Engineer"],
      ["Oluwaseun", "Adeyemi", "Engineer"],
      ["Sofia", "Papadaki", "Engineer"],
      ["Ravi", "Chandran", "Site Reliability Engineer", ["IT"]],
    ]),
    ...team("Finance", "priya.raman@acme.example", [
      ["Claire", "Dubois", "Controller"],
      ["Mehmet", "Yilmaz", "Payroll Specialist", ["People Operations"]],
    ]),
    ...team("Sales", "tomas.herrera@acme.example", [
      ["Grace", "Whitfield", "Account Executive"],
      ["Jonas", "Keller", "Account Executive"],
      ["Amara", "Nwosu", "Solutions Engineer", ["Engineering"]],
    ]),
    ...team("Support", "kwame.mensah@acme.example", [
      ["Elif", "Demir", "Support Engineer"],
      ["Patrick", "Doyle", "Support Engineer"],
    ]),
    ...team("IT", "ingrid.solberg@acme.example", [["Yuki", "Tanaka", "Systems Administrator"]]),
    {
      firstName: "Viktor",
      lastName: "Petrov",
      title: "Contract Engineer",
      department: "Engineering",
      manager: "marcus.lindqvist@acme.example",
      groups: ["Contractors", "Engineering"],
    },
    {
      firstName: "Leila",
      lastName: "Haddad",
      title: "Contract Recruiter",
      department: "People Operations",
      manager: "naomi.fischer@acme.example",
      groups: ["Contractors", "People Operations"],
      status: "SUSPENDED",
    },
    {
      firstName: "Owen",
      lastName: "Byrne",
      title: "Account Executive",
      department: "Sales",
      manager: "tomas.herrera@acme.example",
      groups: ["Sales"],
      status: "DEPROVISIONED",
    },
    {
      firstName: "Mira",
      lastName: "Jovanovic",
      title: "Engineer",
      department: "Engineering",
      manager: "marcus.lindqvist@acme.example",
      groups: ["Engineering"],
      status: "STAGED",
    },
  ],
  foreignApp: {
    label: "Payroll",
    redirectUri: "https://payroll.acme.example/oauth/callback",
    groups: ["Finance", "People Operations"],
  },
});

function withWorkforce(seed: Seed): Seed {
  return {
    ...seed,
    groups: [...seed.groups, { name: WORKFORCE, description: "Everybody who works here, from outside too" }],
    people: seed.people.map((someone) => ({ ...someone, groups: [...someone.groups, WORKFORCE] })),
  };
}

function team(
  department: string,
  manager: string,
  members: readonly (readonly [string, string, string, (readonly string[])?])[],
): SeedPerson[] {
  return members.map(([firstName, lastName, title, others]) => ({
    firstName,
    lastName,
    title,
    department,
    manager,
    groups: [department, ...(others ?? [])],
  }));
}

/** When everything of the seed was made. A constant, so that two seeds are equal. */
const SEEDED_AT = "2026-01-12T09:00:00.000Z";

/** A fixed id: a prefix and a name, filled up to 20 characters. */
function seedId(prefix: string, name: string): string {
  return `${prefix}${name.replace(/[^A-Za-z0-9]/g, "").slice(0, 20 - prefix.length)}`.padEnd(20, "0");
}

/** Fills an empty store. */
export function seedOkta(store: OktaStore, subdomain: string, seed: Seed = ACME): void {
  const { company, groups, people, foreignApp } = validateSeed(seed);
  const tokenOwner = people.find((someone) => someone.roles?.includes("SUPER_ADMIN") === true);
  if (tokenOwner === undefined) {
    throw new Error('Okta seed: nobody is a SUPER_ADMIN. Give one person roles: ["SUPER_ADMIN"].');
  }
  store.organization.put({
    id: seedId("00o", subdomain),
    subdomain,
    companyName: company,
    created: SEEDED_AT,
    lastUpdated: SEEDED_AT,
    website: null,
    phoneNumber: "",
    endUserSupportHelpURL: "",
    supportPhoneNumber: "",
    address1: null,
    address2: null,
    city: null,
    state: null,
    country: null,
    postalCode: null,
    signingKeyId: "sandbox-org-signing-key".padEnd(43, "0"),
    userTypeId: seedId("oty", "user"),
    userSchemaId: seedId("osc", "user"),
    realmId: seedId("guo", "default"),
    profileEnrollmentPolicyId: seedId("rst", "profileEnrollment"),
    tokenOwnerId: seedId("00u", loginFor(tokenOwner).split("@")[0] ?? ""),
  });
  for (const builtIn of [
    { name: EVERYONE, description: "All users in your organization" },
    {
      name: "Okta Administrators",
      description: "Okta manages this group, which contains all administrators in your organization.",
    },
  ]) {
    store.groups.put(seedGroup(builtIn, "BUILT_IN"));
  }
  for (const group of groups) {
    store.groups.put(seedGroup(group, "OKTA_GROUP"));
  }
  for (const someone of people) {
    const user = store.users.put(seedUser(someone));
    const administrators = user.roles.length > 0 ? ["Okta Administrators"] : [];
    for (const name of [...administrators, ...someone.groups]) {
      const groupId = seedId("00g", name);
      store.memberships.put({ id: `${groupId}/${user.id}`, groupId, userId: user.id });
    }
  }
  seedPolicies(store);
  seedServer(store);
  seedForeignApp(store, foreignApp);
  seedServiceApp(store);
}

function seedGroup(group: { name: string; description: string }, type: Group["type"]): Group {
  return {
    id: seedId("00g", group.name),
    type,
    created: SEEDED_AT,
    lastUpdated: SEEDED_AT,
    lastMembershipUpdated: SEEDED_AT,
    profile: { name: group.name, description: group.description },
    sourceAppId: null,
  };
}

function seedUser(someone: SeedPerson): User {
  const login = loginFor(someone);
  const status = someone.status ?? "ACTIVE";
  const profile: JsonObject = {
    firstName: someone.firstName,
    lastName: someone.lastName,
    login,
    email: login,
    displayName: `${someone.firstName} ${someone.lastName}`,
    title: someone.title,
    department: someone.department,
    organization: "Acme",
    ...(someone.manager === undefined ? {} : { manager: someone.manager }),
  };
  return {
    id: seedId("00u", login.split("@")[0] ?? ""),
    status,
    created: SEEDED_AT,
    activated: status === "STAGED" ? null : SEEDED_AT,
    statusChanged: SEEDED_AT,
    lastLogin: null,
    lastUpdated: SEEDED_AT,
    passwordChanged: status === "STAGED" ? null : SEEDED_AT,
    profile,
    hasPassword: status !== "STAGED",
    recoveryQuestion: null,
    roles: someone.roles ?? [],
  };
}

/** The policies that every organization has; exactly one app sign-in policy is the default (`system`). */
function seedPolicies(store: OktaStore): void {
  const reserved = ["Okta Admin Console", "Okta Dashboard", "Okta Browser Plugin"];
  const policies: readonly Pick<Policy, "name" | "type" | "system" | "description">[] = [
    ...reserved.map((name) => ({ name, type: "ACCESS_POLICY", system: false, description: null })),
    { name: "Any two factors", type: "ACCESS_POLICY", system: true, description: "Require two factors to access." },
    {
      name: "Okta Account Management Policy",
      type: "ACCESS_POLICY",
      system: false,
      description:
        "This policy defines how users must authenticate for authenticator enrollment, password reset, or unlock account.",
    },
    { name: "Default Policy", type: "PROFILE_ENROLLMENT", system: true, description: "Default policy" },
  ];
  for (const policy of policies) {
    const stored = store.policies.put({
      ...policy,
      id: seedId("rst", policy.type === "PROFILE_ENROLLMENT" ? "profileEnrollment" : policy.name),
      status: "ACTIVE",
      priority: 1,
      conditions: null,
      settings: null,
      created: SEEDED_AT,
      lastUpdated: SEEDED_AT,
      reservedFor: reserved.includes(policy.name) ? policy.name : null,
    });
    if (policy.type === "ACCESS_POLICY") {
      store.policyRules.put({
        ...catchAllRule(store, stored),
        id: seedId("rul", policy.name),
        created: SEEDED_AT,
        lastUpdated: SEEDED_AT,
      });
    }
  }
}

function seedServer(store: OktaStore): void {
  const server = store.servers.put({
    id: seedId("aus", "default"),
    name: "default",
    description: "Default Authorization Server for your Applications",
    audiences: ["api://default"],
    issuerMode: "DYNAMIC",
    status: "ACTIVE",
    created: SEEDED_AT,
    lastUpdated: SEEDED_AT,
    kid: "sandbox-default-server-key".padEnd(43, "0"),
    rotationMode: "AUTO",
    lastRotated: SEEDED_AT,
    default: true,
  });
  addServerDefaults(store, server);
  const policy = store.serverPolicies.put({
    id: seedId("00p", "default"),
    serverId: server.id,
    status: "ACTIVE",
    name: "Default Policy",
    description: "Default Policy",
    priority: 1,
    system: false,
    clients: ["ALL_CLIENTS"],
    created: SEEDED_AT,
    lastUpdated: SEEDED_AT,
  });
  store.serverRules.put({
    id: seedId("0pr", "default"),
    serverId: server.id,
    policyId: policy.id,
    status: "ACTIVE",
    name: "Default Policy Rule",
    priority: 1,
    system: false,
    conditions: {
      people: { users: { exclude: [] }, groups: { include: ["EVERYONE"] } },
      grantTypes: { include: ["implicit", "client_credentials", "authorization_code", "password"] },
      scopes: { include: ["*"] },
    },
    actions: {
      token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 },
    },
    created: SEEDED_AT,
    lastUpdated: SEEDED_AT,
  });
}

function seedForeignApp(store: OktaStore, foreign: Seed["foreignApp"]): void {
  const id = seedId("0oa", foreign.label);
  const app = buildApp(
    store,
    id,
    {
      name: "oidc_client",
      label: foreign.label,
      signOnMode: "OPENID_CONNECT",
      settings: {
        oauthClient: {
          application_type: "web",
          consent_method: "TRUSTED",
          issuer_mode: "ORG_URL",
          redirect_uris: [foreign.redirectUri],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        },
      },
    },
    undefined,
  );
  store.apps.put({ ...app, created: SEEDED_AT, lastUpdated: SEEDED_AT, appLinkId: seedId("aln", foreign.label) });
  store.clientSecrets.put({
    id: seedId("ocs", foreign.label),
    appId: id,
    created: SEEDED_AT,
    lastUpdated: SEEDED_AT,
    status: "ACTIVE",
    client_secret: `sandbox-${"payroll-".repeat(7)}`,
  });
  foreign.groups.forEach((name, priority) => {
    const groupId = seedId("00g", name);
    store.appGroups.put({ id: `${id}/${groupId}`, appId: id, groupId, lastUpdated: SEEDED_AT, priority, profile: {} });
  });
  store.syncAppUsers(id);
}

/** The API service app as which a deployment signs in with a private key. Its key is made when somebody asks for it. */
function seedServiceApp(store: OktaStore): void {
  const app = buildApp(
    store,
    SERVICE_APP_ID,
    {
      name: "oidc_client",
      label: "Pulumi deployment",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { client_id: SERVICE_APP_ID, token_endpoint_auth_method: "private_key_jwt" } },
      settings: {
        oauthClient: {
          application_type: "service",
          response_types: ["token"],
          grant_types: ["client_credentials"],
          jwks: { keys: [] },
        },
      },
    },
    undefined,
  );
  store.apps.put({ ...app, created: SEEDED_AT, lastUpdated: SEEDED_AT, appLinkId: seedId("aln", "PulumiDeployment") });
}
