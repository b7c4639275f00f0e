import type { Collection, Database, Document } from "../shared/database";
import { oktaId } from "../shared/ids";
import type {
  App,
  AppGroup,
  AppKey,
  AppUser,
  AuthorizationServer,
  Claim,
  ClientSecret,
  Connection,
  Feature,
  Group,
  LogEvent,
  Membership,
  OidcDocument,
  Organization,
  Password,
  Policy,
  PolicyRule,
  ProvisionedUser,
  PushedGroup,
  PushMapping,
  RemoteGroup,
  Scope,
  ServerPolicy,
  ServerRule,
  SigningKey,
  User,
} from "./entities";
import { appUserProfile, userNameFor } from "./user-mapping";

/** The name of the built-in group that every person is in. */
export const EVERYONE = "Everyone";

/** Everything this Okta knows, and the rules that hold between its collections. */
export class OktaStore {
  readonly organization: Collection<Organization>;
  readonly users: Collection<User>;
  readonly groups: Collection<Group>;
  readonly memberships: Collection<Membership>;
  readonly apps: Collection<App>;
  readonly clientSecrets: Collection<ClientSecret>;
  readonly appKeys: Collection<AppKey>;
  readonly appUsers: Collection<AppUser>;
  readonly appGroups: Collection<AppGroup>;
  readonly connections: Collection<Connection>;
  readonly features: Collection<Feature>;
  readonly pushMappings: Collection<PushMapping>;
  readonly provisionedUsers: Collection<ProvisionedUser>;
  readonly pushedGroups: Collection<PushedGroup>;
  readonly remoteGroups: Collection<RemoteGroup>;
  readonly policies: Collection<Policy>;
  readonly policyRules: Collection<PolicyRule>;
  readonly servers: Collection<AuthorizationServer>;
  readonly scopes: Collection<Scope>;
  readonly claims: Collection<Claim>;
  readonly serverPolicies: Collection<ServerPolicy>;
  readonly serverRules: Collection<ServerRule>;
  readonly passwords: Collection<Password>;
  readonly signingKeys: Collection<SigningKey>;
  readonly oidc: Collection<OidcDocument>;
  readonly logEvents: Collection<LogEvent>;
  private readonly counters: Collection<Document & { readonly value: number }>;
  private readonly usersByLogin: (login: string) => User[];
  private readonly membershipsByGroup: (groupId: string) => Membership[];
  private readonly membershipsByUser: (userId: string) => Membership[];
  private readonly appUsersByUser: (userId: string) => AppUser[];
  private readonly appGroupsByApp: (appId: string) => AppGroup[];

  /** @param origin What all links start with: `https://acme.okta.com`. */
  constructor(
    readonly database: Database,
    readonly origin: string,
  ) {
    this.organization = database.collection("organization");
    this.users = database.collection("users");
    this.groups = database.collection("groups");
    this.memberships = database.collection("memberships");
    this.apps = database.collection("apps");
    this.clientSecrets = database.collection("clientSecrets");
    this.appKeys = database.collection("appKeys");
    this.appUsers = database.collection("appUsers");
    this.appGroups = database.collection("appGroups");
    this.connections = database.collection("connections");
    this.features = database.collection("features");
    this.pushMappings = database.collection("pushMappings");
    this.provisionedUsers = database.collection("provisionedUsers");
    this.pushedGroups = database.collection("pushedGroups");
    this.remoteGroups = database.collection("remoteGroups");
    this.policies = database.collection("policies");
    this.policyRules = database.collection("policyRules");
    this.servers = database.collection("authorizationServers");
    this.scopes = database.collection("scopes");
    this.claims = database.collection("claims");
    this.serverPolicies = database.collection("serverPolicies");
    this.serverRules = database.collection("serverRules");
    this.passwords = database.collection("passwords");
    this.signingKeys = database.collection("signingKeys");
    this.oidc = database.collection("oidc");
    this.logEvents = database.collection("logEvents");
    this.counters = database.collection("counters");
    this.usersByLogin = this.users.index((user) => [loginOf(user).toLowerCase()]);
    this.membershipsByGroup = this.memberships.index(({ groupId }) => [groupId]);
    this.membershipsByUser = this.memberships.index(({ userId }) => [userId]);
    this.appUsersByUser = this.appUsers.index(({ userId }) => [userId]);
    this.appGroupsByApp = this.appGroups.index(({ appId }) => [appId]);
  }

  /** The time as Okta writes it: whole seconds, with `.000`. */
  now(): string {
    const date = new Date();
    date.setUTCMilliseconds(0);
    return date.toISOString();
  }

  /** A new id: a prefix and letters and digits, 20 in all. */
  newId(prefix: string): string {
    return oktaId(prefix);
  }

  /** 1, 2, 3 … : one count per name. */
  next(name: string): number {
    const value = (this.counters.get(name)?.value ?? 0) + 1;
    this.counters.put({ id: name, value });
    return value;
  }

  /** The one organization. */
  org(): Organization {
    const org = this.organization.all()[0];
    if (org === undefined) {
      throw new Error("Okta sandbox: the database holds no organization. Delete the file, or reset the sandbox.");
    }
    return org;
  }

  /** The user with this id or login; logins are not case-sensitive. */
  user(idOrLogin: string): User | undefined {
    return this.users.get(idOrLogin) ?? this.usersByLogin(idOrLogin.toLowerCase())[0];
  }

  /** People in a group, oldest account first. */
  members(groupId: string): User[] {
    const group = this.groups.get(groupId);
    if (group !== undefined && isEveryone(group)) {
      return this.users.filter((user) => user.status !== "DEPROVISIONED");
    }
    return this.users.inOrder(this.membershipsByGroup(groupId).map(({ userId }) => userId));
  }

  /** The built-in group that every person is in. */
  everyone(): Group | undefined {
    return this.groups.find(isEveryone);
  }

  /** Groups a user is in, oldest first: "Everyone" comes before the others. */
  groupsOf(userId: string): Group[] {
    const everyone = this.everyone();
    const ids = this.membershipsByUser(userId).map(({ groupId }) => groupId);
    return this.groups.inOrder(everyone !== undefined && this.isMember(everyone, userId) ? [...ids, everyone.id] : ids);
  }

  /** Whether a user is in a group. */
  isMember(group: Group, userId: string): boolean {
    if (isEveryone(group)) {
      const status = this.users.get(userId)?.status;
      return status !== undefined && status !== "DEPROVISIONED";
    }
    return this.memberships.get(`${group.id}/${userId}`) !== undefined;
  }

  /** Adds a user to a group; nothing happens when they are in it. */
  addMember(groupId: string, userId: string): void {
    const id = `${groupId}/${userId}`;
    if (this.memberships.get(id) === undefined) {
      this.memberships.put({ id, groupId, userId });
      this.touchMembership(groupId);
    }
  }

  /** Takes a user out of a group. */
  removeMember(groupId: string, userId: string): void {
    if (this.memberships.delete(`${groupId}/${userId}`)) {
      this.touchMembership(groupId);
    }
  }

  /** Removes a group with its memberships, assignments and pushes. */
  deleteGroup(groupId: string): void {
    deleteAll(this.memberships, this.membershipsByGroup(groupId));
    deleteWhere(this.pushMappings, (mapping) => mapping.sourceGroupId === groupId);
    const appIds = this.appGroups
      .filter((assignment) => assignment.groupId === groupId)
      .map((assignment) => assignment.appId);
    deleteWhere(this.appGroups, (assignment) => assignment.groupId === groupId);
    this.groups.delete(groupId);
    for (const appId of appIds) {
      this.syncAppUsers(appId);
    }
  }

  /** Removes a user with memberships and assignments. */
  deleteUser(userId: string): void {
    deleteAll(this.memberships, this.membershipsByUser(userId));
    this.unassignEverywhere(userId);
    this.passwords.delete(userId);
    this.users.delete(userId);
  }

  /** What deactivation does to a user's applications. */
  unassignEverywhere(userId: string): void {
    deleteAll(this.appUsers, this.appUsersByUser(userId));
  }

  /** Removes an application with everything that belongs to it. */
  deleteApp(appId: string): void {
    deleteWhere(this.clientSecrets, (secret) => secret.appId === appId);
    deleteWhere(this.appKeys, (key) => key.appId === appId);
    deleteWhere(this.appUsers, (appUser) => appUser.appId === appId);
    deleteWhere(this.appGroups, (assignment) => assignment.appId === appId);
    deleteWhere(this.features, (feature) => feature.appId === appId);
    deleteWhere(this.pushMappings, (mapping) => mapping.appId === appId);
    for (const group of this.groups.filter((candidate) => candidate.sourceAppId === appId)) {
      this.deleteGroup(group.id);
    }
    this.connections.delete(appId);
    this.apps.delete(appId);
  }

  /**
   * Makes the users of an app agree with its assigned groups: a member of one becomes a user of the app with scope
   * GROUP, and a user with that scope who is in none any more goes.
   */
  syncAppUsers(appId: string): void {
    const app = this.apps.get(appId);
    if (app === undefined) {
      return;
    }
    const wanted = new Map(
      this.appGroupsByApp(appId)
        .flatMap((assignment) => this.members(assignment.groupId))
        .filter((user) => user.status !== "DEPROVISIONED")
        .map((user) => [user.id, user]),
    );
    deleteWhere(
      this.appUsers,
      (appUser) => appUser.appId === appId && appUser.scope === "GROUP" && !wanted.has(appUser.userId),
    );
    for (const user of wanted.values()) {
      if (this.appUsers.get(`${appId}/${user.id}`) === undefined) {
        this.appUsers.put(this.newAppUser(app, user, "GROUP"));
      }
    }
  }

  /**
   * Does {@link syncAppUsers} for one user of every app: what somebody needs who is new, or whose groups, assignments or
   * status are others now.
   */
  syncUser(userId: string): void {
    const user = this.users.get(userId);
    for (const app of this.apps.all()) {
      const appUser = this.appUsers.get(`${app.id}/${userId}`);
      const isWanted = user !== undefined && user.status !== "DEPROVISIONED" && this.isInAssignedGroup(app, userId);
      if (isWanted && appUser === undefined) {
        this.appUsers.put(this.newAppUser(app, user, "GROUP"));
      } else if (!isWanted && appUser?.scope === "GROUP") {
        this.appUsers.delete(appUser.id);
      }
    }
  }

  /** A user of an app with the names that the app's templates give, not stored yet. */
  newAppUser(app: App, user: User, scope: AppUser["scope"]): AppUser {
    const now = this.now();
    return {
      id: `${app.id}/${user.id}`,
      appId: app.id,
      userId: user.id,
      created: now,
      lastUpdated: now,
      scope,
      userName: userNameFor(app, user),
      profile: appUserProfile(app, user),
    };
  }

  /** The access policy that apps get when nothing else is said: the one with `system: true`. */
  defaultAccessPolicy(): Policy {
    const policy = this.policies.find((candidate) => candidate.type === "ACCESS_POLICY" && candidate.system);
    if (policy === undefined) {
      throw new Error("Okta sandbox: no default access policy in the database. Delete the file, or reset the sandbox.");
    }
    return policy;
  }

  private isInAssignedGroup(app: App, userId: string): boolean {
    return this.appGroupsByApp(app.id).some(({ groupId }) => {
      const group = this.groups.get(groupId);
      return group !== undefined && this.isMember(group, userId);
    });
  }

  private touchMembership(groupId: string): void {
    const group = this.groups.get(groupId);
    if (group !== undefined) {
      this.groups.put({ ...group, lastMembershipUpdated: this.now() });
    }
  }
}

/** The login of a user. */
export function loginOf(user: User): string {
  return String(user.profile.login);
}

function isEveryone(group: Group): boolean {
  return group.type === "BUILT_IN" && group.profile.name === EVERYONE;
}

function deleteAll<T extends Document>(collection: Collection<T>, documents: readonly T[]): void {
  for (const document of documents) {
    collection.delete(document.id);
  }
}

/** Deletes every document for which the predicate holds. */
export function deleteWhere<T extends Document>(collection: Collection<T>, predicate: (document: T) => boolean): void {
  deleteAll(collection, collection.filter(predicate));
}
