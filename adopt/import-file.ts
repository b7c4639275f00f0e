import { PACKAGE_NAME } from "../lib/names";
import { type ImportedResource, urnOf } from "./resources";

/** The URN of one of the program's two providers. */
export function providerUrn(stack: string, provider: "okta" | "cloudflare"): string {
  return `urn:pulumi:${stack}::${PACKAGE_NAME}::pulumi:providers:${provider}::${provider}`;
}

/**
 * The file that `pulumi import --file` takes.
 *
 * @param present URNs that the stack has already: those resources are only named as parents.
 * @see https://www.pulumi.com/docs/iac/guides/migration/import/#bulk-import-operations
 */
export function importFile(
  stack: string,
  resources: readonly ImportedResource[],
  present: ReadonlySet<string> = new Set(),
): object {
  const isPresent = (resource: ImportedResource) => present.has(urnOf(stack, resource, resources));
  const parents = resources.filter(({ id }) => id === undefined).filter(isPresent);
  return {
    nameTable: {
      okta: providerUrn(stack, "okta"),
      cloudflare: providerUrn(stack, "cloudflare"),
      ...Object.fromEntries(parents.map((resource) => [resource.name, urnOf(stack, resource, resources)])),
    },
    resources: resources
      .filter((resource) => !isPresent(resource))
      .map(({ type, name, parent, id, provider }) => ({
        type,
        name,
        ...(parent === undefined ? {} : { parent }),
        ...(id === undefined ? { component: true } : { id, provider }),
      })),
  };
}
