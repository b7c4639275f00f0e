import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** A new control token: 256 random bits, written in the alphabet of a URL. */
export function newControlToken(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * The control token of a service: the given one, or a new one.
 *
 * @throws TypeError when the given one is short enough to be guessed, or cannot stand in a header.
 */
export function controlTokenOf(given: string | undefined): string {
  if (given === undefined) {
    return newControlToken();
  }
  if (!/^[\w.~+/-]{20,200}$/.test(given)) {
    throw new TypeError(
      "controlToken: is not 20 to 200 letters, digits or any of -._~+/. Leave it out, and a random one is made.",
    );
  }
  return given;
}

/**
 * Asks for the control token, as `Authorization: Bearer <token>`: whoever can reach the port shall not thereby be able to
 * reset the service, to break it, or to have its private key.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750
 */
export function requireControlToken(token: string): MiddlewareHandler {
  const expected = digest(token);
  return async (context, next) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
    // Digests are of one length whatever was sent, so the comparison tells nothing about the token, not even its length.
    if (given !== undefined && timingSafeEqual(digest(given), expected)) {
      return next();
    }
    context.header("www-authenticate", 'Bearer realm="sandbox control"');
    const what = given === undefined ? "the control token is missing" : "this is not the control token of this start";
    return context.json(
      {
        error: `Control endpoint: ${what}. Send "Authorization: Bearer <token>" with the one that was shown at the start.`,
      },
      401,
    );
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
