import type * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../lib/errors";
import { redirectUriOf } from "../../lib/names";
import { quoteList } from "../../lib/words";
import { attributeStatements, type SamlAttributesArgs, type SamlSignOn, samlSignOn } from "./saml-sign-on";

/** Arguments of the catalogue app that make it sign people in to a team. */
export function catalogueSignOnInputs(
  signOn: SamlAttributesArgs & { readonly teamDomain: pulumi.Input<string> },
): Pick<okta.app.SamlArgs, "appSettingsJson" | "attributeStatements"> {
  return {
    appSettingsJson: pulumi.output(signOn.teamDomain).apply((teamDomain) => JSON.stringify(settingsOf(teamDomain))),
    attributeStatements: attributeStatements(signOn),
  };
}

/**
 * What Cloudflare needs to know of the app, once Okta has answered that it took the sign-on settings.
 *
 * @throws {@link UserError} inside the Outputs, when Okta answered success and left something out.
 */
export function takenSignOn(
  where: string,
  app: okta.app.Saml,
  signOn: SamlAttributesArgs & { readonly teamDomain: pulumi.Input<string> },
): SamlSignOn {
  const wanted = attributeStatements(signOn).map(({ name }) => name);
  const taken = pulumi
    .all([pulumi.output(signOn.teamDomain), pulumi.output(wanted), app.appSettingsJson, app.attributeStatements])
    .apply(([teamDomain, names, settingsJson, statements]) => {
      const settings = JSON.parse(settingsJson ?? "{}") as Record<string, unknown>;
      const answered = new Set((statements ?? []).map(({ name }) => name));
      const missing = [
        ...Object.entries(settingsOf(teamDomain)).flatMap(([key, value]) => (settings[key] === value ? [] : [key])),
        ...names.filter((name) => !answered.has(name)),
      ];
      if (missing.length > 0) {
        throw new UserError("SIGN_ON_NOT_TAKEN", [
          {
            where,
            problem: `Okta answered success but did not take the sign-on settings ${quoteList(missing)}: this organization's catalogue app cannot carry sign-in and SCIM together. Everything deployed so far is kept, and Cloudflare was not told of the app`,
            advice:
              "Use an app of its own for sign-in: set okta-cloudflare-access:settings.saml.combined to false, or leave signOn out",
          },
        ]);
      }
    });
  const { ssoUrl, issuer, certificate } = samlSignOn(app);
  const afterwards = (value: pulumi.Output<string>) => pulumi.all([value, taken]).apply(([known]) => known);
  return { ssoUrl: afterwards(ssoUrl), issuer: afterwards(issuer), certificate: afterwards(certificate) };
}

/** The settings of the app by the names that its sibling "SCIM 2.0 Test App (OAuth Bearer Token)" has. */
function settingsOf(teamDomain: string): { readonly acsUrl: string; readonly audienceUri: string } {
  return { acsUrl: redirectUriOf(teamDomain), audienceUri: redirectUriOf(teamDomain) };
}
