import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** https://datatracker.ietf.org/doc/html/rfc7644#section-3.12 */
export type ScimType =
  | "invalidFilter"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue";

/** A refusal in SCIM's form. */
export class ScimError extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    detail: string,
    readonly scimType?: ScimType,
  ) {
    super(detail);
    this.name = "ScimError";
  }
}

/** 400: the request is not acceptable. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}

/** 404: no such resource. */
export function noResource(kind: string, id: string): ScimError {
  return new ScimError(404, `${kind} ${id} not found`);
}

/** The content type of everything that this service answers. */
export const SCIM_JSON = "application/scim+json; charset=utf-8";

/** Answers a value as SCIM. */
export function scimJson(context: Context, body: unknown, status: ContentfulStatusCode = 200): Response {
  return context.body(JSON.stringify(body), status, { "content-type": SCIM_JSON });
}

/** Answers a refusal; anything that is not a {@link ScimError} is a defect of the sandbox. */
export function answerScimError(error: Error, context: Context): Response {
  if (!(error instanceof ScimError)) {
    console.error(error);
  }
  const known = error instanceof ScimError ? error : new ScimError(500, "a defect of the sandbox");
  if (known.status === 401) {
    context.header("www-authenticate", 'Bearer realm="SCIM"');
  }
  return scimJson(
    context,
    {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(known.status),
      ...(known.scimType === undefined ? {} : { scimType: known.scimType }),
      detail: known.message,
    },
    known.status,
  );
}
