/** What the steps to enter a new SCIM secret by hand need to name. */
export interface NewSecretSetup {
  /** Name of the SCIM app in Okta. */
  readonly appLabel: string;
  /** The app's Provisioning page, or undefined when the Admin Console's address is not known. */
  readonly provisioningPage: string | undefined;
  /** The value of the setting for which the secret was made. */
  readonly rotation: string;
}

/** The command that says which secret a person has entered in Okta. */
export function enteredCommand(rotation: string): string {
  return `pulumi config set --plaintext --path okta-cloudflare-access:settings.scim.secretRotationEntered ${JSON.stringify(rotation)}`;
}

/**
 * The steps by which a person enters a new SCIM secret in the Okta Admin Console, in the console's words. They say how to
 * see the secret, never the secret.
 */
export function newSecretSteps({ appLabel, provisioningPage, rotation }: NewSecretSetup): string[] {
  const place = provisioningPage ?? `Applications > Applications > ${appLabel} > Provisioning > Integration`;
  return [
    `Cloudflare has a new SCIM secret and refuses the old one. Open ${place} in the Okta Admin Console and select "Edit".`,
    "API Token: what this command shows: pulumi stack output scimSecret --show-secrets",
    'Select "Test API Credentials". Okta must say that they were verified. Select "Save".',
    'Have Okta send again what failed meanwhile: Dashboard > Tasks, "Retry Selected"; and "Push now" for groups in error on the app\'s Push Groups tab.',
    `Run: ${enteredCommand(rotation)}`,
    "Run: pulumi up. This list is then empty.",
  ];
}
