import { type InstalledPackage, installedPackages, type Lockfile } from "./lockfile";

/** Licences that anybody may use this project under, with no more than a notice. */
const ACCEPTED = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
];

/** Packages with another licence, and why they may be used all the same. */
const EXCEPTIONS: Readonly<Record<string, { readonly licence: string; readonly reason: string }>> = {
  "@logdna/tail-file": {
    licence: "SEE LICENSE IN LICENSE",
    reason: "its file LICENSE is the MIT licence; the Pulumi SDK brings it",
  },
  "axe-core": { licence: "MPL-2.0", reason: "used unchanged, by tests only" },
  lightningcss: { licence: "MPL-2.0", reason: "used unchanged, by tests only" },
  "spdx-exceptions": { licence: "CC-BY-3.0", reason: "a list of words; the Pulumi SDK brings it" },
};

/** A sentence for each package whose licence nobody accepted. */
export function licenceProblems(lockfile: Lockfile): string[] {
  return installedPackages(lockfile)
    .filter((installed) => !isAccepted(installed))
    .map(
      ({ name, version, license }) =>
        `${name} ${version}: has the licence ${license ?? "that its package does not name"}. Use another package, or accept ` +
        "it in cli/dependencies/licences.ts with a reason.",
    );
}

/** The table of docs/dependencies.md: every licence, and how many packages have it. */
export function licenceTable(lockfile: Lockfile): string {
  const packages = installedPackages(lockfile);
  const licences = [...new Set(packages.map(({ license }) => license ?? "none"))].sort();
  const rows = licences.map((licence) => {
    const having = packages.filter(({ license }) => (license ?? "none") === licence);
    const atRunTime = having.filter(({ dev, devOptional }) => dev !== true && devOptional !== true);
    const exception = having.flatMap(({ name }) => exceptionFor(name) ?? []).at(0);
    return `| ${licence} | ${atRunTime.length} | ${having.length - atRunTime.length} | ${exception?.reason ?? ""} |`;
  });
  return [
    "| Licence | Packages at run time | Packages for development | Why it may be used |",
    "|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function isAccepted({ name, license }: InstalledPackage): boolean {
  return license !== undefined && (isFree(license) || exceptionFor(name)?.licence === license);
}

/** The builds of a package for one platform have its name as the beginning of theirs. */
function exceptionFor(name: string) {
  const of = Object.keys(EXCEPTIONS).find((exception) => name === exception || name.startsWith(`${exception}-`));
  return of === undefined ? undefined : EXCEPTIONS[of];
}

/** Whether an expression of SPDX without nesting leaves a choice that is accepted. */
function isFree(expression: string): boolean {
  const choices = expression.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((licence) => ACCEPTED.includes(licence)));
}
