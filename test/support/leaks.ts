import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * Looks for secrets in every byte of every file below a folder: as they are, in Base64 (at each of the three
 * alignments), URL-encoded, hexadecimal and JSON-escaped.
 *
 * @param secrets The secrets by name; the name is all that a finding tells.
 * @returns One line per file and secret.
 */
export function findLeaks(directory: string, secrets: Record<string, string>): string[] {
  return filesBelow(directory).flatMap((file) => {
    const bytes = readFileSync(file);
    return Object.entries(secrets)
      .filter(([, secret]) => encodings(secret).some((encoded) => bytes.includes(encoded)))
      .map(([name]) => `${name} in ${relative(directory, file)}`);
  });
}

/** The number of files and bytes below a folder, to show that a scan saw something. */
export function sizeBelow(directory: string): { readonly files: number; readonly bytes: number } {
  const files = filesBelow(directory);
  return { files: files.length, bytes: files.reduce((sum, file) => sum + readFileSync(file).length, 0) };
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function encodings(secret: string): string[] {
  if (secret.length < 8) {
    throw new Error("A secret of fewer than 8 characters would be found everywhere. Use a longer one.");
  }
  const bytes = Buffer.from(secret);
  // A secret inside a longer text is encoded from any of three alignments; the characters at its ends then mix with
  // their neighbours and are left out.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "")
      .slice(shift === 0 ? 0 : shift + 1, -1),
  );
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString("hex"),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}
