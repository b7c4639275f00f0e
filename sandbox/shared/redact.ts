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

/** What takes the place of a secret. */
type Replacement = (secret: string) => string;

const hide: Replacement = () => REDACTED;

/**
 * A copy of a JSON value in which every string under a key that holds a secret is replaced, at any depth. Objects under
 * such a key are searched, not replaced: Okta has `actions.token`, which is no secret. Of an object under `password`,
 * what Okta keeps a password in is replaced: `value` and `hash`.
 */
export function redact(value: unknown): unknown {
  return replaceSecrets(value, hide);
}

/** Replaces the values of secret parameters in a query string, a form body, or the fields of a form in a page. */
export function redactText(text: string): string {
  return replaceInText(text, hide);
}

/** The secrets that {@link redact} takes out of a JSON value, as they are in it; those of a query string or form decoded. */
export function secretsIn(value: unknown): string[] {
  const secrets: string[] = [];
  replaceSecrets(value, (secret) => {
    secrets.push(secret);
    return secret;
  });
  return secrets;
}

function replaceSecrets(value: unknown, replace: Replacement): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => replaceSecrets(item, replace));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, nested]) => [key, replaceInEntry(key, nested, replace)]),
    );
  }
  return typeof value === "string" ? replaceInText(value, replace) : value;
}

function replaceInText(text: string, replace: Replacement): string {
  return text
    .replace(/([?&]|^)([A-Za-z_-]+)=([^&\s]*)/g, (whole, separator: string, key: string, value: string) =>
      isSecretKey(key) ? `${separator}${key}=${replace(decoded(value))}` : whole,
    )
    .replace(/(\bname="([A-Za-z_-]+)" value=")([^"]+)/g, (whole, before: string, key: string, value: string) =>
      isSecretKey(key) ? before + replace(value) : whole,
    );
}

/** A value of a query string or a form; as it is where somebody encoded it wrongly. */
function decoded(value: string): string {
  return new URLSearchParams(`value=${value}`).get("value") ?? value;
}

function replaceInEntry(key: string, value: unknown, replace: Replacement, parent?: string): unknown {
  if (parent === "password" && (key === "value" || key === "hash")) {
    return replaceStrings(value, replace);
  }
  if (isSecretKey(key) && (typeof value === "string" || Array.isArray(value))) {
    return replaceStrings(value, replace);
  }
  if (key === "password" && typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, nested]) => [name, replaceInEntry(name, nested, replace, key)]),
    );
  }
  return replaceSecrets(value, replace);
}

function replaceStrings(value: unknown, replace: Replacement): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => replaceStrings(item, replace));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, replaceStrings(nested, replace)]));
  }
  return typeof value === "string" && value !== "" ? replace(value) : value;
}

function isSecretKey(key: string): boolean {
  return SECRET_KEYS.has(key.toLowerCase().replace(/[_-]/g, ""));
}
