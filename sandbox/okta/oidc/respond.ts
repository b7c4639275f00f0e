import { type ReqRes, toFetchResponse, toReqRes } from "fetch-to-node";
import { html } from "hono/html";
import type { Html } from "../../shared/pages";
import { type Hosts, resolved } from "../../shared/resolve";
import type { ReadyProvider } from "./provider";

/**
 * Lets an OpenID provider answer a request. It speaks to Node's request and response, the rest of this Okta in those of
 * fetch.
 *
 * @param hosts Addresses in the answer that a browser is to follow lead to the servers that play those hosts.
 */
export async function respond(ready: ReadyProvider, request: Request, hosts: Hosts): Promise<Response> {
  const { req, res } = nodePair(request);
  await ready.handle(req, res);
  return followable(await toFetchResponse(res), new URL(request.url).origin, hosts);
}

/** Node's request and response for a request of fetch. */
export function nodePair(request: Request): ReqRes {
  const headers = new Headers(request.headers);
  headers.set("host", new URL(request.url).host);
  if (request.body !== null && !headers.has("content-length")) {
    // Without either header Koa takes it that there is no body.
    headers.set("transfer-encoding", "chunked");
  }
  const pair = toReqRes(new Request(request, { headers }));
  // Koa looks there for TLS and for the address of the caller.
  Object.defineProperty(pair.req, "socket", { value: { encrypted: false, remoteAddress: "127.0.0.1" } });
  return pair;
}

/** Brings an error back to the application, in the response mode that it asked for. */
export function returnError(
  parameters: URLSearchParams,
  { error, description }: { readonly error: string; readonly description: string },
  hosts: Hosts,
): Response | Promise<Response> {
  const target = resolved(parameters.get("redirect_uri") ?? "", hosts);
  const state = parameters.get("state") ?? "";
  const answer = { ...(state === "" ? {} : { state }), error, error_description: description };
  switch (parameters.get("response_mode")) {
    case "form_post":
      return formPost(target, answer);
    case "fragment":
      return redirect(`${target}#${new URLSearchParams(answer)}`);
    default:
      return redirect(`${target}${target.includes("?") ? "&" : "?"}${new URLSearchParams(answer)}`);
  }
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

/** A page that sends fields to an address, without anybody pressing the button. */
export function formPostPage(action: string, fields: Readonly<Record<string, string>>): Html {
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8" /><title>Continue</title></head>
      <body onload="document.forms[0].submit()">
        <form method="post" action="${action}">
          ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
          <noscript><button type="submit">Continue</button></noscript>
        </form>
      </body>
    </html>`;
}

async function formPost(action: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const page = String(await formPostPage(action, fields));
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
}

/** Where an address leads in this sandbox: relative when it leads to this Okta. */
export function leadTo(address: string, ownOrigin: string, hosts: Hosts): string {
  return address.startsWith(`${ownOrigin}/`) ? address.slice(ownOrigin.length) : resolved(address, hosts);
}

async function followable(response: Response, ownOrigin: string, hosts: Hosts): Promise<Response> {
  const headers = new Headers(response.headers);
  const location = headers.get("location");
  if (location !== null) {
    // Other authorization servers name the issuer beside the code; Okta does not.
    headers.set("location", withoutIssuer(leadTo(location, ownOrigin, hosts)));
    return new Response(await response.text(), { status: 302, headers });
  }
  if (!isForm(headers)) {
    return new Response(response.body, { status: response.status, headers });
  }
  headers.delete("content-length");
  const page = (await response.text())
    .replace(/(<form method="post" action=")([^"]+)"/, (_whole, start: string, action: string) => {
      const led = leadTo(action.replaceAll("&amp;", "&"), ownOrigin, hosts);
      return `${start}${led.replaceAll("&", "&amp;")}"`;
    })
    .replace(/<input type="hidden" name="iss" value="[^"]*"\/>/, "");
  return new Response(page, { status: response.status, headers });
}

function isForm(headers: Headers): boolean {
  return headers.get("content-type")?.startsWith("text/html") === true;
}

/** Takes the `iss` that the library adds at the end out of an address, and leaves everything else as it was written. */
function withoutIssuer(address: string): string {
  return address.replace(/^(.*)([?&#])iss=[^&#]*(&?)/s, (_whole, start: string, before: string, after: string) =>
    after === "&" ? start + before : start,
  );
}
