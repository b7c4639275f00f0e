import type * as OidcProvider from "oidc-provider";

/** What `oidc-provider` exports. */
export type Library = typeof OidcProvider;

let loaded: Promise<Library> | undefined;

/**
 * Loads `oidc-provider`, once and not before somebody signs in: it takes longer than everything else of this Okta.
 *
 * It asks for Node 22 in a warning at every start and runs on 20 as well, which the tests of sign-in show; the warning
 * would only worry whoever tries the sandbox.
 */
export function loadLibrary(): Promise<Library> {
  loaded ??= quietly(() => import("oidc-provider"));
  return loaded;
}

async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes("oidc-provider WARNING: Unsupported runtime")) {
      warn(...words);
    }
  };
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
