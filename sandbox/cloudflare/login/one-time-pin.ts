import { randomInt } from "node:crypto";
import type { Context, Hono } from "hono";
import type { Store } from "../store";
import { policiesOf } from "./applications";
import { type Login, type LoginEnvironment, showLogin, visitor } from "./context";
import { decide, type Identity } from "./evaluator";
import { LoginError } from "./login-error";
import { pinAddressPage, pinCodePage } from "./pages";
import type { PendingLogin } from "./pending-logins";

/** Where an email address and then the code sent to it are asked for. */
export const PIN_PATH = "/cdn-cgi/access/otp";

/** After so many wrong codes a login has to begin anew. */
const TRIES = 5;

type LoginContext = Context<LoginEnvironment>;

/** What the one-time PIN needs of the login that it is part of. */
interface Flow {
  find(context: LoginContext): PendingLogin | undefined;
  finish(context: LoginContext, login: PendingLogin, identity: Identity): Promise<Response>;
  fail(context: LoginContext, error: LoginError): Promise<Response>;
}

/**
 * The login by a code that is sent to an email address. Nothing is sent here: the page says what the mail would. As in
 * the real one an address that no policy lets in gets no code.
 */
export function addPinRoutes(routes: Hono<LoginEnvironment>, login: Login, flow: Flow): void {
  const gone = (context: LoginContext): Promise<Response> =>
    flow.fail(context, new LoginError("Invalid login session.", "Begin again."));

  routes.get(PIN_PATH, (context) => {
    const pending = flow.find(context);
    return pending === undefined
      ? gone(context)
      : showLogin(context, "Get a login code", pinAddressPage(`${PIN_PATH}?state=${pending.state}`));
  });

  routes.post(PIN_PATH, async (context) => {
    const pending = flow.find(context);
    if (pending === undefined) {
      return gone(context);
    }
    const { email, code } = await context.req.parseBody();
    return pending.pin === undefined
      ? sendCode(login, context, pending, String(email ?? "").trim())
      : checkCode(login, flow, context, { ...pending, pin: pending.pin }, String(code ?? "").trim());
  });
}

function sendCode(login: Login, context: LoginContext, pending: PendingLogin, email: string): Promise<Response> {
  const action = `${PIN_PATH}?state=${pending.state}`;
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) {
    return showLogin(context, "Get a login code", pinAddressPage(action));
  }
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  login.pending.put({ ...pending, pin: { email, code, tries: 0 } });
  return showLogin(
    context,
    "Enter your code",
    pinCodePage(action, email, sent(login.store, context, pending, email, code), false),
  );
}

async function checkCode(
  login: Login,
  flow: Flow,
  context: LoginContext,
  pending: PendingLogin & Required<Pick<PendingLogin, "pin">>,
  code: string,
): Promise<Response> {
  const { pin } = pending;
  const expected = sent(login.store, context, pending, pin.email, pin.code);
  if (expected !== undefined && code === expected) {
    login.pending.end(pending);
    return flow.finish(context, pending, identityFor(pending, pin.email));
  }
  if (pin.tries + 1 >= TRIES) {
    login.pending.end(pending);
    return flow.fail(context, new LoginError("Too many wrong codes.", "Begin again."));
  }
  login.pending.put({ ...pending, pin: { ...pin, tries: pin.tries + 1 } });
  return showLogin(
    context,
    "Enter your code",
    pinCodePage(`${PIN_PATH}?state=${pending.state}`, pin.email, expected, true),
  );
}

/** The code as far as it would have been sent. */
function sent(
  store: Store,
  context: LoginContext,
  pending: PendingLogin,
  email: string,
  code: string,
): string | undefined {
  const application =
    pending.purpose.kind === "application" ? store.applications.get(pending.purpose.appId) : undefined;
  if (application === undefined) {
    return code;
  }
  const who = visitor(context, identityFor(pending, email));
  return decide(policiesOf(store, application), who, (id) => store.groups.get(id)).allowed ? code : undefined;
}

function identityFor({ idpId }: PendingLogin, email: string): Identity {
  return { email, name: email, idp: { id: idpId, type: "onetimepin" }, groups: [], oidc_fields: {}, amr: ["otp"] };
}
