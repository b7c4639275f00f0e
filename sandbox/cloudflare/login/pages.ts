import { html } from "hono/html";
import { badge, type Html, type Site, table } from "../../shared/pages";
import type { AccessApplication, IdentityProvider, Json } from "../entities";
import { ruleText, typeName } from "../pages/words";
import type { Session } from "../sessions";
import type { Store } from "../store";
import type { Decision, Identity, PolicyResult, RuleResult, Truth } from "./evaluator";
import type { LoginError } from "./login-error";

/** The frame of what people see who log in. */
export const LOGIN_SITE: Site = { service: "Cloudflare Access", accent: "#f6821f", navigation: [] };

/** The choice of a login method. */
export function methodsPage(
  target: string,
  methods: readonly { readonly idp: IdentityProvider; readonly href: string }[],
): Html {
  return html`<p>To reach <strong>${target}</strong>, log in with one of these:</p>
    <ul>${methods.map(({ idp, href }) => html`<li><a href="${href}">${idp.name}</a> <small>${typeName(idp.type)}</small></li>`)}</ul>
    ${methods.length === 0 ? html`<p class="notice bad">No login method is set up: nobody can log in.</p>` : html``}`;
}

/** A login that failed. */
export function failurePage(error: LoginError, again: string | undefined): Html {
  return html`<p class="notice bad" role="alert">${error.message}</p>
    ${error.detail === "" ? html`` : html`<p><code>${error.detail}</code></p>`}
    ${again === undefined ? html`` : html`<p><a href="${again}">Try again</a></p>`}`;
}

/** Somebody who is known and may not come in, and why not. */
export function blockedPage(
  store: Store,
  blocked: {
    readonly application: AccessApplication;
    readonly identity: Identity;
    readonly decision: Decision;
    readonly other: string;
    readonly logout: string;
  },
): Html {
  const { application, identity, decision } = blocked;
  const { policy } = decision;
  return html`<p class="notice bad" role="alert">That account does not have access.</p>
    <p>You logged in as <strong>${identity.email}</strong>.</p>
    <p><a href="${blocked.other}">Log in another way</a> · <a href="${blocked.logout}">Log out</a></p>
    <h2>Why</h2>
    <p>${
      policy === undefined
        ? html`No policy of <strong>${application.fields.name}</strong> let this account in, and without one nobody comes in.`
        : html`The policy <strong>${policy.name}</strong> blocks this account.`
    } <small>Only this sandbox tells; the real page stops above.</small></p>
    ${decision.trace.map((result) => tracedPolicy(store, result))}
    <h2>What the login method told</h2>
    ${identityList(store, identity)}`;
}

function tracedPolicy(store: Store, result: PolicyResult): Html {
  return html`<h3>${result.policy.name} <small>${result.policy.decision}</small> ${truth(result.matched, "matches", "does not match")}</h3>
    ${table<RuleResult>(
      [
        { heading: "List", cell: ({ list }) => list },
        { heading: "Rule", cell: ({ rule }) => ruleText(store, rule) },
        { heading: "Result", cell: ({ met }) => truth(met, "met", "not met") },
      ],
      result.rules,
      "This policy has no rule.",
    )}`;
}

function truth(value: Truth, yes: string, no: string): Html {
  return value === "unknown" ? badge("not emulated", "plain") : value ? badge(yes, "good") : badge(no, "bad");
}

/** Who somebody is. */
export function identityList(store: Store, identity: Identity): Html {
  const claims = Object.entries(identity.oidc_fields);
  const attributes = Object.entries(identity.saml_attributes ?? {});
  return html`<dl>
    <dt>Name</dt><dd>${identity.name}</dd>
    <dt>Email</dt><dd>${identity.email}</dd>
    <dt>Login method</dt><dd>${store.identityProviders.get(identity.idp.id)?.name ?? identity.idp.id}</dd>
    <dt>Groups</dt><dd>${identity.groups.length === 0 ? badge("none", "plain") : identity.groups.join(", ")}</dd>
    ${claims.map(([name, value]) => html`<dt>Claim ${name}</dt><dd>${text(value)}</dd>`)}
    ${attributes.map(([name, value]) => html`<dt>SAML attribute ${name}</dt><dd>${text(value)}</dd>`)}
  </dl>`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What the "Test" of a login method shows when it went well. */
export function testPage(store: Store, identity: Identity, answer: Json): Html {
  return html`<p class="notice good" role="status">Your connection works!</p>
    ${identityList(store, identity)}
    <h2>As JSON</h2>
    <pre>${JSON.stringify(answer, null, 2)}</pre>`;
}

/** The applications that somebody may open. */
export function launcherPage(
  store: Store,
  session: Session,
  tiles: readonly { readonly name: string; readonly domain: string; readonly href: string; readonly open: boolean }[],
  logout: string,
): Html {
  return html`<p>Logged in as <strong>${session.identity.email}</strong>.</p>
    <p><a href="${logout}">Log out</a></p>
    ${table(
      [
        { heading: "Application", cell: ({ name, href }) => html`<a href="${href}">${name}</a>` },
        { heading: "Domain", cell: ({ domain }) => html`<code>${domain}</code>` },
        { heading: "You", cell: ({ open }) => (open ? badge("may enter", "good") : badge("have no access", "bad")) },
      ],
      tiles,
      "No application is protected.",
    )}
    <h2>You</h2>
    ${identityList(store, session.identity)}`;
}

/** What the built-in application behind Access shows: who Access says came in. */
export function applicationPage(
  store: Store,
  application: AccessApplication,
  seen: { readonly email: string; readonly claims: Json; readonly session: Session; readonly until: string },
): Html {
  const { session } = seen;
  return html`<p class="notice good" role="status">You are in, as <strong>${seen.email}</strong>.</p>
    ${identityList(store, session.identity)}
    <p><a href="/cdn-cgi/access/get-identity">Identity as JSON</a> · <a href="/cdn-cgi/access/logout">Log out</a></p>
    <h2>What the application received</h2>
    <dl>
      <dt>Cf-Access-Authenticated-User-Email</dt><dd><code>${seen.email}</code></dd>
      <dt>Cf-Access-Jwt-Assertion</dt><dd><pre>${JSON.stringify(seen.claims, null, 2)}</pre></dd>
      <dt>Good until</dt><dd>${seen.until}</dd>
      <dt>Domain</dt><dd><code>${application.fields.domain}</code></dd>
    </dl>`;
}

/** What the built-in application shows to whom a Bypass policy let in. */
export function bypassedPage(name: string): Html {
  return html`<p class="notice good" role="status">You are in: the policy <strong>${name}</strong> asks nobody who they are.</p>`;
}

/** Where the address for a one-time PIN is asked for. */
export function pinAddressPage(action: string): Html {
  return html`<form class="panel" method="post" action="${action}">
    <label>Email <input type="text" name="email" autocomplete="email" required /></label>
    <button>Send me a code</button>
  </form>`;
}

/** Where the one-time PIN is asked for, and the mail that nobody sends. */
export function pinCodePage(action: string, email: string, code: string | undefined, wrong: boolean): Html {
  return html`${wrong ? html`<p class="notice bad" role="alert">That code is not valid.</p>` : html``}
    <p>A code was sent to <strong>${email}</strong> if that address may enter.</p>
    <p class="notice" id="mail">${
      code === undefined
        ? "No policy lets this address in, so no mail would arrive. The sandbox tells; the real page does not."
        : html`The sandbox sends no mail. It would say: <strong>${code}</strong>`
    }</p>
    <form class="panel" method="post" action="${action}">
      <label>Code <input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" required /></label>
      <button>Log in</button>
    </form>`;
}
