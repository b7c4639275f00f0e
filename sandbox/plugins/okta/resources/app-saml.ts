/** `okta.app.Saml`: a catalogue app (`preconfiguredApp`) or a custom one. */
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import { isZero, type Properties } from "../../../../provider/rpc/schema";
import type { PropertyMap, Value } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { at, flag, goTime, integer, jsonText, map, maps, text, texts } from "../fields";
import {
  APP_PROPERTIES,
  activation,
  assignPolicy,
  changeStatus,
  deleteApp,
  link,
  OPTIONAL_FLAG,
  OPTIONAL_TEXT,
  OPTIONAL_TEXTS,
  readPolicy,
  refuseLogo,
} from "./app-common";
import { samlBody, validateSaml } from "./app-saml-body";
import { parseSamlMetadata } from "./saml-metadata";

const DEFAULT_ISSUER = "http://www.okta.com/${org.externalKey}";
const NO_DEFAULT_POLICY: ReadonlySet<string> = new Set(["office365", "radius"]);
const COMPUTED_TEXT = { type: "string", computed: true } as const;

const PROPERTIES: Properties = {
  ...APP_PROPERTIES,
  acsEndpoints: { ...OPTIONAL_TEXTS, conflictsWith: ["acsEndpointsIndices"] },
  acsEndpointsIndices: {
    type: "set",
    optional: true,
    block: true,
    conflictsWith: ["acsEndpoints"],
    element: {
      type: "object",
      fields: { url: { type: "string", required: true }, index: { type: "number", required: true } },
    },
  },
  assertionSigned: OPTIONAL_FLAG,
  attributeStatements: {
    type: "list",
    optional: true,
    block: true,
    element: {
      type: "object",
      fields: {
        filterType: OPTIONAL_TEXT,
        filterValue: OPTIONAL_TEXT,
        name: { type: "string", required: true },
        namespace: { ...OPTIONAL_TEXT, default: "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified" },
        type: { ...OPTIONAL_TEXT, default: "EXPRESSION" },
        values: OPTIONAL_TEXTS,
      },
    },
  },
  audience: OPTIONAL_TEXT,
  authnContextClassRef: OPTIONAL_TEXT,
  autoSubmitToolbar: { ...OPTIONAL_FLAG, default: false },
  certificate: COMPUTED_TEXT,
  defaultRelayState: OPTIONAL_TEXT,
  destination: OPTIONAL_TEXT,
  digestAlgorithm: OPTIONAL_TEXT,
  embedUrl: COMPUTED_TEXT,
  entityKey: COMPUTED_TEXT,
  entityUrl: COMPUTED_TEXT,
  features: { type: "set", computed: true, element: { type: "string" } },
  hideIos: { ...OPTIONAL_FLAG, default: false },
  hideWeb: { ...OPTIONAL_FLAG, default: false },
  honorForceAuthn: { ...OPTIONAL_FLAG, default: false },
  httpPostBinding: COMPUTED_TEXT,
  httpRedirectBinding: COMPUTED_TEXT,
  idpIssuer: { ...OPTIONAL_TEXT, suppress: (before, after) => isZero(after) && before === DEFAULT_ISSUER },
  inlineHookId: OPTIONAL_TEXT,
  keyId: COMPUTED_TEXT,
  keyName: OPTIONAL_TEXT,
  keyYearsValid: { type: "number", optional: true },
  keys: { type: "list", computed: true, element: { type: "object" } },
  metadata: COMPUTED_TEXT,
  metadataUrl: COMPUTED_TEXT,
  preconfiguredApp: { ...OPTIONAL_TEXT, forceNew: true, suppress: (_before, after) => isZero(after) },
  recipient: OPTIONAL_TEXT,
  requestCompressed: OPTIONAL_FLAG,
  responseSigned: OPTIONAL_FLAG,
  samlSignedRequestEnabled: { ...OPTIONAL_FLAG, default: false },
  samlVersion: { ...OPTIONAL_TEXT, default: "2.0" },
  signatureAlgorithm: OPTIONAL_TEXT,
  singleLogoutCertificate: OPTIONAL_TEXT,
  singleLogoutIssuer: OPTIONAL_TEXT,
  singleLogoutUrl: OPTIONAL_TEXT,
  spIssuer: OPTIONAL_TEXT,
  ssoUrl: OPTIONAL_TEXT,
  subjectNameIdFormat: OPTIONAL_TEXT,
  subjectNameIdTemplate: OPTIONAL_TEXT,
};

/** A SAML app. */
export const appSaml: ResourceDefinition<OktaClient> = {
  token: "okta:app/saml:Saml",
  noun: "SAML application",
  kind: "sdk",
  properties: PROPERTIES,
  validate(inputs) {
    const lacksUrl = !isZero(inputs.singleLogoutIssuer) && isZero(inputs.singleLogoutUrl);
    const lacksYears = !isZero(inputs.keyName) && isZero(inputs.keyYearsValid);
    return [
      ...(lacksUrl ? ['"singleLogoutIssuer" needs "singleLogoutUrl"'] : []),
      ...(lacksYears ? ['"keyName" needs "keyYearsValid"'] : []),
    ];
  },
  async create({ client, created }, planned) {
    refuseLogo(planned);
    validateSaml(planned);
    const app = await client.post(`/api/v1/apps${activation(planned)}`, samlBody(planned));
    const id = text(app.id);
    created(id);
    const named = { ...planned, name: app.name };
    await createCertificate(client, id, named);
    if (!NO_DEFAULT_POLICY.has(text(app.name))) await assignPolicy(client, id, planned);
    return { id, properties: (await read(client, id, planned)) ?? {} };
  },
  read: ({ client }, { id, properties }) => read(client, id, properties),
  async update({ client }, request) {
    const { id, planned, changed } = request;
    refuseLogo(planned);
    validateSaml(planned);
    if (!(await changeStatus(client, request))) return {};
    await client.put(`/api/v1/apps/${id}`, samlBody(planned));
    if (changed("keyName")) await createCertificate(client, id, planned);
    await assignPolicy(client, id, planned);
    return (await read(client, id, planned)) ?? {};
  },
  delete: ({ client }, state) => deleteApp(client, state),
};

async function createCertificate(client: OktaClient, id: string, planned: PropertyMap): Promise<void> {
  if (isZero(planned.keyName)) return;
  const years = integer(planned.keyYearsValid);
  const key = await client.post(`/api/v1/apps/${id}/credentials/keys/generate?validityYears=${years}`);
  await client.put(`/api/v1/apps/${id}`, samlBody({ ...planned, keyId: text(key.kid) }));
}

async function read(client: OktaClient, id: string, state: PropertyMap): Promise<PropertyMap | undefined> {
  const app = await client.find(`/api/v1/apps/${id}`);
  if (app === undefined) return undefined;
  const policy = await readPolicy(client, app, state);
  const signOn = map(at(app, "settings", "signOn"));
  const metadata = await readMetadata(client, app, signOn);
  const keys = await client.list(`/api/v1/apps/${id}/credentials/keys`);
  return { ...policy, ...signOnState(signOn), ...appState(app), ...metadata, keys: keys.map(keyState) };
}

async function readMetadata(client: OktaClient, app: PropertyMap, signOn: PropertyMap): Promise<PropertyMap> {
  const keyId = text(at(app, "credentials", "signing", "kid"));
  if (keyId === "" || app.status === "INACTIVE") return {};
  const path = `/api/v1/apps/${text(app.id)}/sso/saml/metadata?kid=${keyId}`;
  const metadata = await client.text(path, "application/xml");
  const { entityId, certificate, bindings } = parseSamlMetadata(metadata);
  const issuerPrefix = text(signOn.idpIssuer).replaceAll("${org.externalKey}", "");
  return {
    keyId,
    metadata,
    metadataUrl: link(app, "metadata"),
    httpPostBinding: bindings.post ?? null,
    httpRedirectBinding: bindings.redirect ?? null,
    entityUrl: entityId,
    entityKey: issuerPrefix === "" ? entityId : entityId.replaceAll(issuerPrefix, ""),
    certificate,
  };
}

function signOnState(signOn: PropertyMap): PropertyMap {
  return {
    defaultRelayState: text(signOn.defaultRelayState),
    ssoUrl: text(signOn.ssoAcsUrl),
    recipient: text(signOn.recipient),
    destination: text(signOn.destination),
    audience: text(signOn.audience),
    idpIssuer: text(signOn.idpIssuer),
    subjectNameIdTemplate: text(signOn.subjectNameIdTemplate),
    subjectNameIdFormat: text(signOn.subjectNameIdFormat),
    responseSigned: flag(signOn.responseSigned),
    assertionSigned: flag(signOn.assertionSigned),
    signatureAlgorithm: text(signOn.signatureAlgorithm),
    digestAlgorithm: text(signOn.digestAlgorithm),
    honorForceAuthn: flag(signOn.honorForceAuthn),
    authnContextClassRef: text(signOn.authnContextClassRef),
    samlSignedRequestEnabled: flag(signOn.samlSignedRequestEnabled),
    ...(flag(signOn.allowMultipleAcsEndpoints) ? endpointState(maps(signOn.acsEndpoints)) : {}),
    ...(isZero(signOn.inlineHooks) ? {} : { inlineHookId: text(maps(signOn.inlineHooks)[0]?.id) }),
    ...(flag(at(signOn, "slo", "enabled")) ? logoutState(signOn) : {}),
    attributeStatements: maps(signOn.attributeStatements).map(statementState),
  };
}

function endpointState(endpoints: readonly PropertyMap[]): PropertyMap {
  if (endpoints.length === 0) return {};
  if (endpoints.every((endpoint, index) => endpoint.index === index)) {
    return { acsEndpoints: endpoints.map((endpoint) => text(endpoint.url)), acsEndpointsIndices: [] };
  }
  const indexed = endpoints.map((endpoint) => ({ url: text(endpoint.url), index: integer(endpoint.index) }));
  return { acsEndpointsIndices: indexed.sort((a, b) => a.index - b.index), acsEndpoints: [] };
}

function logoutState(signOn: PropertyMap): PropertyMap {
  const [certificate] = texts(at(signOn, "spCertificate", "x5c"));
  return {
    singleLogoutIssuer: text(at(signOn, "slo", "issuer")),
    singleLogoutUrl: text(at(signOn, "slo", "logoutUrl")),
    ...(certificate === undefined ? {} : { singleLogoutCertificate: certificate }),
  };
}

function statementState(statement: PropertyMap): PropertyMap {
  return {
    name: text(statement.name),
    namespace: text(statement.namespace),
    type: text(statement.type),
    values: texts(statement.values),
    filterType: text(statement.filterType),
    filterValue: text(statement.filterValue),
  };
}

function appState(app: PropertyMap): PropertyMap {
  const template = map(at(app, "credentials", "userNameTemplate"));
  const visibility = map(app.visibility);
  const notes = at(app, "settings", "notes");
  const links = map(visibility.appLinks);
  return {
    name: text(app.name),
    preconfiguredApp: text(app.name),
    label: text(app.label),
    status: text(app.status),
    signOnMode: text(app.signOnMode),
    samlVersion: app.signOnMode === "SAML_1_1" ? "1.1" : "2.0",
    features: texts(app.features),
    appSettingsJson: settingsText(at(app, "settings", "app")),
    implicitAssignment: flag(at(app, "settings", "implicitAssignment")),
    userNameTemplate: text(template.template),
    userNameTemplateType: text(template.type),
    userNameTemplateSuffix: text(template.suffix),
    userNameTemplatePushStatus: text(template.pushStatus),
    logoUrl: link(app, "logo"),
    embedUrl: link(app, "appLinks"),
    autoSubmitToolbar: flag(visibility.autoSubmitToolbar),
    hideIos: flag(at(visibility, "hide", "iOS")),
    hideWeb: flag(at(visibility, "hide", "web")),
    ...(isZero(links) ? {} : { appLinksJson: jsonText(links) }),
    ...(app.accessibility === undefined || app.accessibility === null
      ? {}
      : accessibilityState(map(app.accessibility))),
    ...(notes === undefined || notes === null
      ? {}
      : { adminNote: text(at(notes, "admin")), enduserNote: text(at(notes, "enduser")) }),
  };
}

function accessibilityState(accessibility: PropertyMap): PropertyMap {
  return {
    accessibilitySelfService: flag(accessibility.selfService),
    accessibilityErrorRedirectUrl: text(accessibility.errorRedirectUrl),
    accessibilityLoginRedirectUrl: text(accessibility.loginRedirectUrl),
  };
}

/** Catalogue apps answer every setting they know, mostly unset: null and "" are left out. */
function settingsText(settings: Value | undefined): string {
  const kept = Object.entries(map(settings)).filter(([, value]) => value !== null && value !== "");
  return jsonText(Object.fromEntries(kept));
}

function keyState(key: PropertyMap): PropertyMap {
  return {
    kid: text(key.kid),
    kty: text(key.kty),
    use: text(key.use),
    created: goTime(key.created),
    lastUpdated: goTime(key.lastUpdated),
    expiresAt: goTime(key.expiresAt),
    e: text(key.e),
    n: text(key.n),
    x5cs: texts(key.x5c),
    x5tS256: text(key["x5t#S256"]),
  };
}
