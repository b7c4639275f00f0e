import { z } from "zod";

/** A vulnerability that was looked at, and why it does no harm here. */
export interface AcceptedFinding {
  /** Address of the advisory. */
  readonly advisory: string;
  /** Why it does no harm here, a sentence. */
  readonly reason: string;
  /** Day from which on it is a finding again, `YYYY-MM-DD`. */
  readonly until: string;
}

/** What was looked at. Empty: nothing was found that needs an explanation. */
const ACCEPTED: readonly AcceptedFinding[] = [];

const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      // A text where the package is affected by another one that is in the list itself.
      via: z.array(z.union([z.string(), z.object({ url: z.string(), title: z.string() })])),
    }),
  ),
});

const refusalSchema = z.object({ message: z.string() });

/** A package with what is known about it. */
export interface Finding {
  readonly name: string;
  readonly severity: string;
  readonly advisories: readonly { readonly url: string; readonly title: string }[];
}

/**
 * Reads what `npm audit --json` printed.
 *
 * @returns The packages with a finding of their own, or why the registry told nothing.
 * @throws Error when it is neither.
 */
export function readFindings(json: string): { readonly packages: readonly Finding[] } | { readonly refused: string } {
  const text = json.trim() === "" ? "{}" : json;
  const report = reportSchema.safeParse(JSON.parse(text));
  if (report.success) {
    const packages = Object.entries(report.data.vulnerabilities).map(([name, { severity, via }]) => ({
      name,
      severity,
      advisories: via.flatMap((cause) => (typeof cause === "string" ? [] : [cause])),
    }));
    return { packages: packages.filter(({ advisories }) => advisories.length > 0) };
  }
  const refusal = refusalSchema.safeParse(JSON.parse(text));
  if (refusal.success) {
    // The status is enough; the rest is an address.
    return { refused: /^\d{3} [A-Za-z ]+/.exec(refusal.data.message)?.[0].trim() ?? "no answer" };
  }
  throw new Error("npm audit: printed something unknown. Run `npm audit` to see it.", { cause: report.error });
}

/** A sentence for each finding that nobody accepted, or whose acceptance ran out. */
export function judgeFindings(
  findings: readonly Finding[],
  today: Date,
  accepted: readonly AcceptedFinding[] = ACCEPTED,
): string[] {
  const day = today.toISOString().slice(0, 10);
  return findings.flatMap(({ name, severity, advisories }) =>
    advisories.flatMap(({ url, title }) => {
      const known = accepted.find(({ advisory }) => advisory === url);
      if (known !== undefined && day < known.until) {
        return [];
      }
      const ranOut = known === undefined ? "" : ` It was accepted until ${known.until}.`;
      return [
        `${name}: ${severity}: ${title} (${url}).${ranOut} Update it, or accept it in cli/dependencies/findings.ts with a ` +
          "reason and a day.",
      ];
    }),
  );
}
