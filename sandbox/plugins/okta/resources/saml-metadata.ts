/** The few facts that are taken from an identity provider's SAML metadata. */

/** What {@link parseSamlMetadata} finds. */
export interface SamlMetadata {
  readonly entityId: string;
  /** The first certificate, base64 DER. */
  readonly certificate: string;
  /** Sign-on URLs by binding. */
  readonly bindings: { readonly post?: string; readonly redirect?: string };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Reads metadata as Okta writes it. Throws when there is no IDPSSODescriptor with a certificate: the provider cannot
 * go on without one.
 *
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf section 2.4.3
 */
export function parseSamlMetadata(xml: string): SamlMetadata {
  const descriptor = /<(?:\w+:)?IDPSSODescriptor\b[\s\S]*?<\/(?:\w+:)?IDPSSODescriptor>/.exec(xml)?.[0];
  const certificate = /<(?:\w+:)?X509Certificate\b[^>]*>([^<]*)</.exec(descriptor ?? "")?.[1];
  const root = /<(?:\w+:)?EntityDescriptor\b[^>]*>/.exec(xml)?.[0];
  if (descriptor === undefined || certificate === undefined || root === undefined) {
    throw new Error("failed to get app's SAML metadata: no IDPSSODescriptor with an X509Certificate in the answer");
  }
  const services = [...descriptor.matchAll(/<(?:\w+:)?SingleSignOnService\b[^>]*>/g)].map(([tag]) => tag);
  const location = (binding: string) => {
    // The last one wins, as in the provider.
    const tag = services.findLast((service) => attribute(service, "Binding").endsWith(`:${binding}`));
    return tag === undefined ? undefined : attribute(tag, "Location");
  };
  const [post, redirect] = [location("HTTP-POST"), location("HTTP-Redirect")];
  return {
    entityId: attribute(root, "entityID"),
    certificate,
    bindings: { ...(post === undefined ? {} : { post }), ...(redirect === undefined ? {} : { redirect }) },
  };
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (value?.[1] ?? value?.[2] ?? "").replace(/&(\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
}
