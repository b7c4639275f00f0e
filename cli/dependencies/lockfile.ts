/** One package of the lockfile. */
export interface LockedPackage {
  readonly version?: string;
  /** Where it is downloaded from. This project's lockfile leaves it out, so that any registry serves. */
  readonly resolved?: string;
  readonly integrity?: string;
  /** Expression of SPDX. */
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** `package-lock.json`, version 3. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** A package as it is installed, once for each version. */
export interface InstalledPackage extends LockedPackage {
  readonly name: string;
}

const FOLDER = "node_modules/";

/** The packages of a lockfile, without the project itself. */
export function installedPackages(lockfile: Lockfile): InstalledPackage[] {
  return Object.entries(lockfile.packages)
    .filter(([path]) => path !== "")
    .map(([path, locked]) => ({ name: path.slice(path.lastIndexOf(FOLDER) + FOLDER.length), ...locked }));
}

/**
 * What is wrong with a lockfile: a package without a checksum of SHA-512, which could be exchanged; an address to
 * download from; an optional package that is missing, so that `npm ci` refuses the file on another platform.
 */
export function lockfileProblems(lockfile: Lockfile): string[] {
  const packages = installedPackages(lockfile);
  const names = new Set(packages.map(({ name }) => name));
  return packages.flatMap(({ name, version, integrity, resolved, optionalDependencies }) => [
    ...(integrity?.startsWith("sha512-") === true
      ? []
      : [
          `package-lock.json: ${name} ${version} has no SHA-512 checksum. Install it again from a registry that has one.`,
        ]),
    ...(resolved === undefined
      ? []
      : [
          `package-lock.json: ${name} names a place to download from. Run \`npm install\`, with the .npmrc of this project.`,
        ]),
    ...Object.keys(optionalDependencies ?? {})
      .filter((optional) => !names.has(optional))
      .map(
        (optional) => `package-lock.json: ${optional}, which ${name} may need, is missing. Run \`npm install\` again.`,
      ),
  ]);
}
