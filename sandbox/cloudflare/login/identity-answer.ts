import type { Json } from "../entities";
import type { Session } from "../sessions";
import type { Identity } from "./evaluator";

/**
 * The answer of `get-identity`.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token/#user-identity
 */
export function identityAnswer(accountId: string, session: Session): Json {
  return {
    ...describeIdentity(session.identity),
    id: session.userId,
    user_uuid: session.userId,
    account_id: accountId,
    geo: { country: session.country },
    ip: session.ip,
    iat: session.iat,
    auth_status: "NONE",
    common_name: "",
    service_token_id: "",
    service_token_status: false,
    is_warp: false,
    is_gateway: false,
    device_id: "",
    devicePosture: {},
    device_sessions: {},
    mtls_auth: { cert_issuer_dn: "", cert_serial: "", cert_issuer_ski: "", cert_presented: false, auth_status: "" },
    version: 0,
  };
}

/** An identity as Access tells it. */
export function describeIdentity(identity: Identity): Json {
  const { name, email, idp, groups, oidc_fields, saml_attributes, amr } = identity;
  return { name, email, idp, groups, oidc_fields, ...(saml_attributes === undefined ? {} : { saml_attributes }), amr };
}
