import type { Collection, Document } from "../../../sandbox/shared/database";
import type { Exchange } from "../../support/compare-exchange";
import type { Loose, Stage } from "./stage";

type Arrange = (stage: Stage, exchange: Exchange, ids: readonly string[]) => Promise<unknown>;

/** Brings a local Okta into the state in which a recorded request was made. */
export async function arrange(stage: Stage, exchange: Exchange): Promise<void> {
  if (exchange.status === 401 && exchange.path.startsWith("/api/v1/authorizationServers")) {
    stage.okta.changeSettings({ apiAccessManagement: false });
    return;
  }
  const path = exchange.path.split("?")[0] ?? "";
  for (const [method, pattern, prepare] of ARRANGEMENTS) {
    const match = pattern.exec(path);
    if (match !== null && (method === "*" || method.split(" ").includes(exchange.method))) {
      await prepare(stage, exchange, match.slice(1));
      return;
    }
  }
}

/** The recorded answer, when it is one object that was really there. */
function shown(exchange: Exchange): Loose | undefined {
  const body = exchange.responseBody;
  return exchange.status < 300 && typeof body === "object" && body !== null && !Array.isArray(body)
    ? (body as Loose)
    : undefined;
}

function items(exchange: Exchange): Loose[] {
  return Array.isArray(exchange.responseBody) ? (exchange.responseBody as Loose[]) : [];
}

/** Ids that a recording uses for things which were not there. */
function absent(exchange: Exchange, id: string): boolean {
  return exchange.status === 404 && JSON.stringify(exchange.responseBody).includes(`Resource not found: ${id} `);
}

const connectedApp: Arrange = async (stage, exchange, [id = ""]) => {
  if (exchange.status === 429) {
    stage.okta.changeSettings({ rateLimits: "enforce", plan: "free" });
    for (let call = 0; call < 20; call += 1) {
      await stage.call("GET", "/api/v1/apps");
    }
  }
  const answer = shown(exchange);
  const unsupported = JSON.stringify(exchange.responseBody).includes("not supported");
  if (absent(exchange, id) || exchange.status === 404 || exchange.status === 429) {
    return;
  }
  const ours = await stage.app(
    id,
    unsupported || (exchange.requestBody === null && exchange.status === 400) ? "oidc" : "scim",
  );
  if (answer !== undefined) {
    const url = `/api/v1/apps/${ours}/connections/default`;
    await stage.must("POST", `${url}?activate=true`, {
      baseUrl: "https://example.okta.com",
      profile: { authScheme: "TOKEN", token: "arranged" },
    });
    if (exchange.method === "GET") {
      await stage.must("PUT", `/api/v1/apps/${ours}/features/${String(answer.name)}`, answer.capabilities);
    }
  }
};

const connection: Arrange = async (stage, exchange, [id = ""]) => {
  if (absent(exchange, id)) {
    return;
  }
  const answer = shown(exchange) ?? {};
  const known = exchange.path.includes("0oarblaf7hWdLawNg1d7") || answer.authScheme === "TOKEN";
  const ours = await stage.app(id, known ? "scim" : "oidc");
  const url = `/api/v1/apps/${ours}/connections/default`;
  if (known && (exchange.path.includes("lifecycle") || (exchange.method === "GET" && answer.baseUrl !== undefined))) {
    const body = {
      baseUrl: answer.baseUrl ?? "https://example.okta.com",
      profile: { authScheme: "TOKEN", token: "x" },
    };
    await stage.must("POST", `${url}?activate=${answer.status === "ENABLED"}`, body);
  }
};

const groupAssignment: Arrange = async (stage, exchange, [appId = "", groupId]) => {
  const ours = await stage.app(appId, "oidc");
  const assigned =
    exchange.method === "PUT" ? [] : groupId === undefined ? items(exchange) : [{ id: groupId, ...shown(exchange) }];
  if (groupId !== undefined) {
    await stage.group(groupId);
  }
  for (const assignment of assigned) {
    const group = await stage.group(String(assignment.id));
    await stage.must("PUT", `/api/v1/apps/${ours}/groups/${group}`, { priority: assignment.priority ?? 0 });
  }
};

const userAssignment: Arrange = async (stage, exchange, [appId = "", userId]) => {
  const answers = userId === undefined ? items(exchange) : [{ id: userId, ...shown(exchange) } as Loose];
  const sent = exchange.requestBody as Loose | null;
  const answer = answers[0] ?? shown(exchange) ?? {};
  const profile = (answer.profile ?? shown(exchange)?.profile ?? {}) as Loose;
  const ours = await stage.app(appId, Object.keys(profile).length > 0 || exchange.status === 204 ? "oidc" : "saml");
  for (const appUser of exchange.method === "POST" && userId === undefined ? [shown(exchange) ?? answer] : answers) {
    const names = (appUser.profile ?? {}) as Loose;
    const login = (appUser.credentials as Loose | undefined)?.userName;
    const person = await stage.user(String(appUser.id ?? sent?.id), {
      profile: {
        ...(typeof login === "string" && login.includes("@") ? { login, email: login } : {}),
        ...(names.given_name === undefined ? {} : { firstName: names.given_name, lastName: names.family_name }),
      },
    });
    if (exchange.method !== "POST" || userId !== undefined) {
      await stage.must("POST", `/api/v1/apps/${ours}/users`, { id: person });
    }
  }
};

const pushMapping: Arrange = async (stage, exchange, [appId = "", mappingId]) => {
  const ours = await stage.app(appId, "push");
  const answers = mappingId === undefined ? items(exchange) : [shown(exchange) ?? { sourceGroupId: "source" }];
  const source = new URLSearchParams(exchange.path.split("?")[1]).get("sourceGroupId");
  for (const group of [source, (exchange.requestBody as Loose | null)?.sourceGroupId]) {
    if (typeof group === "string") {
      await stage.group(group);
    }
  }
  for (const answer of exchange.method === "POST" ? [] : answers) {
    const mapping = await stage.must("POST", `/api/v1/apps/${ours}/group-push/mappings`, {
      sourceGroupId: await stage.group(String(answer.sourceGroupId)),
      targetGroupName: "Arranged target",
    });
    stage.learn(mappingId ?? answer.id, mapping.id);
    stage.learn(answer.targetGroupId, mapping.targetGroupId);
    if (exchange.method === "DELETE") {
      await stage.must("PATCH", `/api/v1/apps/${ours}/group-push/mappings/${String(mapping.id)}`, {
        status: "INACTIVE",
      });
    }
  }
};

const group: Arrange = async (stage, exchange, [id = ""]) => {
  if (!absent(exchange, id)) {
    await stage.group(id, shown(exchange)?.profile as Loose | undefined);
  }
};

const groupMembers: Arrange = async (stage, exchange, [groupId = "", userId]) => {
  const ours = await stage.group(groupId);
  for (const member of userId === undefined ? items(exchange) : [{ id: userId } as Loose]) {
    const person = await stage.user(String(member.id), unique(member));
    if (exchange.method !== "PUT") {
      await stage.must("PUT", `/api/v1/groups/${ours}/users/${person}`);
    }
  }
};

/** Scrubbing gave many people one address; here each needs a login of their own, which the comparison then forgives. */
function unique(member: Loose): Loose {
  const profile = (member.profile ?? {}) as Loose;
  const login = profile.login === "user@example.com" ? `user-${String(member.id)}@example.com` : profile.login;
  return { ...member, profile: { ...profile, login, email: login } };
}

const user: Arrange = async (stage, exchange, [id = ""]) => {
  if (absent(exchange, id)) {
    return;
  }
  const answer = shown(exchange);
  const credentials = exchange.path.includes("/credentials/")
    ? {
        password: (exchange.requestBody as Loose | null)?.oldPassword ?? {},
        ...((answer?.recovery_question === undefined ? {} : { recovery_question: answer.recovery_question }) as Loose),
      }
    : undefined;
  const person: Loose =
    answer?.profile === undefined ? { credentials: credentials ?? { password: {} } } : { ...answer };
  const ours = await stage.user(id.includes("@") ? String(answer?.id) : id, {
    ...person,
    ...(exchange.path.endsWith("lifecycle/activate") || exchange.path.includes("lifecycle/activate?")
      ? { status: "STAGED" }
      : {}),
  });
  if (exchange.path.includes("lifecycle/unsuspend")) {
    await stage.must("POST", `/api/v1/users/${ours}/lifecycle/suspend`);
  }
};

const userGroups: Arrange = async (stage, exchange, [id = ""]) => {
  const person = await stage.user(id);
  for (const member of items(exchange)) {
    const ours = await stage.group(String(member.id), member.profile as Loose);
    if ((member.profile as Loose).name !== "Everyone") {
      await stage.must("PUT", `/api/v1/groups/${ours}/users/${person}`);
    }
  }
};

const appKey: Arrange = async (stage, exchange, [appId = "", keyId]) => {
  const ours = await stage.app(appId, "saml");
  const target = new URLSearchParams(exchange.path.split("?")[1]).get("targetAid");
  if (target !== null) {
    await stage.app(target, "saml");
  }
  if (keyId !== undefined && keyId !== "generate") {
    const key = await stage.must("POST", `/api/v1/apps/${ours}/credentials/keys/generate?validityYears=2`);
    stage.learn(keyId, key.kid);
  } else if (exchange.method === "GET") {
    const keys = (await stage.call("GET", `/api/v1/apps/${ours}/credentials/keys`)).body as Loose[];
    stage.learn(items(exchange)[0]?.kid, keys[0]?.kid);
  }
};

const metadata: Arrange = async (stage, exchange, [appId = ""]) => {
  const url = "https://example.com/saml";
  const body = {
    label: "Arranged",
    signOnMode: "SAML_2_0",
    settings: {
      signOn: {
        ssoAcsUrl: url,
        audience: url,
        recipient: url,
        destination: url,
        subjectNameIdTemplate: "x",
        responseSigned: true,
        subjectNameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        slo: { enabled: true, issuer: url, logoutUrl: url },
      },
    },
  };
  const app = await stage.must("POST", "/api/v1/apps", body);
  stage.learn(appId, app.id);
  const recordedKid = new URLSearchParams(exchange.path.split("?")[1]).get("kid");
  if (exchange.status === 200) {
    stage.learn(recordedKid, ((app.credentials as Loose).signing as Loose).kid);
    const recordedName = /\/app\/([^/]+)\//.exec(String(exchange.responseBody))?.[1];
    stage.learn(recordedName, app.name);
  }
};

const clientSecret: Arrange = async (stage, exchange, [appId = "", secretId]) => {
  const ours = await stage.app(appId, "oidc");
  const base = `/api/v1/apps/${ours}/credentials/secrets`;
  if (secretId === undefined) {
    return;
  }
  const secret = await stage.must("POST", base, {});
  stage.learn(secretId, secret.id);
  if (exchange.method === "DELETE" || exchange.path.endsWith("/activate")) {
    await stage.must("POST", `${base}/${String(secret.id)}/lifecycle/deactivate`);
  }
};

const idToken: Arrange = async (stage, exchange, [appId = ""]) => {
  if (exchange.status === 404) {
    await stage
      .must("POST", "/api/v1/apps", { name: "strongdm", label: "StrongDM", signOnMode: "OPENID_CONNECT" })
      .then((app) => {
        stage.learn(appId, app.id);
      });
    return;
  }
  const ours = await stage.app(appId, "oidc");
  if (exchange.method === "GET") {
    const { issuerMode, valueType, groupFilterType, name, value } = shown(exchange) ?? {};
    const claim = { issuerMode, valueType, groupFilterType, name, value };
    await stage.must("POST", `/api/v1/internal/apps/${ours}/settings/oauth/idToken`, claim);
  }
};

const singleApp: Arrange = async (stage, exchange, [id = ""]) => {
  if (exchange.status === 404) {
    return;
  }
  const answer = shown(exchange);
  const ours = await stage.app(id, answer?.name === undefined ? "oidc" : answer);
  const inactive = exchange.method === "DELETE" && exchange.status === 204;
  if (inactive || exchange.path.endsWith("lifecycle/activate")) {
    await stage.must("POST", `/api/v1/apps/${ours}/lifecycle/deactivate`);
  }
};

const appPolicy: Arrange = async (stage, exchange, [appId = "", policyId = ""]) => {
  await stage.app(appId, "oidc");
  const { store } = stage.okta;
  const reserved = store.policies.find((policy) => policy.reservedFor === "Okta Admin Console");
  stage.learn(policyId, exchange.status === 204 ? store.defaultAccessPolicy().id : reserved?.id);
};

const policy: Arrange = async (stage, exchange, [id = "", ruleId]) => {
  if (absent(exchange, id)) {
    return;
  }
  const answer = shown(exchange);
  const { store } = stage.okta;
  if (ruleId === undefined && answer?.system === true) {
    stage.learn(id, store.defaultAccessPolicy().id);
    return;
  }
  const type =
    ruleId === undefined && answer?.type !== undefined && !exchange.path.endsWith("/rules")
      ? answer.type
      : "ACCESS_POLICY";
  const made = await stage.must("POST", "/api/v1/policies", {
    type,
    name: ruleId === undefined ? (answer?.name ?? "Arranged") : "Arranged",
    description: answer?.description,
    conditions: type === "ACCESS_POLICY" ? undefined : answer?.conditions,
  });
  stage.learn(id, made.id);
  if (ruleId !== undefined && !absent(exchange, ruleId)) {
    const rule = await stage.must("POST", `/api/v1/policies/${String(made.id)}/rules`, {
      name: answer?.name ?? "Arranged rule",
      type: "ACCESS_POLICY",
      priority: answer?.priority,
      conditions: answer?.conditions,
      actions: answer?.actions,
    });
    stage.learn(ruleId, rule.id);
  }
};

const server: Arrange = async (stage, exchange, [id = ""]) => {
  const answer = shown(exchange);
  if (answer?.default === true) {
    const ours = stage.okta.store.servers.find((candidate) => candidate.default);
    stage.learn(answer.id, ours?.id);
    const { name, description, audiences, issuerMode, credentials } = answer;
    const body = { name, description, audiences, issuerMode, credentials };
    await stage.must("PUT", "/api/v1/authorizationServers/default", body);
  } else if (!absent(exchange, id)) {
    const ours = await stage.server(id, answer);
    if (answer?.status === "INACTIVE") {
      await stage.must("POST", `/api/v1/authorizationServers/${ours}/lifecycle/deactivate`);
    }
  }
};

const scopes: Arrange = async (stage, exchange, [serverId = "", scopeId]) => {
  const ours = await stage.server(serverId);
  const own =
    scopeId === undefined
      ? items(exchange).filter((scope) => scope.system === false && serverId !== "default")
      : [shown(exchange) ?? { name: "arranged" }];
  for (const scope of exchange.method === "POST" || absent(exchange, scopeId ?? "") ? [] : own) {
    const { name, displayName, description, metadataPublish, consent, optional } = scope;
    const made = await stage.must("POST", `/api/v1/authorizationServers/${ours}/scopes`, {
      name,
      displayName,
      description,
      metadataPublish,
      consent,
      optional,
    });
    stage.learn(scopeId ?? scope.id, made.id);
  }
};

const claims: Arrange = async (stage, exchange, [serverId = "", claimId]) => {
  const ours = await stage.server(serverId);
  const all = claimId === undefined ? items(exchange) : [shown(exchange) ?? { name: "arranged", value: "x" }];
  const existing = (await stage.call("GET", `/api/v1/authorizationServers/${ours}/claims`)).body as Loose[];
  for (const claim of exchange.method === "POST" || absent(exchange, claimId ?? "") ? [] : all) {
    const system = claim.system === true ? existing.find((candidate) => candidate.name === claim.name) : undefined;
    const { name, status, claimType, valueType, value, alwaysIncludeInToken, group_filter_type } = claim;
    const made =
      system ??
      (await stage.must("POST", `/api/v1/authorizationServers/${ours}/claims`, {
        name,
        status,
        claimType,
        valueType,
        value,
        alwaysIncludeInToken,
        group_filter_type,
      }));
    stage.learn(claimId ?? claim.id, made.id);
  }
};

const serverPolicies: Arrange = async (stage, exchange, [serverId = "", policyId, ruleId]) => {
  const ours = await stage.server(serverId);
  const url = `/api/v1/authorizationServers/${ours}/policies`;
  const rules = exchange.path.includes("/rules");
  if ((policyId === undefined && exchange.method === "POST") || absent(exchange, policyId ?? "")) {
    return;
  }
  const answer = rules ? undefined : (shown(exchange) ?? items(exchange)[0]);
  const made = await stage.must("POST", url, {
    name: answer?.name ?? "Arranged",
    description: answer?.description,
    conditions: answer?.conditions ?? { clients: { include: ["ALL_CLIENTS"] } },
  });
  stage.learn(policyId ?? answer?.id, made.id);
  const wanted = ruleId === undefined ? items(exchange) : [shown(exchange) ?? {}];
  for (const rule of !rules || (exchange.method === "POST" && ruleId === undefined) || absent(exchange, ruleId ?? "")
    ? []
    : wanted) {
    const created = await stage.must("POST", `${url}/${String(made.id)}/rules`, {
      name: rule.name ?? "Arranged",
      conditions: rule.conditions ?? { grantTypes: { include: ["authorization_code"] } },
      actions: rule.actions,
    });
    stage.learn(ruleId ?? rule.id, created.id);
  }
};

/** Lists without a filter show everything: then only what the recording has may be there. */
function emptyCollection(collection: Collection<Document>): void {
  for (const document of collection.all()) {
    collection.delete(document.id);
  }
}

const groupList: Arrange = async (stage, exchange) => {
  if (!exchange.path.includes("?")) {
    const { groups } = stage.okta.store;
    for (const seeded of groups.filter((candidate) => candidate.profile.name !== "Everyone")) {
      groups.delete(seeded.id);
    }
  }
  for (const each of items(exchange)) {
    const profile = each.profile as Loose;
    const builtIn = stage.okta.store.groups.find((candidate) => candidate.profile.name === profile.name);
    if (builtIn === undefined) {
      await stage.group(String(each.id), profile);
    } else {
      stage.learn(each.id, builtIn.id);
    }
  }
};

const userList: Arrange = async (stage, exchange) => {
  if (!exchange.path.includes("search=")) {
    emptyCollection(stage.okta.store.users);
  }
  for (const each of items(exchange)) {
    await stage.user(String(each.id), unique(each));
  }
  const next = [exchange.responseHeaders.link ?? []].flat().some((line) => line.includes('rel="next"'));
  const template = items(exchange).at(-1);
  if (next && template !== undefined) {
    // One more that matches as well, so that there is a next page.
    const profile = { ...(template.profile as Loose), login: "one.more@example.com", email: "one.more@example.com" };
    await stage.user("one more", { ...template, profile });
  }
};

const appList: Arrange = async (stage, exchange) => {
  for (const each of items(exchange)) {
    await stage.app(String(each.id), each);
  }
};

const serverList: Arrange = async (stage, exchange) => {
  for (const each of items(exchange)) {
    await stage.server(String(each.id), each);
  }
};

const organization: Arrange = async (stage, exchange) => {
  const answer = shown(exchange);
  if (exchange.path === "/api/v1/org" && answer !== undefined) {
    const { companyName, website, supportPhoneNumber } = answer;
    await stage.must("POST", "/api/v1/org", { companyName, website, supportPhoneNumber });
  }
};

const newUser: Arrange = async (stage, exchange) => {
  await Promise.resolve();
  const answer = shown(exchange);
  stage.learn((answer?.type as Loose | undefined)?.id, stage.okta.store.org().userTypeId);
};

/** What has to exist before a request makes sense, by method and path; the first that fits is used. */
const ARRANGEMENTS: readonly (readonly [string, RegExp, Arrange])[] = [
  ["*", /^\/api\/v1\/org$/, organization],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/connections\/default/, connection],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/features/, connectedApp],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/group-push\/mappings(?:\/([^/]+))?$/, pushMapping],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/groups(?:\/([^/]+))?$/, groupAssignment],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/users(?:\/([^/]+))?$/, userAssignment],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/credentials\/keys(?:\/([^/]+))?/, appKey],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/credentials\/secrets(?:\/([^/]+))?/, clientSecret],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/sso\/saml\/metadata$/, metadata],
  ["*", /^\/api\/v1\/apps\/([^/]+)\/policies\/([^/]+)$/, appPolicy],
  ["*", /^\/api\/v1\/internal\/apps\/([^/]+)\//, idToken],
  ["*", /^\/api\/v1\/apps\/([^/]+)/, singleApp],
  ["GET", /^\/api\/v1\/apps$/, appList],
  ["GET", /^\/api\/v1\/groups$/, groupList],
  ["*", /^\/api\/v1\/groups\/([^/]+)\/users(?:\/([^/]+))?$/, groupMembers],
  ["*", /^\/api\/v1\/groups\/([^/]+)/, group],
  ["GET", /^\/api\/v1\/users$/, userList],
  ["POST", /^\/api\/v1\/users$/, newUser],
  ["GET", /^\/api\/v1\/users\/([^/]+)\/groups$/, userGroups],
  ["*", /^\/api\/v1\/users\/([^/]+)/, user],
  ["GET", /^\/api\/v1\/authorizationServers$/, serverList],
  ["*", /^\/api\/v1\/authorizationServers\/([^/]+)\/scopes(?:\/([^/]+))?$/, scopes],
  ["*", /^\/api\/v1\/authorizationServers\/([^/]+)\/claims(?:\/([^/]+))?$/, claims],
  ["*", /^\/api\/v1\/authorizationServers\/([^/]+)\/policies(?:\/([^/]+)(?:\/rules(?:\/([^/]+))?)?)?/, serverPolicies],
  ["*", /^\/api\/v1\/authorizationServers\/([^/]+)/, server],
  ["*", /^\/api\/v1\/policies\/([^/]+)(?:\/rules\/([^/]+))?/, policy],
];
