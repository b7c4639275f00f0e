import type { SamlAttributesArgs } from "../okta/saml-sign-on";
import type { OktaAccessArgs } from "../okta-access-args";
import { SignInProtocol } from "../sign-in-protocol";

/** Whether people sign in with SAML. */
export function isSaml(args: OktaAccessArgs): boolean {
  return args.protocol === SignInProtocol.Saml;
}

/** Whether one Okta app carries SAML sign-in and SCIM. */
export function isCombined(args: OktaAccessArgs): boolean {
  return isSaml(args) && args.saml?.combined === true;
}

/** The section of the arguments that says who may sign in. */
export function signInSection(args: OktaAccessArgs): "oidc" | "saml" {
  return isSaml(args) ? "saml" : "oidc";
}

/** Keys of the groups whose members may sign in. */
export function signInGroups(args: OktaAccessArgs): readonly string[] {
  return args[signInSection(args)]?.assignedGroups ?? [];
}

/** Okta logins of people who may sign in besides. */
export function signInUsers(args: OktaAccessArgs): readonly string[] {
  return args[signInSection(args)]?.assignedUsers ?? [];
}

/** The label of the app with which people sign in. */
export function signInLabel(args: OktaAccessArgs): string {
  return args[signInSection(args)]?.appLabel ?? "Cloudflare Access";
}

/** The authentication policy of the app with which people sign in; nothing where the organization's default is meant. */
export function policyArgs(args: OktaAccessArgs): { readonly authenticationPolicy?: string } {
  const authenticationPolicy = args[signInSection(args)]?.authenticationPolicy;
  return authenticationPolicy === undefined ? {} : { authenticationPolicy };
}

/** What the app says of a person, with SAML. */
export function attributesArgs(args: OktaAccessArgs): SamlAttributesArgs {
  const { groupsAttribute, attributes } = args.saml ?? {};
  return {
    ...(groupsAttribute === undefined ? {} : { groupsAttribute }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}
