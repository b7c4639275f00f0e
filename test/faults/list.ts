import { BY_HAND } from "./by-hand";
import { API, always, type Fault, fromTheMiddle, OPERATIONS, type Operation, type Service, strike } from "./fault";

const ALL = OPERATIONS;
const NAMES = { okta: "Okta", cloudflare: "Cloudflare" } as const;
const SERVICES = ["okta", "cloudflare"] as const;

/** The same fault at both vendors. */
function both(make: (service: Service, name: string) => Omit<Fault, "chapter">): readonly Omit<Fault, "chapter">[] {
  return SERVICES.map((service) => make(service, NAMES[service]));
}

function chapter(title: string, faults: readonly Omit<Fault, "chapter">[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, chapter: title }));
}

/** Without verify, which writes nothing. */
const WRITING: readonly Operation[] = ["deploy", "update", "rotate", "destroy"];

const LIMITS = chapter("Rate limits", [
  {
    id: "okta-429-first",
    words: "Okta answers 429 to the very first call, with headers",
    operations: ["deploy", "update", "destroy"],
    rules: always("okta", { path: "/api/v1/users/me", nth: 1 }, { type: "rate-limited", retryAfter: 1 }),
  },
  ...both((service, name) => ({
    id: `${service}-429`,
    words: `${name} answers 429 once, and says for how long`,
    operations: ALL,
    rules: strike(service, { type: "rate-limited", retryAfter: 1 }, 1),
  })),
  ...both((service, name) => ({
    id: `${service}-429-bare`,
    words: `${name} answers 429 once, and does not say for how long`,
    operations: ALL,
    rules: strike(service, { type: "rate-limited", headers: false }, 1),
  })),
  ...both((service, name) => ({
    id: `${service}-429-for-ever`,
    words: `${name} answers 429 to every try, "again in one second"`,
    operations: ["deploy", "verify", "rotate"],
    rules: strike(service, { type: "rate-limited", retryAfter: 1 }),
  })),
]);

const ERRORS = chapter(
  "Errors of the service",
  ([500, 502, 503] as const).flatMap((status) =>
    both((service, name) => ({
      id: `${service}-${status}`,
      words: `${name} answers ${status} once`,
      operations: status === 502 ? ["deploy", "verify"] : ALL,
      rules: strike(service, { type: "server-error", status }, 1),
    })).concat(
      status === 502
        ? []
        : both((service, name) => ({
            id: `${service}-${status}-for-ever`,
            words: `${name} answers ${status} to every try`,
            operations: service === "okta" ? ALL : ["deploy", "verify", "rotate"],
            rules: strike(service, { type: "server-error", status }),
          })).filter(({ id }) => id !== "cloudflare-500-for-ever"),
    ),
  ),
);

const SLOW = chapter("Slow answers", [
  ...both((service, name) => ({
    id: `${service}-slow`,
    words: `${name} takes 5 seconds for an answer`,
    operations: ["deploy", "destroy"],
    rules: strike(service, { type: "slow", milliseconds: 5_000 }, 1),
  })),
  {
    id: "okta-slower-than-timeout",
    words: "Okta takes longer than `okta:requestTimeout` (here 3 seconds)",
    operations: WRITING,
    config: { "okta:requestTimeout": "3" },
    rules: strike("okta", { type: "slow", milliseconds: 6_000 }, 1),
  },
]);

const CUT = chapter(
  "Connections that end",
  both((service, name) => ({
    id: `${service}-closed-before`,
    words: `the connection to ${name} is closed before the call has its effect, once`,
    operations: ALL,
    rules: strike(service, { type: "cut", at: "before-effect" }, 1),
  })).concat(
    both((service, name) => ({
      id: `${service}-reset-before`,
      words: `the connection to ${name} is reset before the call has its effect, once`,
      operations: ["deploy", "verify", "destroy"],
      rules: strike(service, { type: "cut", at: "before-effect", reset: true }, 1),
    })),
    both((service, name) => ({
      id: `${service}-closed-after`,
      words: `the connection to ${name} is closed after the effect, before the answer, once`,
      operations: WRITING,
      rules: strike(service, { type: "cut", at: "after-effect" }, 1),
    })),
    both((service, name) => ({
      id: `${service}-reset-after`,
      words: `the connection to ${name} is reset after the effect, before the answer, once`,
      operations: WRITING,
      rules: strike(service, { type: "cut", at: "after-effect", reset: true }, 1),
    })),
    both((service, name) => ({
      id: `${service}-cut-in-answer`,
      words: `the connection to ${name} ends in the middle of the answer, once`,
      operations: ALL,
      rules: strike(service, { type: "cut", at: "in-body" }, 1),
    })),
    both((service, name) => ({
      id: `${service}-closed-for-ever`,
      words: `every connection to ${name} is closed unanswered${service === "okta" ? " (`okta:requestTimeout` is 10 seconds here)" : ""}`,
      operations: service === "okta" ? ALL : ["deploy", "verify"],
      ...(service === "okta" ? { config: { "okta:requestTimeout": "10" } } : {}),
      rules: strike(service, { type: "cut", at: "before-effect" }),
    })),
  ),
);

const READS = chapter("Answers that are not true", [
  ...both((service, name) => ({
    id: `${service}-stale`,
    words: `${name}'s reads are one write behind`,
    operations: service === "okta" ? (["deploy", "update", "destroy"] as const) : (["deploy"] as const),
    rules: always(service, {}, { type: "stale", writes: 1 }),
  })),
  {
    id: "okta-half-groups",
    words: "Okta's list of groups is half as long as it should be",
    operations: ["deploy", "update"],
    rules: always("okta", { method: "GET", path: "/api/v1/groups" }, { type: "partial-list", lose: "half" }),
  },
  {
    id: "okta-half-policies",
    words: "Okta's list of authentication policies is half as long as it should be",
    operations: ["deploy"],
    rules: always("okta", { method: "GET", path: "/api/v1/policies" }, { type: "partial-list", lose: "half" }),
  },
  {
    id: "okta-half-assignments",
    words: "Okta's lists of what is assigned to an app are half as long as they should be",
    operations: ["verify"],
    rules: always("okta", { method: "GET", path: "/api/v1/apps/*/groups" }, { type: "partial-list", lose: "half" }),
  },
  {
    id: "okta-half-mappings",
    words: "Okta's list of push mappings is half as long as it should be",
    operations: ["verify"],
    rules: always(
      "okta",
      { method: "GET", path: "/api/v1/apps/*/group-push/mappings" },
      { type: "partial-list", lose: "half" },
    ),
  },
  ...both((service, name) => ({
    id: `${service}-lost-page`,
    words: `${name}'s lists end after the first page, as if there were no more`,
    operations: ["deploy", "verify"],
    rules: always(service, { method: "GET" }, { type: "partial-list", lose: "next-page" }),
  })),
  {
    id: "cloudflare-half-login-methods",
    words: "Cloudflare's list of login methods is half as long as it should be",
    operations: ["deploy", "verify"],
    rules: always(
      "cloudflare",
      { method: "GET", path: "/client/v4/accounts/*/access/identity_providers" },
      { type: "partial-list", lose: "half" },
    ),
  },
  {
    id: "cloudflare-half-scim",
    words: "Cloudflare's lists of what arrived by SCIM are half as long as they should be",
    operations: ["verify"],
    rules: always(
      "cloudflare",
      { method: "GET", path: "/client/v4/accounts/*/access/identity_providers/*/scim/**" },
      { type: "partial-list", lose: "half" },
    ),
  },
  {
    id: "okta-clock",
    words: "Okta's clock is an hour ahead, and it answers 429 once",
    operations: ["deploy", "verify"],
    rules: (operation) => [
      ...strike("okta", { type: "rate-limited", retryAfter: 1 }, 1)(operation),
      { service: "okta", rule: { match: {}, effect: { type: "clock-skew", seconds: 3_600 } } },
    ],
  },
]);

const FOREIGN = chapter(
  "Something on the way answers instead",
  (["html", "broken-json", "empty"] as const).flatMap((body) =>
    both((service, name) => ({
      id: `${service}-${body}`,
      words: {
        html: `a proxy answers in ${name}'s place with a page, 200`,
        "broken-json": `the answer of ${name} is no JSON, 200`,
        empty: `the answer of ${name} is empty, 200`,
      }[body],
      operations:
        body === "html" ? (["deploy", "verify", "rotate", "destroy"] as const) : (["deploy", "verify"] as const),
      rules: strike(service, { type: "foreign-answer", body }, body === "html" ? undefined : 1),
    })),
  ),
);

const CREDENTIALS = chapter("Credentials", [
  ...both((service, name) => ({
    id: `${service}-token-expires`,
    words: `${name} refuses the token (401) from the middle on`,
    operations: ALL,
    rules: fromTheMiddle(service, { type: "credential-refused" }),
  })),
  ...both((service, name) => ({
    id: `${service}-right-removed`,
    words: `the token loses a right at ${name} (403) from the middle on`,
    operations: ALL,
    rules: fromTheMiddle(service, { type: "permission-removed" }),
  })),
  ...both((service, name) => ({
    id: `${service}-token-wrong`,
    words: `${name} refuses the token from the first call on`,
    operations: ["deploy", "verify"],
    rules: always(service, { path: API[service] }, { type: "credential-refused" }),
  })),
  {
    id: "passphrase-wrong",
    words: "the passphrase of the stack's secrets is wrong",
    operations: ["update", "destroy"],
    env: { PULUMI_CONFIG_PASSPHRASE: "another passphrase" },
  },
]);

const ADDRESSES = chapter("Addresses", [
  ...both((service, name) => ({
    id: `${service}-refused`,
    words: `nothing listens at ${name}'s address`,
    operations: service === "okta" ? ALL : (["deploy", "verify"] as const),
    addresses: { [service]: "nobody" },
  })),
  ...both((service, name) => ({
    id: `${service}-no-name`,
    words: `the DNS has no such name as ${name}'s`,
    operations: ["deploy", "verify"],
    publishedPluginsOnly: true,
    addresses: { [service]: "no-name" },
  })),
  ...both((service, name) => ({
    id: `${service}-no-tls`,
    words: `what listens at ${name}'s address speaks no TLS`,
    operations: ["deploy", "verify"],
    publishedPluginsOnly: true,
    addresses: { [service]: "no-tls" },
  })),
]);

const SCIM = chapter("Provisioning", [
  {
    id: "scim-unknown",
    words: "Okta answers success to the SCIM connection and keeps nothing (UNKNOWN)",
    operations: ["deploy"],
    scimConnection: "unknown",
  },
  {
    id: "scim-down",
    words: "Cloudflare's SCIM service is down while groups are pushed: a mapping goes to ERROR",
    operations: ["deploy", "update", "destroy"],
    rules: always("cloudflare", { path: "/populations/**" }, { type: "server-error", status: 503 }),
  },
  {
    id: "scim-person-refused",
    words: "Cloudflare's SCIM service refuses a person",
    operations: ["deploy"],
    rules: always(
      "cloudflare",
      { method: "POST", path: "/populations/**/Users", nth: 2 },
      { type: "permission-removed" },
    ),
  },
]);

/** Everything that is tried, in the order of docs/faults.md. */
export const FAULTS: readonly Fault[] = [
  ...LIMITS,
  ...ERRORS,
  ...SLOW,
  ...CUT,
  ...READS,
  ...FOREIGN,
  ...CREDENTIALS,
  ...ADDRESSES,
  ...chapter("Changed by hand meanwhile", BY_HAND),
  ...SCIM,
];
