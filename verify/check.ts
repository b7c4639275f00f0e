import type { Deployed, DeployedScim } from "../lib/deployed";
import type { Subject } from "./subject";

/** How a check ended. */
export type Status =
  /** As it should be. */
  | "pass"
  /** Works, and is worth knowing. */
  | "warn"
  /** Does not work, or is not what was declared. */
  | "fail"
  /** Nobody can tell, for the reason that is given. */
  | "unknown";

/** What a check found. */
export interface Outcome {
  readonly status: Status;
  /** One sentence, without a full stop. Never holds a secret. */
  readonly summary: string;
  /** One line each: what differs, who is missing. */
  readonly details?: readonly string[];
  /** What to do, a sentence; numbered steps where there are several. */
  readonly advice?: readonly string[];
  /**
   * What is to come before it is as it should be: "minutes", as it may yet come by itself; "config", as the stack has to be
   * told by one value of its config. Defaults to nothing that anybody knows of.
   */
  readonly waitsFor?: "minutes" | "config";
  /** That it was not looked at, as there was no answer or none that counts; not that nobody may look or can tell. */
  readonly notLooked?: true;
}

/** The four questions of a verification. */
export const SECTIONS = {
  there: "Is it there?",
  signIn: "Can people log in?",
  provisioning: "Does provisioning work?",
  safety: "Is it safe?",
} as const;

/** One of the four questions. */
export type Section = keyof typeof SECTIONS;

/** One thing that is looked at. Only reads. */
export interface Check {
  /** Stable: scripts may rely on it. */
  readonly id: string;
  readonly section: Section;
  /** What is looked at, as a person would ask for it. */
  readonly title: string;
  /** Why it has no meaning for what is deployed; undefined when it has. */
  readonly pointless?: (deployed: Deployed) => string | undefined;
  /**
   * Looks.
   *
   * @throws whatever keeps it from looking: nobody can tell then.
   */
  readonly look: (subject: Subject) => Promise<Outcome>;
}

/** As it should be. */
export function pass(summary: string, details?: readonly string[]): Outcome {
  return { status: "pass", summary, ...(details === undefined ? {} : { details }) };
}

/** Something is wrong. */
export function fail(summary: string, details: readonly string[], ...advice: readonly string[]): Outcome {
  return { status: "fail", summary, details, advice };
}

/** Something is worth knowing. */
export function warn(summary: string, details: readonly string[], ...advice: readonly string[]): Outcome {
  return { status: "warn", summary, details, advice };
}

/** Nobody can tell. */
export function cannotTell(reason: string, ...advice: readonly string[]): Outcome {
  return { status: "unknown", summary: reason, advice };
}

const NO_SCIM = "SCIM is off";
const NO_OIDC = "people sign in with SAML";

/** For checks of provisioning. */
export function withoutScim({ scim }: Deployed): string | undefined {
  return scim === undefined ? NO_SCIM : undefined;
}

/** For checks of OpenID Connect. */
export function withoutOidc({ oidc }: Deployed): string | undefined {
  return oidc === undefined ? NO_OIDC : undefined;
}

/** For checks of what a person has to set up first. */
export function beforeConnection(deployed: Deployed): string | undefined {
  return (
    withoutScim(deployed) ?? (deployed.scim?.complete === false ? "the SCIM connection is yet to be set up" : undefined)
  );
}

/** Provisioning, for checks that are not asked where there is none. */
export function scimOf({ deployed }: Subject): DeployedScim {
  return deployed.scim as DeployedScim;
}
