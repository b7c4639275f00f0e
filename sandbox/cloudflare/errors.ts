import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";

/**
 * A refusal in Cloudflare's form: a status, a number, a sentence, and sometimes a chain of details.
 *
 * @see https://developers.cloudflare.com/fundamentals/api/reference/making-api-calls/
 */
export class ApiError extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly errors: readonly { readonly code: number; readonly message: string; readonly chain?: readonly string[] }[],
  ) {
    super(errors.map((error) => error.message).join("; "));
    this.name = "ApiError";
  }
}

/** 400: the request is understood and not acceptable. */
export function invalidRequest(reason: string, chain?: readonly string[]): ApiError {
  const message = `access.api.error.invalid_request: ${reason}`;
  return new ApiError(400, [{ code: 12130, message, ...(chain === undefined ? {} : { chain }) }]);
}

/** 404: no such object. */
export function notFound(): ApiError {
  return new ApiError(404, [{ code: 12135, message: "access.api.error.not_found" }]);
}

/** 409: what exists stands in the way. */
export function conflict(reason: string): ApiError {
  return new ApiError(409, [{ code: 12132, message: `access.api.error.conflict: ${reason}` }]);
}

/** 409: another application has this domain. */
export function applicationExists(): ApiError {
  return new ApiError(409, [{ code: 12136, message: "access.api.error.application_already_exists" }]);
}

/** 401 without valid credentials, 403 when the credentials do not permit this. The number and the words are the same. */
export function authenticationError(status: 401 | 403): ApiError {
  return new ApiError(status, [{ code: 10000, message: "Authentication error" }]);
}

/** 403: the credentials belong to another account. */
export function foreignAccount(): ApiError {
  return new ApiError(403, [{ code: 9109, message: "Unauthorized to access requested resource" }]);
}

/** 403: the account has no Zero Trust organization yet. The status is a guess, the number and the words are not. */
export function accessNotEnabled(): ApiError {
  return new ApiError(403, [
    {
      code: 9999,
      message:
        "access.api.error.not_enabled: Access is not enabled. Visit the Access dashboard at https://dash.cloudflare.com/ and click the 'Enable Access' button.",
    },
  ]);
}

/** 429: more calls than the limit. */
export function rateLimited(): ApiError {
  return new ApiError(429, [{ code: 971, message: "Please wait and consider throttling your request speed" }]);
}

/** 500: something broke inside of Access. */
export function internalError(): ApiError {
  return new ApiError(500, [{ code: 10001, message: "access.api.error.internal_server_error" }]);
}

/** 404: no route. */
export function noRoute(path: string): ApiError {
  return new ApiError(404, [
    { code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` },
    { code: 7000, message: "No route for that URI" },
  ]);
}

/** All problems of a body at once. Never a value: it could be a secret. */
export function invalidBody(error: z.ZodError): ApiError {
  const reasons = error.issues.map((issue) => {
    const where = issue.path.map(String).join(".");
    return where === "" ? issue.message : `${where}: ${issue.message}`;
  });
  return invalidRequest(reasons.join("; "));
}

/** Answers an error in Cloudflare's envelope; anything that is not an {@link ApiError} is a defect of the sandbox. */
export function answerError(error: Error, context: Context): Response {
  if (!(error instanceof ApiError)) {
    console.error(error);
    return context.json(
      failure([{ code: 12000, message: "access.api.error.internal_server_error: a defect of the sandbox" }]),
      500,
    );
  }
  if (error.status === 409) {
    // Cloudflare's own client retries a 409 for minutes unless it is told not to. Whether the real API tells it is
    // not known; waiting would not make any conflict of this sandbox go away.
    context.header("x-should-retry", "false");
  }
  return context.json(failure(error.errors), error.status);
}

function failure(errors: ApiError["errors"]) {
  return {
    success: false,
    errors: errors.map(({ code, message, chain }) => ({
      code,
      message,
      ...(chain === undefined ? {} : { error_chain: chain.map((detail) => ({ message: detail })) }),
    })),
    messages: [],
    result: null,
  };
}
