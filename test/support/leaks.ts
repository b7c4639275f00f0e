import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";

/** The fewest characters of a secret that is looked for: a shorter one would be found everywhere. */
export const SHORTEST_SECRET = 8;

/**
 * Looks for secrets in every byte of every file below a folder, in the files' names too: as they are, in Base64 (at each
 * of the three alignments), URL-encoded, hexadecimal, and escaped as in JSON and in HTML. Of a secret of several lines,
 * such as a private key, each line is looked for as well. Each file is read once and gone through once, however many
 * secrets there are; a `.gz` is unpacked.
 *
 * @param secrets The secrets by name, of eight characters or more; the name is all that a finding tells.
 * @returns One line per file and secret, in the order of the files.
 */
export function findLeaks(directory: string, secrets: Record<string, string>): string[] {
  const needles = Object.entries(secrets).flatMap(([name, secret]) =>
    [...encodings(secret)].map((text) => ({ name, bytes: Buffer.from(text) })),
  );
  if (needles.length === 0) {
    return [];
  }
  const search = searchFor(needles);
  return filesBelow(directory).flatMap((file) => {
    const name = relative(directory, file);
    const found = new Set([...search(Buffer.from(name)), ...contents(file).flatMap((bytes) => [...search(bytes)])]);
    return Object.keys(secrets)
      .filter((secret) => found.has(secret))
      .map((secret) => `${secret} in ${name}`);
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
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** What a file holds: its bytes, and what is packed in them. */
function contents(file: string): Buffer[] {
  const bytes = readFileSync(file);
  return file.endsWith(".gz") ? [bytes, gunzipSync(bytes)] : [bytes];
}

function encodings(secret: string): Set<string> {
  if (secret.length < SHORTEST_SECRET) {
    throw new Error(
      `A secret of fewer than ${SHORTEST_SECRET} characters would be found everywhere. Use a longer one.`,
    );
  }
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= SHORTEST_SECRET);
  // What every private key begins and ends with is no secret.
  const secretLines = lines.filter((line) => !/^-----(BEGIN|END) /.test(line));
  return new Set([secret, ...secretLines].flatMap(encodingsOf));
}

function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // A secret inside a longer text is encoded from any of three alignments; the characters at its ends then mix with
  // their neighbours and are left out.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "")
      .slice(shift === 0 ? 0 : shift + 1, -1),
  );
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    // A JSON text within a JSON text, and as Go writes it.
    JSON.stringify(json).slice(1, -1),
    json.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e"),
    encodeURIComponent(secret),
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    bytes.toString("hex"),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Searches many texts at once, by the algorithm of Wu and Manber: looks at two bytes at a time, and skips as many as
 * the shortest text allows where no text has those two in that place.
 *
 * @returns What answers the names of the texts that some bytes hold.
 * @see https://webglimpse.net/pubs/TR94-17.pdf
 */
function searchFor(needles: readonly Needle[]): (bytes: Buffer) => Set<string> {
  const shortest = Math.min(...needles.map(({ bytes }) => bytes.length));
  const skips = new Uint8Array(65_536).fill(Math.min(shortest - 1, 255));
  const candidates = new Map<number, Needle[]>();
  for (const needle of needles) {
    for (let end = 1; end < shortest; end += 1) {
      const pair = needle.bytes.readUInt16BE(end - 1);
      skips[pair] = Math.min(skips[pair] as number, shortest - 1 - end);
      if (end === shortest - 1) {
        candidates.set(pair, [...(candidates.get(pair) ?? []), needle]);
      }
    }
  }
  return (bytes) => {
    const found = new Set<string>();
    for (let at = shortest - 1; at < bytes.length; ) {
      const pair = ((bytes[at - 1] as number) << 8) | (bytes[at] as number);
      const skip = skips[pair] as number;
      if (skip === 0) {
        const start = at - shortest + 1;
        for (const { name, bytes: wanted } of candidates.get(pair) ?? []) {
          const end = Math.min(start + wanted.length, bytes.length);
          if (!found.has(name) && bytes.compare(wanted, 0, wanted.length, start, end) === 0) {
            found.add(name);
          }
        }
      }
      at += Math.max(skip, 1);
    }
    return found;
  };
}
