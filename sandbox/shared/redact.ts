/** Names of keys and parameters whose value is a secret: lower case, without separators. */
const SECRET_KEYS = new Set([
  "accesstoken",
  "activationtoken",
  "answer",
  "apikey",
  "apitoken",
  "authorization",
  "clientassertion",
  "clientsecret",
  "codeverifier",
  "idtoken",
  "password",
  "privatekey",
  "recoverytoken",
  "refreshtoken",
  "samlresponse",
  "secret",
  "sessiontoken",
  "statetoken",
  "token",
]);

/** What stands in the place of a secret value. */
export const REDACTED = "[secret]";

/**
 * A copy of a JSON value in which every string under a key that holds a secret is replaced, at any depth. Objects under
 * such a key are searched, not replaced: Okta has `actions.token`, which is no secret. Of an object under `password`,
 * what Okta keeps a password in is replaced: `value` and `hash`.
 */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(redact);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, redactEntry(key, nested)]));
  }
  return typeof value === "string" ? redactText(value) : value;
}

/** Replaces the values of secret parameters in a query string or a form body. */
export function redactText(text: string): string {
  return text.replace(/([?&]|^)([A-Za-z_-]+)=([^&\s]*)/g, (whole, separator: string, key: string) =>
    isSecretKey(key) ? `${separator}${key}=${REDACTED}` : whole,
  );
}

function redactEntry(key: string, value: unknown, parent?: string): unknown {
  if (parent === "password" && (key === "value" || key === "hash")) {
    return redactStrings(value);
  }
  if (isSecretKey(key) && (typeof value === "string" || Array.isArray(value))) {
    return redactStrings(value);
  }
  if (key === "password" && typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, nested]) => [name, redactEntry(name, nested, key)]));
  }
  return redact(value);
}

function redactStrings(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(redactStrings);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, redactStrings(nested)]));
  }
  return typeof value === "string" && value !== "" ? REDACTED : value;
}

function isSecretKey(key: string): boolean {
  return SECRET_KEYS.has(key.toLowerCase().replace(/[_-]/g, ""));
}
