import packageJson from "../../package.json";

/** The Pulumi engine that is downloaded or built where none is installed. `engine/go.mod` names the same version. */
export const ENGINE_VERSION = "3.259.0";

/** The oldest Pulumi engine that is used as it is found. */
export const OLDEST_ENGINE = "3.200.0";

/** The oldest Go that can build the engine. */
export const OLDEST_GO = "1.25.0";

/** The two provider plugins, at the versions of the SDKs that this project pins. */
export const PROVIDERS = [
  { name: "okta", version: packageJson.dependencies["@pulumi/okta"] },
  { name: "cloudflare", version: packageJson.dependencies["@pulumi/cloudflare"] },
] as const;

/** Reads the first `major.minor[.patch]` in a text such as `v3.259.0-alpha.1` or `go1.26`; undefined when there is none. */
export function parseVersion(text: string): string | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? undefined : `${match[1]}.${match[2]}.${match[3] ?? "0"}`;
}

/** Whether version `have` is `floor` or newer. Both are `major.minor.patch`. */
export function isAtLeast(have: string, floor: string): boolean {
  const wanted = floor.split(".").map(Number);
  for (const [index, part] of have.split(".").map(Number).entries()) {
    const difference = part - (wanted[index] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}
