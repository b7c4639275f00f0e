import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";

/** What a passphrase encrypts is encrypted with this key: PBKDF2 with SHA-256, as the engine's passphrase provider does it. */
const ITERATIONS = 1_000_000;

/** Secrets of a stack's config, encrypted as `pulumi config set --secret` does it, without running the engine. */
export interface StackSecrets {
  /** For `PULUMI_CONFIG_PASSPHRASE`. */
  readonly passphrase: string;
  /** For `encryptionsalt` of the stack file. */
  readonly salt: string;
  /** What stands in the stack file for a secret. */
  encrypt(secret: string): { readonly secure: string };
}

/**
 * Makes a passphrase that is found nowhere else, so that it can be searched for. Making its key takes a moment: once per
 * test process is enough.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/secrets/#available-encryption-providers
 */
export function newStackSecrets(): StackSecrets {
  const passphrase = `passphrase-${randomBytes(15).toString("base64url")}`;
  const salt = randomBytes(8);
  const key = pbkdf2Sync(passphrase, salt, ITERATIONS, 32, "sha256");
  const encrypt = (text: string): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const encrypted = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${encrypted.toString("base64")}`;
  };
  return {
    passphrase,
    // By this word the engine sees whether a passphrase is the right one.
    salt: `v1:${salt.toString("base64")}:${encrypt("pulumi")}`,
    encrypt: (secret) => ({ secure: encrypt(secret) }),
  };
}
