import { type Exchange, type ReplayServer, startReplayServer } from "../../../../support/replay-server";

/** One canned exchange. */
export function canned(
  method: string,
  path: string,
  status: number,
  responseBody: unknown,
  more: Partial<Exchange> = {},
) {
  return { service: "okta", method, path, absoluteForm: true, requestBody: null, status, responseBody, ...more };
}

/** The answer to the two calls that prove an API token. */
export const ME = canned("GET", "/api/v1/users/me", 200, { id: "00ume", status: "ACTIVE" });

/** Identity Engine, as the org metadata says it. */
export const IDENTITY_ENGINE = canned("GET", "/.well-known/okta-organization", 200, { id: "00o1", pipeline: "idx" });

/** Starts a local Okta that answers just these exchanges. */
export async function startCannedOkta(...exchanges: readonly Exchange[]): Promise<ReplayServer> {
  const okta = await startReplayServer("okta");
  okta.play([ME, ...exchanges]);
  return okta;
}

/** An error in Okta's form. */
export function oktaError(errorCode: string, errorSummary: string, ...causes: readonly string[]) {
  return { errorCode, errorSummary, errorId: "oae1", errorCauses: causes.map((cause) => ({ errorSummary: cause })) };
}
