/** Where identity providers send browsers back to. */
export const CALLBACK_PATH = "/cdn-cgi/access/callback";

/** Where the console's "Test" of a login method leads; the id follows. */
export const TEST_PATH = "/cdn-cgi/access/test-idp";

/** Where an application hands over who has to log in; its host follows. */
export const LOGIN_PATH = "/cdn-cgi/access/login";

/** Where the certificate is that requests for a SAML login are signed with, for the identity provider. */
export const PUBLIC_CERT_PATH = "/cdn-cgi/access/public-cert";

/** Where the public keys are that Access signs with, below any host that it serves. */
export const CERTS_PATH = "/cdn-cgi/access/certs";
