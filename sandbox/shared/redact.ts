const SECRET_KEYS = new Set([
  "access_token",
  "answer",
  "api_token",
  "apitoken",
  "authorization",
  "client_assertion",
  "client_secret",
  "clientsecret",
  "code_verifier",
  "id_token",
  "password",
  "private_key",
  "refresh_token",
  "secret",
  "token",
]);

/** What stands in the place of a secret value. */
export const REDACTED = "[secret]";

/**
 * A copy of a JSON value in which every string under a key that holds a secret is replaced, at any depth. Objects under
 * such a key are searched, not replaced: Okta has `actions.token`, which is no secret.
 */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(redact);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, nested]) => [
        key,
        SECRET_KEYS.has(key.toLowerCase()) && typeof nested === "string" && nested !== "" ? REDACTED : redact(nested),
      ]),
    );
  }
  return typeof value === "string" ? redactText(value) : value;
}

/** Replaces the values of secret parameters in a query string or a form body. */
export function redactText(text: string): string {
  return text.replace(/([?&]|^)([A-Za-z_]+)=([^&\s]*)/g, (whole, separator: string, key: string) =>
    SECRET_KEYS.has(key.toLowerCase()) ? `${separator}${key}=${REDACTED}` : whole,
  );
}
