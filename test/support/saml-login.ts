import { certificateBody } from "../../lib/certificates";
import { AccessBrowser, type AccessVisit } from "./access-browser";
import { AccessLogin } from "./access-login";
import type { Json } from "./okta-api";
import { LENA } from "./okta-sign-in";
import { samlSignOnSettings } from "./saml-app";

/** Where Access takes responses, and its entity id. */
export const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";

/** What a test changes. */
export interface SamlLoginOptions {
  /** `settings.signOn` of the Okta app. */
  readonly signOn?: Json;
  /** `config` of the login method. */
  readonly config?: Json;
}

/** The sandbox with a SAML app for Engineering and Finance, a login method for it, and the wiki for Engineering. */
export class SamlLogin {
  private constructor(
    readonly access: AccessLogin,
    /** Okta's id of the app. */
    readonly appId: string,
    readonly idpId: string,
  ) {}

  static async start({ signOn, config }: SamlLoginOptions = {}): Promise<SamlLogin> {
    const access = await AccessLogin.start();
    const app = (await access.okta.send("POST", "/apps", appBody(signOn ?? {}))) as { id: string };
    for (const name of ["Engineering", "Finance"]) {
      const [group] = await access.okta.get<{ id: string }[]>(`/groups?q=${name}`);
      await access.okta.send("PUT", `/apps/${app.id}/groups/${group?.id}`, {});
    }
    const { result } = (await access.cloudflare.send("POST", "/identity_providers", {
      name: "Okta SAML",
      type: "saml",
      config: { ...(await signOnOf(access, app.id)), ...LOGIN_METHOD, ...config },
    })) as { result: { id: string } };
    const made = new SamlLogin(access, app.id, result.id);
    await made.protect("groups", "Engineering");
    return made;
  }

  /** Lets in to the wiki who has an attribute with a value. */
  protect(attribute_name: string, attribute_value: string): Promise<void> {
    const rule = { saml: { identity_provider_id: this.idpId, attribute_name, attribute_value } };
    return this.access.setPolicies([{ name: "By attribute", decision: "allow", precedence: 1, include: [rule] }], {
      allowed_idps: [this.idpId],
    });
  }

  /** Opens the wiki and signs in at Okta when it asks. */
  async visit(login = LENA, browser = new AccessBrowser(), path = "/home"): Promise<AccessVisit> {
    return this.carry(await this.access.visit(this.access.wiki(path), login, browser), browser);
  }

  /** Does what a page of Okta has the browser do: posts the response. */
  carry(page: AccessVisit, browser: AccessBrowser): Promise<AccessVisit> | AccessVisit {
    return page.text.includes('name="SAMLResponse"') ? browser.submit(page, hiddenFields(page)) : page;
  }

  /** Gives the app of Okta another signing key, of which Cloudflare is not told. */
  async rotate(): Promise<void> {
    const { okta } = this.access;
    const app = await okta.get<{ credentials: Json }>(`/apps/${this.appId}`);
    const key = (await okta.send("POST", `/apps/${this.appId}/credentials/keys/generate?validityYears=2`)) as {
      kid: string;
    };
    await okta.send("PUT", `/apps/${this.appId}`, {
      ...app,
      credentials: { ...app.credentials, signing: { kid: key.kid } },
    });
  }

  /** Tells Cloudflare what Okta's metadata say now, and other settings on request. */
  async handOver(config: Json = {}): Promise<void> {
    await this.access.cloudflare.send("PUT", `/identity_providers/${this.idpId}`, {
      name: "Okta SAML",
      type: "saml",
      config: { ...(await signOnOf(this.access, this.appId)), ...LOGIN_METHOD, ...config },
    });
  }

  close(): Promise<void> {
    return this.access.close();
  }
}

const LOGIN_METHOD: Json = {
  attributes: ["email", "groups", "department"],
  email_attribute_name: "email",
  sign_request: true,
};

function appBody(signOn: Json): Json {
  return {
    label: "Cloudflare Access SAML",
    signOnMode: "SAML_2_0",
    settings: {
      signOn: {
        ...samlSignOnSettings(CALLBACK, [
          { type: "EXPRESSION", name: "email", values: ["user.email"] },
          { type: "EXPRESSION", name: "department", values: ["user.department"] },
          { type: "EXPRESSION", name: "nickname", values: ["user.nickName"] },
          { type: "GROUP", name: "groups", filterType: "REGEX", filterValue: ".*" },
        ]),
        ...signOn,
      },
    },
  };
}

/** What Cloudflare has to be told of an app: what its metadata say. */
async function signOnOf({ sandbox }: AccessLogin, appId: string): Promise<Json> {
  const response = await fetch(`${sandbox.okta.url}/api/v1/apps/${appId}/sso/saml/metadata`, {
    headers: { authorization: `SSWS ${sandbox.okta.apiToken}`, accept: "application/xml" },
  });
  const xml = await response.text();
  const found = (pattern: RegExp): string => String(pattern.exec(xml)?.[1]);
  return {
    issuer_url: found(/entityID="([^"]*)"/),
    sso_target_url: found(/SingleSignOnService [^>]*HTTP-Redirect" Location="([^"]*)"/),
    idp_public_certs: [certificateBody(found(/<ds:X509Certificate>([^<]*)</))],
  };
}

/** The fields that a form carries without showing them. */
export function hiddenFields({ text }: AccessVisit): Record<string, string> {
  const inputs = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name = "", value = ""]) => [name, value]));
}
