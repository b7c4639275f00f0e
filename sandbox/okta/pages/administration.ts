import { type Context, Hono } from "hono";
import { type AdminCall, Administration, departmentOf, type Hire, nameOf, type Outcome } from "../administration";
import type { User } from "../entities";
import type { Okta, OktaEnv } from "../http";
import { type DashboardView, dashboardPage } from "./dashboard";
import { personPage, usersPage } from "./people";
import { PEOPLE_PATH, type Place } from "./people-forms";
import { type Notice, personPath } from "./site";

/** What the pages say of something that was done; the word for it stands in the address. */
const SAID: Readonly<Record<string, (user: User) => string>> = {
  hired: (user) => `${nameOf(user)} was hired.`,
  moved: (user) => `${nameOf(user)} moved to ${departmentOf(user)}.`,
  groups: (user) => `The groups of ${nameOf(user)} were saved.`,
  fired: (user) => `${nameOf(user)} was deactivated.`,
  reactivated: (user) => `${nameOf(user)} was activated again.`,
};

/** How somebody comes to be told what became of a form. */
interface Answer {
  readonly place: Place;
  /** What it was about, when that is known. */
  readonly user?: User;
  /** What was typed, to be shown again. */
  readonly draft?: Hire;
}

/**
 * The forms about people: hire, move, groups, fire, reactivate, delete. Each answers with the page that it was sent from:
 * by a redirect when it was done, at once with Okta's reason when it was refused.
 */
export function administrationRoutes(okta: Okta, call: AdminCall): Hono<OktaEnv> {
  const { store } = okta;
  const administration = new Administration(store, call);
  const routes = new Hono<OktaEnv>();

  const show = (context: Context, { place, user, draft }: Answer, notice: Notice): Response | Promise<Response> => {
    const view: DashboardView = { url: context.req.url, notice, ...(draft === undefined ? {} : { draft }) };
    const page =
      place === "dashboard"
        ? dashboardPage(okta, view)
        : place === "person" && user !== undefined
          ? personPage(okta, user, view)
          : usersPage(okta, view);
    return context.html(page, 400);
  };
  const answer = (context: Context, word: string, outcome: Outcome, said: Answer): Response | Promise<Response> => {
    if (!outcome.ok) {
      return show(context, said, { ok: false, message: outcome.problem });
    }
    const user = store.users.get(outcome.userId);
    const path =
      said.place === "dashboard"
        ? "/"
        : said.place === "person" && user !== undefined
          ? personPath(user)
          : "/admin/users";
    return context.redirect(`${path}?said=${word}&about=${outcome.userId}`, 303);
  };

  routes.post(`${PEOPLE_PATH}/hire`, async (context) => {
    const fields = await formOf(context);
    const draft: Hire = {
      firstName: fields.text("firstName"),
      lastName: fields.text("lastName"),
      login: fields.text("login"),
      password: fields.text("password"),
      department: fields.text("department"),
      groupIds: fields.all("groups"),
    };
    return answer(context, "hired", await administration.hire(draft), { place: fields.place, draft });
  });

  const about = (path: string, word: string, act: (user: User, fields: Form) => Promise<Outcome>): void => {
    routes.post(`${PEOPLE_PATH}/${path}`, async (context) => {
      const fields = await formOf(context);
      const user = store.user(fields.text("person"));
      return user === undefined
        ? show(context, fields, {
            ok: false,
            message: "Nobody has this username. Choose somebody who is in the list of people.",
          })
        : answer(context, word, await act(user, fields), { place: fields.place, user });
    });
  };
  about("move", "moved", async (user, fields) => {
    const department = fields.text("department");
    return department === ""
      ? { ok: false, problem: "Department: there is none. Choose one." }
      : administration.move(user, department);
  });
  about("groups", "groups", (user, fields) =>
    administration.setGroups(user, fields.all("listed"), fields.all("groups")),
  );
  about("fire", "fired", (user) => administration.deactivate(user));
  about("reactivate", "reactivated", (user) => administration.reactivate(user));
  about("delete", "deleted", (user) => administration.delete(user));

  // Who reloads or bookmarks the answer to a form comes back to the people.
  routes.get(`${PEOPLE_PATH}/*`, (context) => context.redirect("/admin/users"));
  return routes;
}

/** What a page is to say according to its address. */
export function noticeOf(okta: Okta, context: Context): { readonly notice?: Notice } {
  const { said = "", about = "" } = context.req.query();
  if (said === "deleted") {
    return { notice: { ok: true, message: "The account was deleted." } };
  }
  const user = okta.store.users.get(about);
  const sentence = Object.hasOwn(SAID, said) ? SAID[said] : undefined;
  return user === undefined || sentence === undefined ? {} : { notice: { ok: true, message: sentence(user) } };
}

interface Form {
  readonly place: Place;
  /** The one value of a field without spaces around it; empty when there is none. */
  text(name: string): string;
  all(name: string): string[];
}

async function formOf(context: Context): Promise<Form> {
  const fields = new URLSearchParams(await context.req.text());
  const text = (name: string): string => (fields.get(name) ?? "").trim();
  const place = text("place");
  return {
    place: place === "dashboard" || place === "person" ? place : "people",
    text,
    all: (name) => fields.getAll(name),
  };
}
