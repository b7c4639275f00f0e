import { asList, asObject, type Json, textAt } from "../api/json";
import type { SettingsInput } from "../config/settings";
import { SIGNATURE_ALGORITHM } from "../config/settings/saml";
import { GROUP_MEMBERSHIP_CHANGE } from "../config/settings/scim";
import { EMAIL_ATTRIBUTE } from "../lib/saml-attributes";
import type { Found, FoundApp, FoundGroup, FoundMapping, FoundScimApp } from "./found";
import { asRegex, liveFilter } from "./groups-filter";
import { groupKeys } from "./keys";
import { type AdoptedServer, adoptedServer } from "./server";

/** What is taken over, chosen from what was found. */
export interface Adopted {
  readonly found: Found;
  /** Key in the settings by Okta group id, for every group that the settings name. */
  readonly keys: ReadonlyMap<string, string>;
  /** Push group mappings that become part of the stack. */
  readonly mappings: readonly FoundMapping[];
  readonly server: AdoptedServer | undefined;
  /** The statements of a SAML app that are neither the e-mail address nor the groups. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly settings: SettingsInput;
}

/** Chooses what is taken over, and says it in the words of the settings. */
export function adoptedOf(found: Found): Adopted {
  const { signIn, scim } = found;
  const mappings = mappingsToAdopt(scim);
  const groups: FoundGroup[] = [...signIn.groups, ...(scim?.groups ?? []), ...mappings.map(({ group }) => group)];
  const keys = groupKeys(groups);
  const server = found.server === undefined ? undefined : adoptedServer(found.server, found);
  const attributes = attributesOf(found);
  const partial = { found, keys, mappings, server, attributes };
  return { ...partial, settings: settingsOf(partial, groups) };
}

/** Mappings that work, of groups that are not assigned too: Okta does not support one group for both. */
function mappingsToAdopt(scim: FoundScimApp | undefined): readonly FoundMapping[] {
  return (scim?.mappings ?? []).filter(
    ({ status, group }) => status === "ACTIVE" && !scim?.groups.some(({ id }) => id === group.id),
  );
}

function settingsOf(adopted: Omit<Adopted, "settings">, groups: readonly FoundGroup[]): SettingsInput {
  const { found, keys, server } = adopted;
  const byKey = new Map(groups.map((group) => [keys.get(group.id) as string, group]));
  return {
    accountId: found.accountId,
    team: found.teamDomain,
    groups: Object.fromEntries(
      [...byKey.entries()]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, { id, name, isNamedAlone }]) => [key, { existing: isNamedAlone ? { name } : { id } }]),
    ),
    ...(found.protocol === "saml"
      ? { protocol: "saml", saml: samlSettings(adopted) }
      : { oidc: oidcSettings(adopted), ...(server === undefined ? {} : { authorizationServer: server.settings }) }),
    identityProvider: identityProviderSettings(adopted),
    scim: scimSettings(adopted),
  };
}

function oidcSettings({ found, keys, server }: Omit<Adopted, "settings">) {
  return {
    appLabel: found.signIn.label,
    ...policySettings(found),
    groupsClaim: server?.groupsClaim ?? asRegex(liveFilter(found.signIn.idToken)),
    ...assignments(found.signIn, keys),
  };
}

function identityProviderSettings({ found: { loginMethod, protocol } }: Omit<Adopted, "settings">) {
  const config = asObject(loginMethod.config);
  const claims = (config.claims ?? []) as string[];
  return {
    name: String(loginMethod.name),
    ...(protocol === "saml"
      ? {}
      : { pkce: config.pkce_enabled === true, ...(claims.length === 0 ? {} : { claims: [...claims] }) }),
  };
}

function samlSettings({ found, keys, attributes }: Omit<Adopted, "settings">) {
  const { signIn, loginMethod } = found;
  const signOn = asObject(asObject(signIn.wire.settings).signOn);
  const headers = asList(asObject(loginMethod.config).header_attributes).map(
    ({ attribute_name: attribute, header_name: header }) => [String(attribute), String(header)] as const,
  );
  const certificate = ((asObject(signOn.spCertificate).x5c ?? []) as string[])[0];
  const algorithms = Object.entries(SIGNATURE_ALGORITHM) as [keyof typeof SIGNATURE_ALGORITHM, string][];
  return {
    appLabel: signIn.label,
    ...policySettings(found),
    groupsAttribute: asRegex(liveFilter(groupsStatement(signOn))),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    // One of the two signatures must be there.
    responseSigned: signOn.responseSigned === true || signOn.assertionSigned !== true,
    assertionSigned: signOn.assertionSigned === true,
    signatureAlgorithm: algorithms.find(([, word]) => word === signOn.signatureAlgorithm)?.[0] ?? "RSA-SHA256",
    digestAlgorithm: signOn.digestAlgorithm === "SHA1" ? ("SHA1" as const) : ("SHA256" as const),
    signRequests: asObject(loginMethod.config).sign_request === true,
    ...(signOn.samlSignedRequestEnabled === true && certificate !== undefined
      ? { requestCertificate: certificate }
      : {}),
    ...assignments(signIn, keys),
  };
}

/** Without it the provider puts the app under the default policy, and says so in no plan. */
function policySettings({ signIn: { policyId }, defaultPolicyId }: Found) {
  return policyId === undefined || policyId === defaultPolicyId ? {} : { authenticationPolicy: policyId };
}

function scimSettings({ found, keys, mappings }: Omit<Adopted, "settings">): NonNullable<SettingsInput["scim"]> {
  const { scim, loginMethod } = found;
  const live = asObject(loginMethod.scim_config);
  if (live.enabled !== true) {
    return { enabled: false };
  }
  const behaviours = Object.entries(GROUP_MEMBERSHIP_CHANGE) as [keyof typeof GROUP_MEMBERSHIP_CHANGE, string][];
  return {
    deprovisionUsers: live.user_deprovision === true,
    removeSeats: live.seat_deprovision === true && live.user_deprovision === true,
    groupMembershipChange: behaviours.find(([, word]) => word === live.identity_update_behavior)?.[0] ?? "none",
    // The secret cannot be read, so the connection stays what somebody typed into the console.
    connection: "console",
    consoleDone: scim?.features !== undefined,
    ...(scim === undefined
      ? {}
      : {
          appLabel: scim.label,
          ...featureSettings(scim.features),
          ...assignments(scim, keys),
          pushGroups: mappings.map(({ group }) => keys.get(group.id) as string).sort(),
        }),
  };
}

function featureSettings(features: Json | undefined) {
  const isOn = (...path: string[]) => textAt(features, "capabilities", ...path, "status") === "ENABLED";
  return features === undefined
    ? {}
    : {
        createUsers: isOn("create", "lifecycleCreate"),
        updateUsers: isOn("update", "profile"),
        deactivateUsers: isOn("update", "lifecycleDeactivate"),
      };
}

function assignments({ groups, users }: FoundApp, keys: ReadonlyMap<string, string>) {
  return {
    assignedGroups: groups.map(({ id }) => keys.get(id) as string).sort(),
    ...(users.length === 0 ? {} : { assignedUsers: users.map(({ login }) => login).sort() }),
  };
}

/** The group attribute statement of a SAML app. */
export function groupsStatement(signOn: Json): Json | undefined {
  return asList(signOn.attributeStatements).find(({ type }) => type === "GROUP");
}

function attributesOf({ protocol, signIn }: Found): Record<string, string> {
  if (protocol !== "saml") {
    return {};
  }
  const signOn = asObject(asObject(signIn.wire.settings).signOn);
  return Object.fromEntries(
    asList(signOn.attributeStatements)
      .filter(({ type, name }) => type === "EXPRESSION" && String(name).toLowerCase() !== EMAIL_ATTRIBUTE)
      .map(({ name, values }) => [String(name), String((values as unknown[] | undefined)?.[0] ?? "")]),
  );
}
