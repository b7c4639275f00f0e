import { html } from "hono/html";
import type { Html } from "../../shared/pages";
import { candidate, departmentOf, departments, type Hire, nameOf } from "../administration";
import type { Group, User } from "../entities";
import { SANDBOX_PASSWORD } from "../passwords";
import { loginOf, type OktaStore } from "../store";

/** Below this path lies what the forms are sent to. */
export const PEOPLE_PATH = "/admin/people";

/** Where somebody was who sent a form, and comes back to. */
export type Place = "dashboard" | "people" | "person";

/** So many people or groups are offered for a choice; of more, the name has to be typed. */
const OFFERED = 100;

/** Hire: the form for a new account. */
export function hireForm(store: OktaStore, place: Place, draft?: Hire): Html {
  const all = departments(store);
  const { firstName, lastName } = draft ?? candidate(store);
  const others = offeredGroups(store).filter((group) => !all.includes(groupName(group)));
  const chosen = draft?.groupIds ?? others.filter((group) => groupName(group) === "Workforce").map(({ id }) => id);
  return html`<form class="panel" id="hire" method="post" action="${PEOPLE_PATH}/hire">
    <h3>Hire <small>Add person</small></h3>
    <input type="hidden" name="place" value="${place}" />
    <div class="pair">
      <label>First name <input name="firstName" value="${firstName}" required autocomplete="off" /></label>
      <label>Last name <input name="lastName" value="${lastName}" required autocomplete="off" /></label>
    </div>
    <label>Department ${departmentChoice(all, draft?.department ?? all.find((name) => name === "Engineering"))}</label>
    <details id="hire-more"${draft === undefined ? "" : html` open`}>
      <summary>Username, password, groups</summary>
      <label>Username
        <input name="login" value="${draft?.login ?? ""}" autocomplete="off" aria-describedby="hire-login" />
      </label>
      <small id="hire-login">first.last@… when it is empty</small>
      <label>Password <input name="password" value="${draft?.password ?? SANDBOX_PASSWORD}" required autocomplete="off" /></label>
      ${groupBoxes(others, chosen, "Groups besides the department's")}
    </details>
    <button>Hire</button>
  </form>`;
}

/** Move: the form that changes a department. Without a person it asks who. */
export function moveForm(store: OktaStore, place: Place, user?: User): Html {
  return html`<form class="panel" id="move" method="post" action="${PEOPLE_PATH}/move">
    <h3>Move <small>Edit profile and groups</small></h3>
    <input type="hidden" name="place" value="${place}" />
    ${user === undefined ? personChoice(store) : whoseForm(user)}
    <label>Department ${departmentChoice(departments(store), user === undefined ? undefined : departmentOf(user))}</label>
    <small>The department's group goes with it.</small>
    <button>Move</button>
  </form>`;
}

/** Fire: the form that deactivates an account. Without a person it asks who. */
export function fireForm(store: OktaStore, place: Place, user?: User): Html {
  return html`<form class="panel" id="fire" method="post" action="${PEOPLE_PATH}/fire">
    <h3>Fire <small>Deactivate</small></h3>
    <input type="hidden" name="place" value="${place}" />
    ${user === undefined ? personChoice(store) : whoseForm(user)}
    <small>Applications and sessions go; the account can be reactivated.</small>
    <button class="danger">Fire</button>
  </form>`;
}

/** The form for the groups of somebody. */
export function groupsForm(store: OktaStore, user: User): Html {
  const own = store.groupsOf(user.id).filter(({ type }) => type === "OKTA_GROUP");
  const others = offeredGroups(store).filter((group) => !own.includes(group));
  const listed = [...own, ...others].slice(0, OFFERED);
  return html`<form class="panel" id="groups" method="post" action="${PEOPLE_PATH}/groups">
    <h3>Groups</h3>
    <input type="hidden" name="place" value="person" />
    ${whoseForm(user)}
    ${listed.map(({ id }) => html`<input type="hidden" name="listed" value="${id}" />`)}
    ${groupBoxes(
      listed,
      own.map(({ id }) => id),
      `Groups of ${nameOf(user)}`,
    )}
    <button>Save</button>
  </form>`;
}

/** One button about one person, in a row of a list or on their page. */
export function personButton(
  user: User,
  action: "fire" | "reactivate" | "delete",
  label: string,
  place: Place,
  look: "" | "second" | "danger",
): Html {
  return html`<form id="${action}-${user.id}" method="post" action="${PEOPLE_PATH}/${action}">
    <input type="hidden" name="place" value="${place}" />${whoseForm(user)}
    <button class="${look}" aria-label="${label} ${nameOf(user)}">${label}</button>
  </form>`;
}

function whoseForm(user: User): Html {
  return html`<input type="hidden" name="person" value="${user.id}" />`;
}

function personChoice(store: OktaStore): Html {
  const people = store.users
    .filter(({ status }) => status !== "DEPROVISIONED")
    .toSorted((left, right) => nameOf(left).localeCompare(nameOf(right)));
  return people.length > OFFERED
    ? html`<label>Username <input name="person" required autocomplete="off" /></label>`
    : html`<label>Person
        <select name="person" required>
          <option value="">Choose …</option>
          ${people.map((user) => html`<option value="${loginOf(user)}">${nameOf(user)}, ${departmentOf(user) || "no department"}</option>`)}
        </select>
      </label>`;
}

function departmentChoice(all: readonly string[], chosen: string | undefined): Html {
  return html`<select name="department" required>
    <option value="">Choose …</option>
    ${all.slice(0, OFFERED).map((name) => html`<option${name === chosen ? html` selected` : ""}>${name}</option>`)}
  </select>`;
}

function groupBoxes(groups: readonly Group[], chosen: readonly string[], legend: string): Html {
  return html`<fieldset><legend>${legend}</legend><div>
    ${groups.map(
      (group) => html`<label class="check">
        <input type="checkbox" name="groups" value="${group.id}"${chosen.includes(group.id) ? html` checked` : ""} />
        ${groupName(group)}
      </label>`,
    )}
  </div></fieldset>`;
}

function offeredGroups(store: OktaStore): Group[] {
  return store.groups.filter(({ type }) => type === "OKTA_GROUP").slice(0, OFFERED);
}

function groupName(group: Group): string {
  return String(group.profile.name);
}
