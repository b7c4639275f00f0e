import type { Detail } from "./differences";

/** What the next `pulumi up` does to one resource. */
export interface Change {
  readonly op: "create" | "update";
  /** Logical name. */
  readonly resource: string;
  /** What it is, for people, such as `OIDC app "Cloudflare"`. */
  readonly what: string;
  readonly details: readonly Detail[];
  /** What is to be known about it besides. */
  readonly note?: string;
}

/** A resource that is not there yet. */
export function created(resource: string, what: string): Change {
  return { op: "create", resource, what, details: [] };
}
