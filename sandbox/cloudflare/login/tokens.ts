import { createHash, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { errors, importJWK, importPKCS8, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { AccessApplication, Json, SigningKey } from "../entities";
import { type Session, type Sessions, seconds } from "../sessions";
import type { Store } from "../store";
import { teamDomain } from "../tenant";

/** What signs and checks the tokens of one account. */
export class Tokens {
  private making: Promise<SigningKey> | undefined;

  constructor(
    private readonly store: Store,
    private readonly sessions: Sessions,
  ) {}

  /** The issuer of every token: `https://acme.cloudflareaccess.com`. */
  get issuer(): string {
    return `https://${teamDomain(this.store.tenant)}`;
  }

  /** Audience tag of the team domain itself: what a login that is not for one application is for. */
  get teamAudience(): string {
    return createHash("sha256").update(`team domain of ${this.store.tenant.accountId}`).digest("hex");
  }

  /** The token of a login at the team domain. */
  forTeam(session: Session): Promise<string> {
    return this.sign({ type: "org", identity_nonce: session.nonce }, session, this.teamAudience, session.exp);
  }

  /**
   * A token for an application, which is noted in the session.
   *
   * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token/
   */
  forApplication(session: Session, application: AccessApplication, lifetime: number): Promise<string> {
    const iat = seconds();
    const exp = iat + lifetime;
    this.sessions.addToken(session, application.aud, { appId: application.id, iat, exp });
    const { identity, nonce, country } = session;
    const custom = { ...identity.oidc_fields, ...identity.saml_attributes };
    const claims: JWTPayload = {
      type: "app",
      email: identity.email,
      identity_nonce: nonce,
      country,
      ...(Object.keys(custom).length === 0 ? {} : { custom }),
    };
    return this.sign(claims, session, application.aud, exp);
  }

  /** The session that a token for an audience belongs to; undefined when the token is not, or no longer, good. */
  async session(token: string | undefined, audience: string): Promise<Session | undefined> {
    const payload = token === undefined ? undefined : await this.verified(token, audience);
    const session =
      payload === undefined ? undefined : this.sessions.findByNonce(String((payload as Json).identity_nonce));
    return session !== undefined && (audience === this.teamAudience || session.tokens[audience] !== undefined)
      ? session
      : undefined;
  }

  /** The key that everything is signed with, requests for a SAML login too. */
  signingKey(): Promise<SigningKey> {
    return this.key();
  }

  /** The answer of `/cdn-cgi/access/certs`. */
  async certs(): Promise<Json> {
    const { id, publicJwk, certificate } = await this.key();
    const publicCert = { kid: id, cert: certificate };
    return {
      keys: [{ kid: id, kty: publicJwk.kty, alg: "RS256", use: "sig", e: publicJwk.e, n: publicJwk.n }],
      public_cert: publicCert,
      public_certs: [publicCert],
    };
  }

  private async sign(claims: JWTPayload, session: Session, audience: string, exp: number): Promise<string> {
    const key = await this.key();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: key.id, typ: "JWT" })
      .setIssuer(this.issuer)
      .setAudience([audience])
      .setSubject(session.userId)
      .setIssuedAt()
      .setNotBefore(seconds())
      .setExpirationTime(exp)
      .sign(await importPKCS8(key.privateKey, "RS256"));
  }

  private async verified(token: string, audience: string): Promise<JWTPayload | undefined> {
    try {
      const key = await importJWK({ ...(await this.key()).publicJwk }, "RS256");
      const { payload } = await jwtVerify(token, key, { issuer: this.issuer, audience, algorithms: ["RS256"] });
      return payload;
    } catch (cause) {
      // Forged, expired, for somebody else: as good as none.
      if (cause instanceof errors.JOSEError) {
        return undefined;
      }
      throw cause;
    }
  }

  private async key(): Promise<SigningKey> {
    const [kept] = this.store.signingKeys.all();
    if (kept !== undefined) {
      return kept;
    }
    this.making ??= createSigningKey(teamDomain(this.store.tenant)).then((key) => {
      this.making = undefined;
      return this.store.signingKeys.put(key);
    });
    return this.making;
  }
}

async function createSigningKey(commonName: string): Promise<SigningKey> {
  const { default: forge } = await import("node-forge");
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: "jwk" });
  if (n === undefined || e === undefined) {
    throw new Error("RSA key: the public key has no modulus or exponent. This is a defect of the sandbox.");
  }
  const privatePem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: "spki", format: "pem" }).toString());
  certificate.serialNumber = "01";
  certificate.validity.notAfter.setUTCFullYear(certificate.validity.notBefore.getUTCFullYear() + 1);
  const subject = [{ name: "commonName", value: commonName }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(forge.pki.privateKeyFromPem(privatePem), forge.md.sha256.create());
  return {
    id: createHash("sha256").update(n).digest("hex"),
    privateKey: privatePem,
    publicJwk: { kty: "RSA", n, e },
    certificate: forge.pki.certificateToPem(certificate),
  };
}
