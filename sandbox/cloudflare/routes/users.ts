import { Hono } from "hono";
import { z } from "zod";
import { cloudflareId } from "../../shared/ids";
import type { AccessUser, Json } from "../entities";
import { answer, answerList, check, parseJson, readBody } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { conflict, invalidRequest } from "../errors";
import { identityAnswer } from "../login/identity-answer";
import { isGood, type Session, type Sessions } from "../sessions";
import { existing, type Store, timestamp } from "../store";

const email = z.string().regex(/^[^@\s]+@[^@\s]+$/, "must be an email address");

const seatsSchema = z
  .array(z.object({ seat_uid: z.string(), access_seat: z.boolean(), gateway_seat: z.boolean() }))
  .min(1, "at least one seat is required");

/** `access/users`: the people that Access knows. */
export function userRoutes(store: Store, sessions: Sessions): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  const found = (id: string) => existing(store.users, id);

  routes.get("/", (context) => {
    const query = context.req.query();
    const users = store.users.filter(
      (user) =>
        (query.email === undefined || sameText(user.email, query.email)) &&
        (query.name === undefined || sameText(user.name, query.name)) &&
        (query.search === undefined || `${user.name} ${user.email}`.toLowerCase().includes(query.search.toLowerCase())),
    );
    return answerList(context, users, userAnswer);
  });

  routes.post("/", async (context) => {
    const body = await readBody(context, z.object({ email, name: z.string().default("") }));
    refuseTakenEmail(store, body.email);
    return answer(context, userAnswer(store.users.put(newUser(body.email, body.name))));
  });

  routes.get("/:id", (context) => answer(context, userAnswer(found(context.req.param("id")))));

  routes.put("/:id", async (context) => {
    const user = found(context.req.param("id"));
    const body = await readBody(context, z.object({ email, name: z.string() }));
    refuseTakenEmail(store, body.email, user.id);
    return answer(context, userAnswer(store.users.put({ ...user, ...body, updated_at: timestamp() })));
  });

  routes.delete("/:id", (context) => {
    const { id } = found(context.req.param("id"));
    store.users.delete(id);
    return answer(context, { id });
  });

  routes.get("/:id/active_sessions", (context) => {
    const { id } = found(context.req.param("id"));
    return answerList(context, sessions.list(id).filter(isGood), (session) => sessionAnswer(store, session));
  });

  routes.get("/:id/failed_logins", (context) => {
    const { email: address } = found(context.req.param("id"));
    const failed = store.accessRequests.filter(({ allowed, user_email }) => !allowed && sameText(user_email, address));
    return answerList(context, failed, ({ id: _id, created_at, ...attempt }) => ({
      expiration: Math.floor(Date.parse(created_at) / 1000) + FAILED_LOGIN_KEPT,
      metadata: { ...attempt, created_at },
    }));
  });

  routes.get("/:id/last_seen_identity", (context) =>
    answer(context, lastSeenIdentity(store, sessions, found(context.req.param("id")))),
  );

  return routes;
}

/** `access/seats`: takes seats away from people. */
export function seatRoutes(store: Store): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  routes.patch("/", async (context) => {
    const seats = check(seatsSchema, parseJson(await context.req.text()));
    const users = seats.map((seat) => {
      const user = store.users.find((candidate) => candidate.seat_uid === seat.seat_uid);
      if (user === undefined) {
        throw invalidRequest("seat not found");
      }
      return { ...user, access_seat: seat.access_seat, gateway_seat: seat.gateway_seat, updated_at: timestamp() };
    });
    const changed = users.map((user) => store.users.put(user));
    return answerList(context, changed, ({ access_seat, gateway_seat, seat_uid, created_at, updated_at }) => ({
      access_seat,
      gateway_seat,
      seat_uid,
      created_at,
      updated_at,
    }));
  });
  return routes;
}

/** A person who has not logged in yet. */
export function newUser(address: string, name: string): AccessUser {
  const now = timestamp();
  return {
    id: cloudflareId(),
    email: address,
    name,
    seat_uid: cloudflareId(),
    access_seat: false,
    gateway_seat: false,
    active_device_count: 0,
    last_successful_login: null,
    created_at: now,
    updated_at: now,
  };
}

/**
 * Somebody as the User Registry knows them: by their last login, and by what SCIM has told since.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/users/
 */
function lastSeenIdentity(store: Store, sessions: Sessions, user: AccessUser): Json {
  const { accountId } = store.tenant;
  const last = sessions.list(user.id).at(-1);
  const seen =
    last === undefined
      ? { account_id: accountId, email: user.email, user_uuid: user.id }
      : identityAnswer(accountId, last);
  const told = store.registryIdentities.get(user.id);
  return told === undefined ? seen : { ...seen, name: told.name, groups: told.groups };
}

/** How long a failed login is remembered, in seconds: a guess. */
const FAILED_LOGIN_KEPT = 86_400;

function sessionAnswer(store: Store, session: Session): Json {
  const apps = Object.values(session.tokens).map(({ appId }) => {
    const { name, domain } = store.applications.get(appId)?.fields ?? {};
    return [appId, { uid: appId, name, hostname: domain, type: store.applications.get(appId)?.type }];
  });
  return {
    expiration: session.exp,
    metadata: {
      apps: Object.fromEntries(apps),
      expires: session.exp,
      iat: session.iat,
      nonce: session.nonce,
      ttl: session.exp - session.iat,
    },
    name: session.id,
  };
}

function userAnswer(user: AccessUser): Json {
  return { ...user, uid: user.id };
}

function refuseTakenEmail(store: Store, address: string, id?: string): void {
  if (store.users.find((user) => user.id !== id && sameText(user.email, address)) !== undefined) {
    throw conflict("a user with this email already exists");
  }
}

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
