import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../lib/errors";
import { refuseOtherSecret } from "../run-hooks";

/** What the connection is made of. */
export interface ScimConnectionArgs {
  /** "SCIM Endpoint" of the Cloudflare identity provider. */
  scimBaseUrl: pulumi.Input<string>;
  /** "SCIM Secret" of the Cloudflare identity provider. */
  scimSecret: pulumi.Input<string>;
  /** Whether another secret for the same endpoint is refused. */
  refuseOtherSecret?: boolean;
}

/** The scheme of a connection with an API token. */
const AUTH_SCHEME = "TOKEN";

/**
 * Sets up the SCIM connection of an app through Okta's API, and makes sure that Okta really took it.
 *
 * @returns The connection, to be used as `dependsOn`: it fails when Okta did not take the connection, so that what
 * depends on it is not even tried. Not used as an input anywhere, because a connection that is updated would make that
 * input unknown in a preview.
 */
export function createConnection(
  name: string,
  app: okta.app.Saml,
  args: ScimConnectionArgs,
  parent: pulumi.Resource,
): pulumi.Output<pulumi.Resource> {
  const where = `OktaScimApp "${name}"`;
  const endpoint = pulumi.all([args.scimBaseUrl, args.scimSecret]).apply(([baseUrl, token]) => {
    requireSecret(where, baseUrl, token);
    return { baseUrl, token };
  });
  const connection = new okta.app.Connection(
    `${name}-connection`,
    {
      idProperty: app.id,
      action: "activate",
      // The secret colours everything it was combined with; the base URL is none.
      baseUrl: pulumi.unsecret(endpoint.apply(({ baseUrl }) => baseUrl)),
      profile: { authScheme: AUTH_SCHEME, token: pulumi.secret(endpoint.apply(({ token }) => token)) },
    },
    // The provider would move the connection to another app in place. Okta has no call that deletes it: it goes with
    // the app, and without deletedWith every destroy would warn about it.
    pulumi.mergeOptions(
      { parent, replaceOnChanges: ["idProperty"], deletedWith: app },
      args.refuseOtherSecret === true ? refuseOtherSecret(where, `${name}-connection`) : {},
    ),
  );
  // The provider reports any 2xx answer as an enabled connection. Only the authentication scheme tells the truth.
  return connection.profile.apply((profile) => {
    if (profile?.authScheme !== AUTH_SCHEME) {
      throw new UserError("CONNECTION_UNKNOWN", [
        {
          where,
          problem: `Okta answered success but did not take the SCIM connection (authentication scheme ${profile?.authScheme ?? "missing"}): this organization does not let the API set it for this app. Everything deployed so far is kept`,
          advice:
            'Set connection to "console" (okta-cloudflare-access:settings.scim.connection) and run pulumi up again: it finishes this phase and says what to enter where in the Okta Admin Console',
        },
      ]);
    }
    return connection;
  });
}

function requireSecret(where: string, baseUrl: string, token: string): void {
  if (baseUrl !== "" && token !== "") {
    return;
  }
  throw new UserError("SCIM_SECRET_MISSING", [
    {
      where,
      problem: `Cloudflare gave no SCIM ${baseUrl === "" ? "endpoint" : "secret"} for the identity provider, so the connection in Okta was left as it is. Cloudflare answers the secret once: not for an identity provider that was imported, and not always when SCIM was turned off and on again`,
      advice:
        'Have a new one made: npm run rotate -- scim-secret. Or select "Regenerate Secret" at the identity provider in Cloudflare Zero Trust, enter it in the Okta Admin Console by hand, and set connection to "console" with consoleDone true (okta-cloudflare-access:settings.scim). Or, where a moment without this login method is acceptable, replace the identity provider: pulumi up --replace with its URN',
    },
  ]);
}
