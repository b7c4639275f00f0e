/** What the steps to set up the SCIM connection by hand need to name. */
export interface ConsoleSetup {
  /** Name of the SCIM app in Okta. */
  readonly appLabel: string;
  /** The app's Provisioning page, or undefined when the Admin Console's address is not known. */
  readonly provisioningPage: string | undefined;
  /** "SCIM Endpoint". */
  readonly scimBaseUrl: string;
  /** Whether Cloudflare answered a SCIM secret that can be shown. */
  readonly hasScimSecret: boolean;
}

/** Tells the stack that the connection is set up: the next `pulumi up` does the rest. */
export const CONSOLE_DONE_COMMAND = "pulumi config set --path okta-cloudflare-access:settings.scim.consoleDone true";

/**
 * The steps by which a person sets up the SCIM connection in the Okta Admin Console, one sentence or two each, in the
 * console's words. They say how to see the secret, never the secret.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/
 */
export function consoleSteps(setup: ConsoleSetup): string[] {
  const place = setup.provisioningPage ?? `Applications > Applications > ${setup.appLabel} > Provisioning`;
  return [
    `Open ${place} in the Okta Admin Console, select "Configure API Integration", then "Enable API integration".`,
    `Base URL: ${setup.scimBaseUrl}`,
    setup.hasScimSecret
      ? "API Token: what this command shows: pulumi stack output scimSecret --show-secrets"
      : 'API Token: Cloudflare has not given the secret to this stack. Select "Regenerate Secret" at the identity provider in Cloudflare Zero Trust and use what it shows.',
    'Select "Test API Credentials". Okta must say that they were verified. Select "Save".',
    `Run: ${CONSOLE_DONE_COMMAND}`,
    "Run: pulumi up. It turns on Create Users, Update User Attributes and Deactivate Users as set, and adds the push groups.",
    'People who were assigned before that are not provisioned by themselves: select "Provision User" at the top of the app\'s Assignments tab.',
  ];
}
