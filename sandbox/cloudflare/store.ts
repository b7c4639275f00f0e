import type { Collection, Database, Document } from "../shared/database";
import type {
  AccessApplication,
  AccessGroup,
  AccessPolicy,
  AccessRequest,
  AccessUser,
  IdentityProvider,
  Organization,
  RegistryIdentity,
  ScimGroup,
  ScimRefusal,
  ScimUpdate,
  ScimUser,
  SigningKey,
} from "./entities";
import { notFound } from "./errors";
import type { Session } from "./sessions";
import { changedSettings, DEFAULT_SETTINGS, type Settings } from "./settings";
import type { Tenant } from "./tenant";

interface SettingsDocument extends Document {
  readonly settings: Settings;
}

const ORGANIZATION = "organization";
const SETTINGS = "settings";

/** Everything this Cloudflare account holds. */
export class Store {
  readonly identityProviders: Collection<IdentityProvider>;
  readonly groups: Collection<AccessGroup>;
  readonly policies: Collection<AccessPolicy>;
  readonly applications: Collection<AccessApplication>;
  readonly users: Collection<AccessUser>;
  readonly scimUsers: Collection<ScimUser>;
  readonly scimGroups: Collection<ScimGroup>;
  readonly scimUpdates: Collection<ScimUpdate>;
  readonly scimRefusals: Collection<ScimRefusal>;
  readonly registryIdentities: Collection<RegistryIdentity>;
  readonly sessions: Collection<Session>;
  readonly accessRequests: Collection<AccessRequest>;
  readonly signingKeys: Collection<SigningKey>;
  /** SCIM users by {@link scimUserKey}. */
  readonly scimUsersByName: (key: string) => ScimUser[];
  /** SCIM groups by the ids of their members. */
  readonly scimGroupsByMember: (userId: string) => ScimGroup[];
  /** Sessions by the address of whose they are, in lower case. */
  readonly sessionsByEmail: (email: string) => Session[];
  private readonly usersByEmail: (email: string) => AccessUser[];
  private readonly organizations: Collection<Organization>;
  private readonly settingsDocuments: Collection<SettingsDocument>;

  constructor(
    readonly database: Database,
    readonly tenant: Tenant,
  ) {
    this.identityProviders = database.collection("identity_providers");
    this.groups = database.collection("groups");
    this.policies = database.collection("policies");
    this.applications = database.collection("applications");
    this.users = database.collection("users");
    this.scimUsers = database.collection("scim_users");
    this.scimGroups = database.collection("scim_groups");
    this.scimUpdates = database.collection("scim_updates");
    this.scimRefusals = database.collection("scim_refusals");
    this.registryIdentities = database.collection("registry_identities");
    this.sessions = database.collection("sessions");
    this.accessRequests = database.collection("access_requests");
    this.signingKeys = database.collection("signing_keys");
    this.organizations = database.collection("organizations");
    this.settingsDocuments = database.collection("settings");
    this.scimUsersByName = this.scimUsers.index(({ idpId, userName }) => [scimUserKey(idpId, userName)]);
    this.scimGroupsByMember = this.scimGroups.index(({ members }) => members);
    this.sessionsByEmail = this.sessions.index(({ identity }) => [identity.email.toLowerCase()]);
    this.usersByEmail = this.users.index(({ email }) => [email.toLowerCase()]);
  }

  /** The organization, or undefined when Access was never enabled. */
  get organization(): Organization | undefined {
    return this.settings.accessEnabled ? this.organizations.get(ORGANIZATION) : undefined;
  }

  /** Stores the one organization of the account. */
  putOrganization(organization: Omit<Organization, "id">): Organization {
    return this.organizations.put({ ...organization, id: ORGANIZATION });
  }

  /** How this Cloudflare behaves now. */
  get settings(): Settings {
    return this.settingsDocuments.get(SETTINGS)?.settings ?? DEFAULT_SETTINGS;
  }

  /** Changes the behaviour. Throws a TypeError when the change is not valid. */
  changeSettings(change: unknown): void {
    this.settingsDocuments.put({ id: SETTINGS, settings: changedSettings(this.settings, change) });
  }

  /** The Access user with an address, in whatever case: that is how Access knows people. */
  userByEmail(address: string): AccessUser | undefined {
    return this.usersByEmail(address.toLowerCase())[0];
  }

  /** Empties the account. */
  clear(): void {
    this.database.clear();
  }
}

/** What a SCIM user of an identity provider is found by: the name, whatever its case. */
export function scimUserKey(idpId: string, userName: string): string {
  return `${idpId}/${userName.toLowerCase()}`;
}

/** The document with this id, or Cloudflare's 404. */
export function existing<T extends Document>(
  collection: Collection<T>,
  id: string | undefined,
  matches: (document: T) => boolean = () => true,
): T {
  const document = id === undefined ? undefined : collection.get(id);
  if (document === undefined || !matches(document)) {
    throw notFound();
  }
  return document;
}

/** The time now, as Cloudflare writes it: UTC with whole seconds. */
export function timestamp(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
