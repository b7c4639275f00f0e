import { Hono } from "hono";
import { z } from "zod";
import { cloudflareId } from "../../shared/ids";
import type { AccessUser, Json } from "../entities";
import { answer, answerList, check, parseJson, readBody } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { conflict, invalidRequest } from "../errors";
import { existing, type Store, timestamp } from "../store";

const email = z.string().regex(/^[^@\s]+@[^@\s]+$/, "must be an email address");

const seatsSchema = z
  .array(z.object({ seat_uid: z.string(), access_seat: z.boolean(), gateway_seat: z.boolean() }))
  .min(1, "at least one seat is required");

/** `access/users`: the people that Access knows. */
export function userRoutes(store: Store): Hono<CloudflareEnvironment> {
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

  // Nobody can log in to this account yet, so there is never a session or a failed login.
  for (const path of ["/:id/active_sessions", "/:id/failed_logins"]) {
    routes.get(path, (context) => {
      found(context.req.param("id") ?? "");
      return answerList(context, [], () => null);
    });
  }

  routes.get("/:id/last_seen_identity", (context) => {
    const user = found(context.req.param("id"));
    return answer(context, { account_id: store.tenant.accountId, email: user.email, user_uuid: user.id });
  });

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
