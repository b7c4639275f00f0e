import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SANDBOX_TENANTS, type Sandbox } from "../../sandbox";
import { SHORTEST_SECRET } from "./leaks";

/** How many pages of each service are looked at; after the lists come the pages of what is in them. */
const PAGES = 30;

/**
 * Every secret that was there since the sandbox started, gone ones too: the tokens of both tenants, what passed by their
 * APIs (client secrets, SCIM secrets, tokens, keys), and the private keys that they hold.
 */
export class SandboxSecrets {
  /** The first place where each was seen. */
  private readonly places = new Map<string, string>();

  constructor(private readonly sandbox: Sandbox) {
    for (const [vendor, { log }] of Object.entries({ Okta: sandbox.okta, Cloudflare: sandbox.cloudflare })) {
      log.watchSecrets((secret, place) => {
        if (!this.places.has(secret)) {
          this.places.set(secret, `secret of ${vendor}'s ${place}`);
        }
      });
    }
  }

  /** The secrets, by names that tell where each came from. */
  all(): Record<string, string> {
    const { okta, cloudflare } = this.sandbox;
    const passed = [...this.places].filter(([secret]) => isSecret(secret));
    const keys = [
      ...okta.store.appKeys.all().map(({ privateKey }) => privateKey ?? ""),
      ...okta.store.signingKeys.all().map(({ jwk }) => String(jwk.d)),
      ...cloudflare.store.signingKeys.all().map(({ privateKey }) => privateKey),
    ];
    return {
      "Okta API token": okta.apiToken,
      "Cloudflare API token": cloudflare.tenant.apiToken,
      ...Object.fromEntries(passed.map(([secret, place], index) => [`${place} (${index + 1})`, secret])),
      ...Object.fromEntries(
        keys.filter((key) => key !== "").map((key, index) => [`private key of the sandbox (${index + 1})`, key]),
      ),
    };
  }
}

/** The sandbox's people have one password, which every sign-in page shows; what is shorter would be found everywhere. */
function isSecret(value: string): boolean {
  return value.length >= SHORTEST_SECRET && value !== SANDBOX_TENANTS.okta.password;
}

/** Writes what both services show now, pages and request log, into a folder: they show no secret either. */
export async function keepPages(sandbox: Sandbox, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  for (const [name, { url, log }] of Object.entries({ okta: sandbox.okta, cloudflare: sandbox.cloudflare })) {
    const pages = await pagesOf(url);
    writeFileSync(join(directory, `${name}.html`), pages.join("\n"));
    writeFileSync(join(directory, `${name}-log.json`), JSON.stringify(log.all()));
  }
}

/** The first pages of a service, by following its links from the start page. Of the pages of people one is enough. */
async function pagesOf(url: string): Promise<string[]> {
  const paths = ["/"];
  const texts: string[] = [];
  for (let next = 0; next < paths.length && next < PAGES; next += 1) {
    // Some lead to hosts that only a browser finds.
    const response = await fetch(url + paths[next], { redirect: "manual" });
    const text = await response.text();
    texts.push(text);
    const links = [...text.matchAll(/href="(\/[^"#?]*)"/g)].map(([, path = ""]) => path);
    for (const path of [...links, ...(response.headers.get("location")?.match(/^\/[^#?]*/) ?? [])]) {
      const isAnotherPerson = /\/users?\/./.test(path) && paths.some((known) => /\/users?\/./.test(known));
      if (!paths.includes(path) && !isAnotherPerson) {
        paths.push(path);
      }
    }
  }
  return texts;
}
