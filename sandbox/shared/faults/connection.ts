import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";

/**
 * Ends the connection of a request and answers what stands for "no answer": for a request that came over no connection,
 * the network error of fetch.
 *
 * @param reset By a TCP RST instead of a FIN.
 */
export function cutConnection(context: Context, reset: boolean): Response {
  const socket = bindings(context).incoming?.socket;
  if (socket === undefined) {
    return Response.error();
  }
  if (reset) {
    socket.resetAndDestroy();
  } else {
    socket.destroy();
  }
  return RESPONSE_ALREADY_SENT;
}

/** Sends the head of an answer and half of its body, then ends the connection. */
export async function cutInBody(context: Context, answer: Response, reset: boolean): Promise<Response> {
  const { outgoing } = bindings(context);
  const body = Buffer.from(await answer.clone().arrayBuffer());
  if (outgoing === undefined || !("setHeader" in outgoing) || body.length === 0) {
    return cutConnection(context, reset);
  }
  answer.headers.forEach((value, name) => {
    if (name !== "set-cookie") {
      outgoing.setHeader(name, value);
    }
  });
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) {
    outgoing.setHeader("set-cookie", cookies);
  }
  // The whole length: by that a client knows that something is missing.
  outgoing.setHeader("content-length", body.length);
  const { status } = answer;
  await new Promise<void>((written) => {
    outgoing.statusCode = status;
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => written());
  });
  return cutConnection(context, reset);
}

function bindings(context: Context): Partial<HttpBindings> {
  return (context.env ?? {}) as Partial<HttpBindings>;
}
