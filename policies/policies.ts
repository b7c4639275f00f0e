import type { Policies } from "@pulumi/policy";
import { DEFAULT_ENVIRONMENT, levelOf } from "./levels";
import type { Rule } from "./lib/rule";
import { appLoginMethods } from "./rules/cloudflare/app-login-methods";
import { appSession } from "./rules/cloudflare/app-session";
import { idpDeprovision } from "./rules/cloudflare/idp-deprovision";
import { idpPkce } from "./rules/cloudflare/idp-pkce";
import { idpProtected } from "./rules/cloudflare/idp-protected";
import { idpSamlSignRequest } from "./rules/cloudflare/idp-saml-sign-request";
import { idpScimOn } from "./rules/cloudflare/idp-scim-on";
import { oktaRuleShape } from "./rules/cloudflare/okta-rule-shape";
import { policyNoBypass } from "./rules/cloudflare/policy-no-bypass";
import { policyNoEveryone } from "./rules/cloudflare/policy-no-everyone";
import { appAuthPolicy } from "./rules/okta/app-auth-policy";
import { authPolicyMfa } from "./rules/okta/auth-policy-mfa";
import { authServerClientList } from "./rules/okta/authserver-client-list";
import { authServerCodeOnly } from "./rules/okta/authserver-code-only";
import { authServerLifetime } from "./rules/okta/authserver-lifetime";
import { consent } from "./rules/okta/consent";
import { groupsClaimBounded } from "./rules/okta/groups-claim-bounded";
import { groupsClaimNeedsToken } from "./rules/okta/groups-claim-needs-token";
import { groupsClaimRegex } from "./rules/okta/groups-claim-regex";
import { noFederationBroker } from "./rules/okta/no-federation-broker";
import { oidcClientAuth } from "./rules/okta/oidc-client-auth";
import { oidcCodeOnly } from "./rules/okta/oidc-code-only";
import { oidcPkce } from "./rules/okta/oidc-pkce";
import { oidcRedirectExact } from "./rules/okta/oidc-redirect-exact";
import { oidcRefreshToken } from "./rules/okta/oidc-refresh-token";
import { providerOauth } from "./rules/okta/provider-oauth";
import { providersNoDetour } from "./rules/okta/providers-no-detour";
import { pushDeleteExplicit } from "./rules/okta/push-delete-explicit";
import { samlDestinationExact } from "./rules/okta/saml-destination-exact";
import { samlSigned } from "./rules/okta/saml-signed";
import { scimDeactivate } from "./rules/okta/scim-deactivate";
import { scimUsername } from "./rules/okta/scim-username";
import { lastLogin } from "./rules/stack/last-login";
import { mfa } from "./rules/stack/mfa";
import { namesWithinLimits } from "./rules/stack/names-within-limits";
import { noEveryone } from "./rules/stack/no-everyone";
import { oneAssignmentOwner } from "./rules/stack/one-assignment-owner";
import { policyCoverage } from "./rules/stack/policy-coverage";
import { policyGroupsInClaim } from "./rules/stack/policy-groups-in-claim";
import { policyGroupsPushed } from "./rules/stack/policy-groups-pushed";
import { policyOwnLoginMethod } from "./rules/stack/policy-own-login-method";
import { pushNotAssigned } from "./rules/stack/push-not-assigned";
import { secretsMarked } from "./rules/stack/secrets-marked";

/** Every rule that can find something. */
const CHECKS: readonly Rule[] = [
  appAuthPolicy,
  authPolicyMfa,
  authServerClientList,
  authServerCodeOnly,
  authServerLifetime,
  consent,
  groupsClaimBounded,
  groupsClaimNeedsToken,
  groupsClaimRegex,
  noFederationBroker,
  oidcClientAuth,
  oidcCodeOnly,
  oidcPkce,
  oidcRedirectExact,
  oidcRefreshToken,
  providerOauth,
  providersNoDetour,
  pushDeleteExplicit,
  samlDestinationExact,
  samlSigned,
  scimDeactivate,
  scimUsername,
  appLoginMethods,
  appSession,
  idpDeprovision,
  idpPkce,
  idpProtected,
  idpSamlSignRequest,
  idpScimOn,
  oktaRuleShape,
  policyNoBypass,
  policyNoEveryone,
  lastLogin,
  mfa,
  namesWithinLimits,
  noEveryone,
  oneAssignmentOwner,
  policyGroupsInClaim,
  policyGroupsPushed,
  policyOwnLoginMethod,
  pushNotAssigned,
  secretsMarked,
];

/** Every rule of the pack, the report last. */
export const RULES: readonly Rule[] = [...CHECKS, policyCoverage(CHECKS)];

/** The policies of the pack, with the levels that hold without a configuration. */
export const policies: Policies = RULES.map(({ policy }) => ({
  ...policy,
  enforcementLevel: levelOf(policy.name, DEFAULT_ENVIRONMENT),
}));
