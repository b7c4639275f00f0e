/** A running or made service of the sandbox, as far as its control endpoints go. */
interface Controllable {
  readonly controlToken: string;
}

/** The header that the control endpoints of a service ask for. */
export function controlHeaders({ controlToken }: Controllable): { authorization: string } {
  return { authorization: `Bearer ${controlToken}` };
}

/**
 * Calls a control endpoint of a local Okta or Cloudflare that listens, with its token.
 *
 * @param path Below the control path: `/reset`.
 */
export function control(
  service: Controllable & { readonly url: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return fetch(`${service.url}/_sandbox${path}`, {
    method,
    headers: { ...controlHeaders(service), "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
