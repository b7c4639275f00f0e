/** How people sign in. */
export const SignInProtocol = {
  /** OpenID Connect: an OIDC app in Okta, a login method of type `okta` in Cloudflare. */
  Oidc: "oidc",
  /** SAML 2.0: a SAML app in Okta, a login method of type `saml` in Cloudflare. */
  Saml: "saml",
} as const;

/** How people sign in. */
export type SignInProtocol = (typeof SignInProtocol)[keyof typeof SignInProtocol];
