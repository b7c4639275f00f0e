import * as pulumi from "@pulumi/pulumi";
import { consoleSteps } from "../../lib/console-steps";
import { cloudflareLoginMethodsPage, type OktaAppTab, oktaAdminUrl, oktaAppPage } from "../../lib/okta-urls";
import { enteredCommand, newSecretSteps } from "../../lib/rotation-steps";
import type { LoginMethodOutputs } from "../cloudflare/identity-provider-scim";
import type { OktaOidcApp } from "../okta/okta-oidc-app";
import { type OktaScimApp, ScimConnection } from "../okta/okta-scim-app";
import type { OktaAccessArgs, OktaAccessLinks } from "../okta-access-args";
import type { SamlApp } from "./saml-sign-in";
import { scimLabel } from "./scim-args";

/** The apps in Okta: one of the first two for sign-in, and with SCIM on the third. */
export interface OktaApps {
  readonly oidc: OktaOidcApp | undefined;
  readonly saml: SamlApp | undefined;
  readonly scim: OktaScimApp | undefined;
}

/** Where a person goes next. */
export function links(args: OktaAccessArgs, { oidc, saml, scim }: OktaApps): OktaAccessLinks {
  const adminUrl = args.oktaAdminUrl ?? oktaAdminUrl(args.oktaOrgUrl);
  const always = {
    cloudflareLoginMethods: cloudflareLoginMethodsPage(args.accountId),
    appLauncher: `https://${args.teamDomain}`,
  };
  if (adminUrl === undefined) {
    return always;
  }
  const page = (app: SamlApp | OktaScimApp, tab: OktaAppTab) =>
    pulumi.all([app.appName, app.appId]).apply(([appName, id]) => oktaAppPage(adminUrl, appName, id, tab));
  return {
    ...always,
    ...(oidc === undefined
      ? {}
      : { oktaOidcAppAssignments: oidc.appId.apply((id) => oktaAppPage(adminUrl, "oidc_client", id, "assignments")) }),
    ...(saml === undefined ? {} : { oktaSamlAppAssignments: page(saml, "assignments") }),
    ...(scim === undefined
      ? {}
      : {
          oktaScimAppProvisioning: page(scim, "user-management/api-credentials"),
          oktaScimAppPushGroups: page(scim, "group-push"),
        }),
  };
}

/** What a person has to do before provisioning works. */
export function nextSteps(
  args: OktaAccessArgs,
  pages: OktaAccessLinks,
  login: Pick<LoginMethodOutputs, "scimBaseUrl" | "scimSecret">,
  scim: OktaScimApp | undefined,
): pulumi.Output<string[]> {
  if (scim === undefined || args.scim?.connection !== ScimConnection.Console) {
    return pulumi.output([]);
  }
  const { consoleDone, secretRotation: rotation, secretRotationEntered } = args.scim;
  if (consoleDone === true) {
    return rotation === undefined || rotation === secretRotationEntered
      ? pulumi.output([])
      : pulumi
          .output(pages.oktaScimAppProvisioning)
          .apply((provisioningPage) => newSecretSteps({ appLabel: scimLabel(args), provisioningPage, rotation }));
  }
  // Only whether there is a secret is told, so the steps are no secret themselves.
  const hasScimSecret = pulumi.unsecret(login.scimSecret.apply((secret) => secret !== ""));
  return pulumi
    .all([pulumi.output(pages.oktaScimAppProvisioning), login.scimBaseUrl, hasScimSecret])
    .apply(([provisioningPage, scimBaseUrl, hasSecret]) => [
      ...consoleSteps({ appLabel: scimLabel(args), provisioningPage, scimBaseUrl, hasScimSecret: hasSecret }),
      ...(rotation === undefined || rotation === secretRotationEntered ? [] : [`Run: ${enteredCommand(rotation)}`]),
    ]);
}
