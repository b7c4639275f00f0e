import { z } from "zod";
import { problem } from "./problem";

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;

const wholeNumber = z
  .string()
  .regex(/^\d{1,6}$/, problem("expected a whole number", "Write digits only"))
  .transform(Number)
  .optional();

const url = (example: string) =>
  z.url({ protocol: /^https?$/, ...problem("is not a URL", `Write it like "${example}"`) }).optional();

/** Top-level config values arrive as text; lists as JSON. */
const jsonList = z
  .string()
  .transform((value, context) => {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: problem("expected a list", "Write it as a YAML list").error });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string(), problem("expected a list of scopes", "Write it as a YAML list")))
  .optional();

/**
 * The plain values under `okta:`, with the names that users of the Okta provider know. Its secrets (apiToken,
 * accessToken, privateKey) are checked apart: they never pass through a schema.
 *
 * @see https://www.pulumi.com/registry/packages/okta/installation-configuration/
 */
export const oktaConfigSchema = z.strictObject({
  orgName: z
    .string(
      problem("expected the organization's name", 'Write the first part of its address: "acme" for acme.okta.com'),
    )
    .regex(
      label,
      problem("is not an organization name", 'Write the first part of its address: "acme" for acme.okta.com'),
    )
    .refine((value) => !value.endsWith("-admin"), problem("is the address of the Admin Console", 'Leave out "-admin"')),
  baseUrl: z
    .string()
    .regex(
      hostName,
      problem(
        "is not a domain",
        'Write it like "okta.com" or "oktapreview.com", without "https://" and without the organization\'s name',
      ),
    )
    .default("okta.com"),
  httpProxy: url("http://127.0.0.1:8080"),
  clientId: z.string().optional(),
  privateKeyId: z.string().optional(),
  scopes: jsonList,
  backoff: z
    .enum(["true", "false"], problem("expected true or false", "Write true or false"))
    .transform((value) => value === "true")
    .optional(),
  logLevel: wholeNumber,
  maxApiCapacity: wholeNumber,
  maxRetries: wholeNumber,
  maxWaitSeconds: wholeNumber,
  minWaitSeconds: wholeNumber,
  parallelism: wholeNumber,
  requestTimeout: wholeNumber,
});

/** The plain values under `okta:` after validation. */
export type OktaConfig = z.output<typeof oktaConfigSchema>;

/** The secret keys under `okta:`. */
export const OKTA_SECRET_KEYS = ["apiToken", "accessToken", "privateKey"] as const;

/** The plain values under `cloudflare:`. */
export const cloudflareConfigSchema = z.strictObject({
  baseUrl: url("https://api.cloudflare.com/client/v4"),
});

/** The plain values under `cloudflare:` after validation. */
export type CloudflareConfig = z.output<typeof cloudflareConfigSchema>;

/** The secret keys under `cloudflare:`. */
export const CLOUDFLARE_SECRET_KEYS = ["apiToken"] as const;

/** What a Cloudflare API token looks like; the provider refuses anything else. */
export const CLOUDFLARE_API_TOKEN_PATTERN = /^[0-9A-Za-z\-_]{40,80}$/;
