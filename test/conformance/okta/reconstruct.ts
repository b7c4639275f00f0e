import type { Exchange } from "../../support/compare-exchange";
import type { Loose } from "./stage";

/** Requests for which nothing is sent. */
const BODILESS =
  /\/lifecycle\/|\/credentials\/(keys\/generate|forgot_password)|\/clone\?|\/groups\/[^/]+\/users\/|\/policies\/rst[^/]+$/;

/**
 * The body of a request that the Python SDK's recorder lost: what the answer shows, without what only an answer has.
 * Undefined when nothing was sent, or when the answer does not tell.
 */
export function reconstructedBody(exchange: Exchange): unknown {
  const { method, path, status, responseBody } = exchange;
  if (!["POST", "PUT"].includes(method) || status >= 300 || BODILESS.test(path)) {
    return undefined;
  }
  if (/\/credentials\/change_password/.test(path)) {
    return { oldPassword: { value: "Arranged-1" }, newPassword: { value: "Arranged-2" } };
  }
  if (typeof responseBody !== "object" || responseBody === null) {
    return undefined;
  }
  const { _links, id, created, lastUpdated, system, status: state, ...sent } = responseBody as Loose;
  if (/\/credentials\/change_recovery_question/.test(path)) {
    return { recovery_question: { ...(sent.recovery_question as Loose), answer: "arranged" } };
  }
  if (/^\/api\/v1\/users/.test(path)) {
    return { profile: sent.profile, credentials: password(sent.credentials as Loose) };
  }
  if (/\/apps\/[^/]+\/users/.test(path)) {
    return { id, scope: sent.scope, credentials: sent.credentials };
  }
  if (/\/credentials\/secrets$/.test(path)) {
    return {};
  }
  return { ...sent, ...(path.includes("/claims") ? { status: state } : {}) };
}

function password(credentials: Loose | undefined): Loose {
  return credentials?.password === undefined ? {} : { password: { value: "Arranged-1" } };
}
