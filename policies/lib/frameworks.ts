import type { PolicyComplianceFramework } from "@pulumi/policy";

/** A requirement of a published framework that a rule checks, or helps to meet. */
export type Reference = PolicyComplianceFramework;

/**
 * OAuth 2.0 security best current practice.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700
 */
export function rfc9700(section: string, specification: string): Reference {
  return { name: "RFC 9700", version: "January 2025", reference: section, specification };
}

/**
 * Security Technical Implementation Guide for Okta, published by DISA.
 *
 * @see https://www.cyber.mil/stigs/
 */
export function oktaStig(findingId: string, specification: string): Reference {
  return { name: "DISA Okta IDaaS STIG", version: "V1R2", reference: findingId, specification };
}

/**
 * A safeguard of the CIS Critical Security Controls. They are about any system; there is no CIS benchmark for Okta.
 *
 * @see https://www.cisecurity.org/controls/v8
 */
export function cisControls(safeguard: string, specification: string): Reference {
  return { name: "CIS Controls", version: "v8", reference: safeguard, specification };
}

/** A reference as one tag, such as `RFC 9700 2.1.1`. */
export function referenceTag({ name, reference }: Reference): string {
  return `${name} ${reference}`;
}
