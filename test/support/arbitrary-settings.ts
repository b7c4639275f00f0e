import fc from "fast-check";
import type { SettingsInput } from "../../config/settings";

/** A key of a group. */
export const groupKey = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,12}[a-z0-9])?$/);

/** Text that a person could mean to be shown: no blanks at the ends. */
const label = fc
  .string({ minLength: 1, maxLength: 60, unit: "grapheme" })
  .map((text) => text.trim())
  .filter((text) => text !== "" && text.length <= 100 && !/\p{Cc}/u.test(text));

const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_.-]{0,20}$/);

const login = fc.stringMatching(/^[a-z][a-z0-9.]{0,12}@[a-z]{1,10}\.com$/);

const team = fc
  .stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,12}[a-z0-9])?$/)
  .chain((name) => fc.constantFrom(name, `${name}.cloudflareaccess.com`));

const oktaId = (prefix: string) => fc.stringMatching(new RegExp(`^${prefix}[0-9A-Za-z]{17}$`));

const unique = <T>(values: fc.Arbitrary<T>, maxLength = 4) =>
  fc.uniqueArray(values, { maxLength, selector: (value) => String(value).toLowerCase() });

const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] });

/** Any settings that are right, written in any of the ways that they may be written. */
export const validSettings: fc.Arbitrary<SettingsInput> = unique(groupKey, 6).chain((keys) =>
  fc
    .record({
      accountId: fc.stringMatching(/^[0-9a-f]{32}$/),
      team,
      groups: fc.tuple(...keys.map((key) => group(key))).map((groups) => Object.fromEntries(groups)),
      oidc: oidc(keys),
      identityProvider: optional({
        name: label,
        pkce: fc.boolean(),
        claims: unique(word),
      }),
      authorizationServer: fc.option(authorizationServer, { nil: undefined }),
      scim: scim(keys),
      oktaAdminUrl: fc.constantFrom("https://acme-admin.okta.com", "https://acme-admin.okta.com/"),
    })
    .chain((settings) => fc.tuple(fc.constant(settings), fc.boolean(), saml(keys), scimWithoutPeople))
    .map(([{ oidc: oidcSection, authorizationServer: server, ...settings }, withSaml, samlSection, combinedScim]) =>
      withSaml
        ? {
            ...settings,
            protocol: "saml" as const,
            saml: samlSection,
            identityProvider: nameOnly(settings.identityProvider),
            ...(samlSection.combined === true ? { scim: combinedScim } : {}),
          }
        : {
            ...settings,
            protocol: "oidc" as const,
            oidc: oidcSection,
            ...(server === undefined ? {} : { authorizationServer: server }),
            // A server that is created has the claims that are created, and the login method is told of no others.
            ...(server?.create === undefined ? {} : { identityProvider: nameOnly(settings.identityProvider) }),
          },
    )
    .chain((settings) =>
      fc.subarray(["oidc", "scim", "identityProvider", "oktaAdminUrl"] as const).map((kept) => {
        const needed = new Set<string>([
          "accountId",
          "team",
          "groups",
          "protocol",
          "saml",
          "authorizationServer",
          ...kept,
        ]);
        return Object.fromEntries(Object.entries(settings).filter(([key]) => needed.has(key))) as SettingsInput;
      }),
    ),
);

const claim = fc
  .tuple(
    fc.oneof(fc.record({ expression: fc.constant("user.department") }), fc.record({ groups: fc.constant("a.*") })),
    fc.constantFrom({}, { token: "id" as const, alwaysInclude: false }, { token: "access" as const }),
    optional({ scopes: fc.constantFrom([], ["profile"], ["email", "profile"]) }),
  )
  .map((parts) => Object.assign({}, ...parts) as object);

const authorizationServer = fc
  .record({
    which: fc.oneof(
      fc.record({
        existing: fc.record({ id: fc.oneof(fc.constant("default"), oktaId("aus")) }),
        groupsScope: fc.constantFrom("create" as const, "existing" as const),
      }),
      fc.record({
        create: optional({
          name: label,
          audiences: fc.constant(["api://access"]),
          issuerMode: fc.constantFrom("orgUrl" as const, "customUrl" as const, "dynamic" as const),
        }),
      }),
    ),
    rest: optional({
      accessTokenLifetimeMinutes: fc.integer({ min: 5, max: 1_440 }),
    }),
    claims: fc.array(claim, { maxLength: 3 }),
  })
  .map(({ which, rest, claims }) => ({
    ...which,
    ...rest,
    groupsClaim: "existing" as const,
    claims: Object.fromEntries(claims.map((given, index) => [`claim-${index}`, { ...given, name: `claim${index}` }])),
  })) as fc.Arbitrary<NonNullable<SettingsInput["authorizationServer"]>>;

function group(key: string) {
  return fc
    .oneof(
      fc.record({ existing: fc.constant({ name: `Existing ${key}` }) }),
      oktaId("00g").map((id) => ({ existing: { id } })),
      fc.record({
        create: fc.constantFrom({ name: `New ${key}` }, { name: `New ${key}`, description: "Why it is there" }),
      }),
    )
    .map((definition) => [key, definition] as const);
}

function oidc(keys: string[]) {
  return optional({
    appLabel: label,
    authenticationPolicy: fc.constant("rst1gjh63g214q0Hq0g4"),
    groupsClaim: optional({
      name: word,
      regex: fc.constantFrom(".*", "access-.*", "(?i)ACCESS-.*", "a++b", "[A-Z]\\w{2,}"),
    }),
    assignedGroups: fc.shuffledSubarray(keys),
    assignedUsers: unique(login),
  });
}

/** SCIM settings beside one app for both, which has the assignments. */
const scimWithoutPeople = optional({ createUsers: fc.boolean(), updateUsers: fc.boolean() });

function nameOnly({ name }: { name?: string }): { name?: string } {
  return name === undefined ? {} : { name };
}

function saml(keys: string[]) {
  const attributes = fc.dictionary(
    word.filter((name) => !["email", "groups"].includes(name.toLowerCase())),
    fc.constantFrom("user.department", 'user.isActive ? "yes" : "no"'),
    { maxKeys: 3 },
  );
  return fc
    .record({
      combined: fc.boolean(),
      given: optional({
        appLabel: label,
        authenticationPolicy: fc.constant("rst1gjh63g214q0Hq0g4"),
        groupsAttribute: optional({ regex: fc.constantFrom(".*", "access-.*") }),
        signRequests: fc.boolean(),
        assignedGroups: fc.shuffledSubarray(keys),
        assignedUsers: unique(login),
      }),
      signing: optional({
        responseSigned: fc.constant(false),
        signatureAlgorithm: fc.constantFrom("RSA-SHA256" as const, "RSA-SHA1" as const),
        digestAlgorithm: fc.constantFrom("SHA256" as const, "SHA1" as const),
      }),
      attributes,
    })
    .map(({ combined, given, signing, attributes: named }) => ({
      ...given,
      combined,
      attributes: named,
      headers: Object.fromEntries(Object.keys(named).map((name, index) => [name, `X-Attribute-${index}`])),
      ...(combined ? {} : signing),
    }));
}

function scim(keys: string[]) {
  const switches = {
    enabled: fc.boolean(),
    appLabel: label,
    groupMembershipChange: fc.constantFrom("reauthenticate" as const, "automatic" as const, "none" as const),
    createUsers: fc.boolean(),
    updateUsers: fc.boolean(),
    deactivateUsers: fc.boolean(),
    assignedUsers: unique(login),
  };
  return fc
    .tuple(
      optional(switches),
      fc.constantFrom(
        {},
        { deprovisionUsers: false },
        { deprovisionUsers: true, removeSeats: true },
        { removeSeats: true },
      ),
      fc.constantFrom(
        {},
        { connection: "api" as const },
        { connection: "console" as const },
        {
          connection: "console" as const,
          consoleDone: true,
        },
      ),
      // One group is assigned or pushed, never both.
      fc.shuffledSubarray(keys).chain((used) =>
        fc.nat({ max: used.length }).map((middle) => ({
          assignedGroups: used.slice(0, middle),
          pushGroups: used.slice(middle),
        })),
      ),
    )
    .map((parts) => Object.assign({}, ...parts) as NonNullable<SettingsInput["scim"]>);
}
