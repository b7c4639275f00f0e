import { html } from "hono/html";
import { FEW_ROWS, longTable } from "../../shared/long-table";
import { badge, type Html, moment } from "../../shared/pages";
import type { AccessApplication, AccessGroup, AccessPolicy, RuleSet } from "../entities";
import type { Store } from "../store";
import { code, hostLink, orDash } from "./site";
import { providerName, ruleText } from "./words";

/** All Access groups with their rules in words. */
export function groupsPage(store: Store, url: string): Html {
  return longTable<AccessGroup>(url, {
    name: "groups",
    columns: [
      { heading: "Name", cell: (group) => group.name },
      { heading: "Rules", cell: (group) => rules(store, group) },
      { heading: "Id", cell: (group) => code(group.id) },
      { heading: "Last change", cell: (group) => moment(group.updated_at) },
    ],
    rows: store.groups.all(),
    empty: "No Access group.",
    key: ({ id }) => `group-${id}`,
    words: ({ name }) => name,
  });
}

/** All reusable policies with their rules in words. */
export function policiesPage(store: Store, url: string): Html {
  return longTable<AccessPolicy>(url, {
    name: "policies",
    columns: [
      { heading: "Name", cell: (policy) => policy.name },
      { heading: "Action", cell: decision },
      { heading: "Rules", cell: (policy) => rules(store, policy) },
      { heading: "Session", cell: (policy) => policy.session_duration },
      {
        heading: "Used by",
        cell: (policy) =>
          orDash(
            store.applications
              .filter((application) => application.policies.some((use) => use.id === policy.id))
              .map((application) => String(application.fields.name))
              .join(", "),
          ),
      },
    ],
    rows: store.policies.all(),
    empty: "No reusable policy.",
    key: ({ id }) => `policy-${id}`,
    words: ({ name }) => name,
  });
}

/** All applications with the policies that decide who may enter. */
export function applicationsPage(store: Store, url: string): Html {
  return longTable<AccessApplication>(url, {
    name: "applications",
    perPage: FEW_ROWS,
    columns: [
      { heading: "Name", cell: (application) => String(application.fields.name) },
      { heading: "Type", cell: (application) => application.type },
      { heading: "Domain", cell: (application) => hostLink(String(application.fields.domain ?? ""), url) },
      {
        heading: "Login methods",
        cell: (application) => {
          const ids = application.fields.allowed_idps;
          return Array.isArray(ids) && ids.length > 0 ? ids.map((id) => providerName(store, id)).join(", ") : "all";
        },
      },
      {
        heading: "Policies, in order",
        cell: (application) => {
          const uses = [...application.policies].sort((left, right) => left.precedence - right.precedence);
          return uses.length === 0
            ? badge("none: nobody may enter", "bad")
            : html`${uses.map((use) => html`<div>${use.precedence}. ${(use.own ?? store.policies.get(use.id))?.name ?? use.id}</div>`)}`;
        },
      },
      { heading: "Session", cell: (application) => orDash(application.fields.session_duration as string | undefined) },
    ],
    rows: store.applications.all(),
    empty: "No application is protected.",
    key: ({ id }) => `application-${id}`,
    words: ({ fields }) => `${fields.name} ${fields.domain}`,
  });
}

function decision(policy: AccessPolicy): Html {
  const tone = { allow: "good", deny: "bad", bypass: "plain", non_identity: "plain" } as const;
  return badge(policy.decision, tone[policy.decision]);
}

function rules(store: Store, set: RuleSet): Html {
  const lists = [
    ["Include", set.include],
    ["Require", set.require],
    ["Exclude", set.exclude],
  ] as const;
  return html`${lists
    .filter(([, list]) => list.length > 0)
    .map(
      ([label, list]) =>
        html`<div><strong>${label}</strong> ${list.map((rule) => ruleText(store, rule)).join(" · ")}</div>`,
    )}`;
}
