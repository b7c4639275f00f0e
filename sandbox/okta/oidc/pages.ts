import { html } from "hono/html";
import { type Html, page, type Site, table } from "../../shared/pages";
import type { App, User } from "../entities";
import { SANDBOX_PASSWORD } from "../passwords";
import { loginOf, type OktaStore } from "../store";
import { maySignIn, signOnRule } from "./admission";

/** Pages for people who sign in: without the links of the administrator's console. */
const SITE: Site = { service: "Okta", accent: "#007dc1", navigation: [] };

/** What the sign-in page shows. */
export interface SignIn {
  readonly app: App;
  /** Where the form goes. */
  readonly action: string;
  /** What was typed before, or what the application suggests. */
  readonly username: string;
  /** Why the last attempt failed. */
  readonly problem: string | undefined;
}

/** No page is to be over 100 kB, and nobody reads a longer list. */
const SHOWN_PEOPLE = 100;

/** The sign-in page. */
export function signInPage(store: OktaStore, { app, action, username, problem }: SignIn): Html {
  return page(
    SITE,
    "Sign In",
    html`<p>to continue to <strong>${app.label}</strong></p>
      ${problem === undefined ? "" : html`<p class="notice bad" role="alert" id="problem">${problem}</p>`}
      <form class="panel" method="post" action="${action}">
        <label>Username
          <input type="text" name="username" value="${username}" autocomplete="username" required autofocus list="people" />
        </label>
        <label>Password
          <input type="password" name="password" autocomplete="current-password" required />
        </label>
        <label class="check"><input type="checkbox" name="remember" /> Keep me signed in</label>
        <button type="submit">Sign In</button>
      </form>
      ${peopleOf(store, app)}`,
  );
}

/** Everybody who exists only here, and the password that they all have. */
function peopleOf(store: OktaStore, app: App): Html {
  const people = store.users.filter(maySignIn);
  const shown = people.slice(0, SHOWN_PEOPLE);
  const groups = (user: User): string =>
    store
      .groupsOf(user.id)
      .filter((group) => group.type === "OKTA_GROUP")
      .map((group) => String(group.profile.name))
      .join(", ");
  return html`<h2>People of this sandbox</h2>
    <p>They do not exist. Everyone who was here from the start has the password <code>${SANDBOX_PASSWORD}</code>;
      where a policy asks for a second factor, it is taken as given.</p>
    <datalist id="people">${shown.map((user) => html`<option value="${loginOf(user)}"></option>`)}</datalist>
    <details>
      <summary>${people.length} who can sign in${people.length > shown.length ? `, the first ${shown.length}` : ""}</summary>
      ${table<User>(
        [
          { heading: "Username", cell: (user) => html`<code>${loginOf(user)}</code>` },
          { heading: "Title", cell: (user) => String(user.profile.title ?? "") },
          { heading: "Groups", cell: groups },
          { heading: "This app", cell: (user) => (isAssigned(store, app, user) ? "assigned" : "not assigned") },
        ],
        shown,
        "Nobody.",
      )}
    </details>`;
}

function isAssigned(store: OktaStore, app: App, user: User): boolean {
  return store.appUsers.get(`${app.id}/${user.id}`) !== undefined && signOnRule(store, app, user)?.access !== "DENY";
}

/** Asks somebody to let an application have what it asks for. */
export function consentPage(app: App, action: string, scopes: readonly { name: string; label: string }[]): Html {
  return page(
    SITE,
    "Allow access",
    html`<p><strong>${app.label}</strong> would like to:</p>
      <ul>${scopes.map(({ name, label }) => html`<li>${label} <code>${name}</code></li>`)}</ul>
      <form class="buttons" method="post" action="${action}">
        <button type="submit" name="consent" value="allow">Allow Access</button>
        <button class="second" type="submit" name="consent" value="deny">Don't Allow</button>
      </form>`,
  );
}

/** The page for a request that goes back to no application, with Okta's code and words. */
export function errorPage(error: string, description: string): Html {
  return page(
    SITE,
    "400 Bad Request",
    html`<p class="notice bad" role="alert">Your request resulted in an error. ${description}</p>
      <dl>
        <dt>Identity Provider</dt><dd>Unknown</dd>
        <dt>Error Code</dt><dd><code>${error}</code></dd>
        <dt>Description</dt><dd>${description}</dd>
      </dl>`,
  );
}

/** What somebody sees who signed out and is led nowhere. */
export function signedOutPage(): Html {
  return page(SITE, "Signed out", html`<p class="notice good">You have signed out of Okta.</p>`);
}
