import type { Scenario } from "./scenario";

/**
 * Everything in both services that the stack did not make, by what both APIs answer: for a comparison of before and
 * after. Times and counters of Okta that move by themselves are left out.
 */
export async function foreignObjects(scenario: Scenario): Promise<unknown> {
  const { okta, cloudflare } = scenario;
  const apps = await okta.get<{ id: string }[]>("/apps?limit=200");
  return {
    users: await okta.get("/users?limit=200"),
    groups: withoutTimes(await okta.get("/groups?limit=200")),
    apps,
    appGroups: await Promise.all(apps.map(({ id }) => okta.get(`/apps/${id}/groups?limit=200`))),
    appUsers: await Promise.all(apps.map(({ id }) => okta.get(`/apps/${id}/users`))),
    authorizationServers: await okta.get("/authorizationServers"),
    identityProviders: await cloudflare.get("/access/identity_providers"),
    accessGroups: await cloudflare.get("/access/groups"),
    accessPolicies: await cloudflare.get("/access/policies"),
    accessApplications: await cloudflare.get("/access/apps"),
    organization: await cloudflare.get("/access/organizations"),
  };
}

function withoutTimes(groups: unknown): unknown {
  return JSON.parse(JSON.stringify(groups, (key, value) => (key === "lastUpdated" ? undefined : value)));
}
