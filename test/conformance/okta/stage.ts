import { createOkta, type OktaSandbox } from "../../../sandbox/okta/index";
import type { Answer, Normaliser } from "../../support/compare-exchange";

/** A JSON object of which a test knows the shape better than the compiler does. */
export type Loose = Record<string, unknown>;

const ID =
  /(?<![A-Za-z0-9])(0oa|00g|00u|00p|00o|rst|rul|aus|scp|ocl|0pr|gPm|ocs|oty|osc|guo|exk|aln|pks|ra1)[A-Za-z0-9]{16,17}(?![A-Za-z0-9])/g;
const KEY_ID = /(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])/g;

/** A fresh local Okta, and what the ids of one recording are called in it. */
export class Stage {
  readonly okta: OktaSandbox = createOkta();
  private readonly names = new Map<string, string>();

  constructor() {
    this.okta.changeSettings({ customUserAttributes: ["array123", "number123", "customAttribute1234"] });
    // The recordings name these by ids of their own organizations.
    this.everyone = this.okta.store.groups.find((group) => group.profile.name === "Everyone")?.id ?? "";
  }

  readonly everyone: string;

  /** Says that a word of the recording is another one here. */
  learn(recorded: unknown, ours: unknown): void {
    if (typeof recorded === "string" && typeof ours === "string" && recorded !== ours) {
      this.names.set(recorded, ours);
    }
  }

  /** True when the recording's id stands for something here. */
  knows(recorded: string): boolean {
    return this.names.has(recorded);
  }

  /** A text of the recording in our words. */
  translate(text: string): string {
    let translated = text;
    for (const [recorded, ours] of this.names) {
      translated = translated.replaceAll(recorded, ours);
    }
    return translated;
  }

  /** Calls the local Okta, and fails on an answer that is an error: for arranging. */
  async must(method: string, path: string, body?: unknown): Promise<Loose> {
    const answer = await this.call(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`Arranging ${method} ${path} failed: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return (answer.body ?? {}) as Loose;
  }

  /** Calls the local Okta. Paths and bodies are in our words. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.okta.app.request(path, {
      method,
      headers: {
        authorization: `SSWS ${this.okta.apiToken}`,
        accept: /\/metadata\?kid=(?!test)/.test(path) ? "application/xml" : "application/json",
        "content-type": "application/json",
      },
      ...(body === undefined || body === null ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }

  /** Makes values of the recording and of an answer comparable. */
  normaliser(): Normaliser {
    const known = new Set(this.names.values());
    const placeholders = (text: string): string =>
      text
        .replace(/https:\/\/[a-z0-9-]+\.oktacdn\.com\/[^"\s]*/g, "<cdn>")
        .replace(/https:\/\/(example|acme)\.okta\.com/g, "<org>")
        .replace(/^orn:okta(preview)?:/, "orn:okta:")
        .replace(/user-00u\w+@example\.com/gi, "user@example.com")
        .replace(/(<ds:X509Certificate>)[^<]*/, "$1<certificate>")
        .replace(/^oae[\w-]{22}$/, "<error id>")
        .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time with milliseconds>")
        .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>")
        .replace(ID, (id, prefix: string) => (known.has(id) ? id : `<${prefix}>`))
        .replace(KEY_ID, (id) => (known.has(id) ? id : "<key id>"));
    return {
      recorded: (text) => placeholders(this.translate(text)),
      actual: placeholders,
      opaque: new Set(["x5c", "x5t#S256", "n", "secret_hash"]),
    };
  }

  // --- arranging -------------------------------------------------------------------------------------------------

  /** An app as the recording shows it, or a plain one of a kind. */
  async app(recordedId: string, shown: Loose | Kind = "oidc"): Promise<string> {
    const existing = this.names.get(recordedId);
    if (existing !== undefined) {
      return existing;
    }
    const body = typeof shown === "string" ? plainApp(shown) : appRequest(shown);
    const inactive = typeof shown !== "string" && shown.status === "INACTIVE";
    const app = await this.must("POST", `/api/v1/apps?activate=${!inactive}`, body);
    this.learn(recordedId, app.id);
    if (typeof shown !== "string") {
      this.learn(shown.name, app.name);
      this.learn(signingKey(shown), signingKey(app));
    }
    return String(app.id);
  }

  /** A group with the profile that the recording shows. */
  async group(recordedId: string, profile: Loose = { name: `Group ${recordedId}` }): Promise<string> {
    const existing = this.names.get(recordedId);
    if (existing !== undefined) {
      return existing;
    }
    if (profile.name === "Everyone") {
      this.learn(recordedId, this.everyone);
      return this.everyone;
    }
    const group = await this.must("POST", "/api/v1/groups", { profile });
    this.learn(recordedId, group.id);
    return String(group.id);
  }

  /** A user with the profile, credentials and status that the recording shows. */
  async user(recordedId: string, shown: Loose = {}): Promise<string> {
    const existing = this.names.get(recordedId);
    if (existing !== undefined) {
      return existing;
    }
    const login = `user-${recordedId.replace(/\W/g, "")}@example.com`.toLowerCase();
    const wanted = Object.fromEntries(
      Object.entries((shown.profile ?? {}) as Loose).filter(([, value]) => value !== undefined),
    );
    const profile = { login, email: login, firstName: "First", lastName: "Last", ...wanted };
    const credentials = (shown.credentials ?? {}) as Loose;
    const question = (credentials.recovery_question as Loose | undefined)?.question;
    const password = credentials.password as Loose | undefined;
    const user = await this.must("POST", `/api/v1/users?activate=${shown.status !== "STAGED"}`, {
      profile,
      credentials: {
        ...(password === undefined ? {} : { password: { value: password.value ?? "Arranged-1" } }),
        ...(question === undefined ? {} : { recovery_question: { question, answer: "arranged" } }),
      },
    });
    this.learn(recordedId, user.id);
    this.learn((shown.type as Loose | undefined)?.id, (user.type as Loose).id);
    return String(user.id);
  }

  /** An authorization server as the recording shows it. */
  async server(recordedId: string, shown: Loose = {}): Promise<string> {
    if (recordedId === "default") {
      return recordedId;
    }
    const existing = this.names.get(recordedId);
    if (existing !== undefined) {
      return existing;
    }
    const server = await this.must("POST", "/api/v1/authorizationServers", {
      name: shown.name ?? `Server ${recordedId}`,
      audiences: shown.audiences ?? ["api://default"],
      description: shown.description ?? null,
      issuerMode: shown.issuerMode ?? "ORG_URL",
      credentials: { signing: { rotationMode: rotationMode(shown) } },
    });
    this.learn(recordedId, server.id);
    return String(server.id);
  }
}

/** A kind of app when the recording does not show one. */
export type Kind = "oidc" | "scim" | "saml" | "push";

function plainApp(kind: Kind): Loose {
  const label = `Arranged ${kind}`;
  switch (kind) {
    case "oidc":
      return {
        name: "oidc_client",
        label,
        signOnMode: "OPENID_CONNECT",
        settings: { oauthClient: { application_type: "web", redirect_uris: ["https://example.com/callback"] } },
      };
    case "scim":
      return { name: "scim2headerauth", label, signOnMode: "SAML_2_0" };
    case "push":
      return { name: "deelhr", label, signOnMode: "AUTO_LOGIN" };
    default: {
      const url = "https://example.com/saml";
      const signOn = {
        ssoAcsUrl: url,
        audience: url,
        recipient: url,
        destination: url,
        subjectNameIdTemplate: "x",
        responseSigned: true,
      };
      return { label, signOnMode: "SAML_2_0", settings: { signOn } };
    }
  }
}

/** The request that would have made an app that the recording shows. */
function appRequest(shown: Loose): Loose {
  const custom = String(shown.name).startsWith("classic-00_") || /_\d+$/.test(String(shown.name));
  const { signing: _signing, ...credentials } = shown.credentials as Loose;
  return {
    ...(custom ? {} : { name: shown.name }),
    label: shown.label,
    signOnMode: shown.signOnMode,
    accessibility: shown.accessibility,
    visibility: { ...(shown.visibility as Loose), appLinks: {} },
    credentials: withoutClientId(credentials),
    settings: shown.settings,
  };
}

function withoutClientId(credentials: Loose): Loose {
  const client = credentials.oauthClient as Loose | undefined;
  if (client === undefined) {
    return credentials;
  }
  const { client_id: _id, client_secret: _secret, ...others } = client;
  return { ...credentials, oauthClient: others };
}

function signingKey(app: Loose): unknown {
  return ((app.credentials as Loose).signing as Loose | undefined)?.kid;
}

function rotationMode(server: Loose): unknown {
  return ((server.credentials as Loose | undefined)?.signing as Loose | undefined)?.rotationMode ?? "AUTO";
}

function parse(text: string): unknown {
  if (text === "") {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    // SAML metadata.
    return text;
  }
}
