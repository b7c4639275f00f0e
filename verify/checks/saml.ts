import { asObject, textAt } from "../../api/json";
import { certificateBody } from "../../lib/certificates";
import { type Check, cannotTell, fail, pass } from "../check";

/** Cloudflare believes the certificate with which Okta signs: Okta's ends after ten years, or when somebody makes another. */
export const samlCertificate: Check = {
  id: "saml-certificate",
  section: "signIn",
  title: "Certificate of the SAML app",
  pointless: ({ oidc }) => (oidc === undefined ? undefined : "people sign in with OpenID Connect"),
  look: async (subject) => {
    const { id } = subject.deployed.signInApp;
    const [app, keys, loginMethod] = await Promise.all([
      subject.app(id),
      subject.oktaList(`/api/v1/apps/${id}/credentials/keys`),
      subject.loginMethod(),
    ]);
    const kid = textAt(app, "credentials", "signing", "kid");
    const certificate = keys.find((key) => key.kid === kid)?.x5c;
    const [signedWith] = Array.isArray(certificate) ? (certificate as unknown[]) : [];
    if (typeof signedWith !== "string") {
      return cannotTell("Okta does not show with which certificate the app signs");
    }
    const believed = asObject(loginMethod?.config).idp_public_certs;
    const bodies = (Array.isArray(believed) ? believed : []).map((one) => certificateBody(String(one)));
    return bodies.includes(certificateBody(signedWith))
      ? pass("Cloudflare believes the one with which Okta signs")
      : fail(
          "Cloudflare does not believe the one with which Okta signs: every login fails after the password",
          [`key ${String(kid)} of the app is not among ${bodies.length} of the login method`],
          "Run `pulumi up --refresh`: it hands Okta's certificate to Cloudflare.",
        );
  },
};
