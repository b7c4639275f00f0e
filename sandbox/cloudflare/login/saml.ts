import type * as NodeSaml from "@node-saml/node-saml";
import type { IdentityProvider, Json, SigningKey } from "../entities";
import type { Identity } from "./evaluator";
import { LoginError } from "./login-error";

/** What has to be remembered between the two halves of a login. */
export interface SamlExchange {
  readonly requestId: string;
  /** What the browser brought from the identity provider, base64; undefined until then. */
  readonly response?: string;
}

/** Where both halves meet. */
interface Party {
  readonly idp: IdentityProvider;
  /** `https://<team domain>/cdn-cgi/access/callback`: where responses go, and the entity id of Access. */
  readonly callback: string;
  /** What requests are signed with. */
  readonly key: SigningKey;
}

/** How far the clocks of both may differ, in milliseconds. */
const CLOCK_SKEW = 60_000;

/** The attribute of somebody's address where the login method names none. */
const EMAIL = "email";

const loadLibrary = (): Promise<typeof NodeSaml> => import("@node-saml/node-saml");

/**
 * Begins a login: what to remember, and the address of the identity provider (with its real host) that the browser is
 * sent to.
 *
 * @param state Comes back with the response, as `RelayState`.
 */
export async function beginSamlLogin(party: Party, state: string): Promise<{ exchange: SamlExchange; url: string }> {
  let requestId = "";
  const saml = await serviceProvider(party, {
    save: (id) => {
      requestId = id;
    },
    isOurs: () => false,
  });
  const url = await saml.getAuthorizeUrlAsync(state, undefined, {});
  return { exchange: { requestId }, url };
}

/**
 * Ends a login: checks the response and reads who came.
 *
 * @throws LoginError when it is not signed by the identity provider, is for somebody else, too old, or no answer to the
 *   request of this login.
 */
export async function endSamlLogin(party: Party, { requestId, response }: SamlExchange): Promise<Identity> {
  const saml = await serviceProvider(party, { save: () => undefined, isOurs: (id) => id === requestId });
  let profile: NodeSaml.Profile | null;
  try {
    ({ profile } = await saml.validatePostResponseAsync({ SAMLResponse: response ?? "" }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoginError("The SAML response is not valid.", reason, { cause });
  }
  if (profile === null) {
    throw new LoginError("The SAML response is not valid.", "It says nothing about anybody.");
  }
  // The library looks at the issuer of logouts only.
  if (profile.issuer !== party.idp.config.issuer_url) {
    throw new LoginError("The SAML response is not valid.", `It is by another issuer: ${profile.issuer}`);
  }
  return identityOf(party.idp, profile);
}

interface Requests {
  save(id: string): void;
  isOurs(id: string): boolean;
}

async function serviceProvider({ idp, callback, key }: Party, requests: Requests): Promise<NodeSaml.SAML> {
  const { SAML, ValidateInResponseTo } = await loadLibrary();
  const { config } = idp;
  const now = new Date().toISOString();
  return new SAML({
    callbackUrl: callback,
    issuer: callback,
    audience: callback,
    entryPoint: String(config.sso_target_url),
    idpCert: (config.idp_public_certs as readonly string[]).map(certificateBody),
    // One of the two has to be signed; which one is up to the identity provider.
    wantAssertionsSigned: false,
    wantAuthnResponseSigned: false,
    disableRequestedAuthnContext: true,
    forceAuthn: config.force_authn === true,
    acceptedClockSkewMs: CLOCK_SKEW,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: async (id, value) => {
        requests.save(id);
        return { value, createdAt: Date.now() };
      },
      getAsync: async (id) => (requests.isOurs(id) ? now : null),
      removeAsync: async (id) => id,
    },
    ...(config.sign_request === true ? { privateKey: key.privateKey, signatureAlgorithm: "sha256" as const } : {}),
  });
}

/** Certificates come with PEM armour or without; the library takes the body. */
function certificateBody(certificate: string): string {
  return certificate.replace(/-----[^-]+-----/g, "").replace(/\s+/g, "");
}

function identityOf(idp: IdentityProvider, profile: NodeSaml.Profile): Identity {
  const told = (profile.attributes ?? {}) as Json;
  const { email_attribute_name, attributes } = idp.config;
  const attribute =
    typeof email_attribute_name === "string" && email_attribute_name !== "" ? email_attribute_name : EMAIL;
  const email = told[attribute] ?? profile.nameID;
  if (typeof email !== "string" || !email.includes("@")) {
    throw new LoginError("The identity provider did not tell the email address.", `attributes: ${Object.keys(told)}`);
  }
  const wanted = Array.isArray(attributes) ? attributes.map(String) : [];
  return {
    email,
    name: typeof told.name === "string" ? told.name : email,
    idp: { id: idp.id, type: idp.type },
    groups: list(told.groups),
    oidc_fields: {},
    saml_attributes: Object.fromEntries(wanted.flatMap((name) => (name in told ? [[name, told[name]]] : []))),
    amr: [],
  };
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((element) => typeof element === "string");
}
