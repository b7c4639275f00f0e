import Table from "cli-table3";
import { SCIM_CATALOGUE_APP } from "../lib/names";
import { visible } from "../lib/visible";
import { SANDBOX_TENANTS, type Sandbox } from "../sandbox";
import { describeShow } from "./describe-show";

interface OktaApp {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly status: string;
}

interface OktaGroup {
  readonly id: string;
  readonly profile: { readonly name: string };
}

interface PushMapping {
  readonly sourceGroupId: string;
  readonly status: string;
}

interface IdentityProvider {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scim_config?: { readonly enabled?: boolean; readonly scim_base_url?: string };
}

interface AccessApplication {
  readonly name: string;
  readonly domain?: string;
  readonly allowed_idps?: readonly string[];
  readonly session_duration?: string;
  readonly policies?: readonly { readonly name: string; readonly decision: string }[];
}

/**
 * What exists in the local Okta and the local Cloudflare, as tables and the addresses to look at. The tables are read
 * through their APIs, as any client would.
 */
export async function describeSandbox(sandbox: Sandbox): Promise<string> {
  const [okta, cloudflare] = await Promise.all([
    describeOkta(sandbox.okta.url),
    describeCloudflare(sandbox.cloudflare.url),
  ]);
  return [okta, "", cloudflare, "", describeShow(sandbox)].join("\n");
}

async function describeOkta(url: string): Promise<string> {
  const read = <T>(path: string) => getJson<T>(`${url}/api/v1${path}`, `SSWS ${SANDBOX_TENANTS.okta.apiToken}`);
  const [apps, groups] = await Promise.all([read<OktaApp[]>("/apps?limit=200"), read<OktaGroup[]>("/groups")]);
  const groupName = (id: string) => visible(groups.find((group) => group.id === id)?.profile.name ?? id);
  const table = newTable(["Okta app", "Kind", "Status", "Assigned groups", "Push groups", "SCIM connection"]);
  for (const app of apps) {
    const assigned = await read<{ id: string }[]>(`/apps/${app.id}/groups?limit=200`);
    const isScim = app.name === SCIM_CATALOGUE_APP;
    const mappings = isScim ? await read<PushMapping[]>(`/apps/${app.id}/group-push/mappings`) : [];
    const connection = isScim ? await read<{ status: string }>(`/apps/${app.id}/connections/default`) : { status: "" };
    table.push([
      visible(app.label),
      app.name,
      app.status,
      assigned.map(({ id }) => groupName(id)).join("\n"),
      mappings.map(({ sourceGroupId, status }) => `${groupName(sourceGroupId)} ${status}`).join("\n"),
      connection.status,
    ]);
  }
  return table.toString();
}

async function describeCloudflare(url: string): Promise<string> {
  const read = async <T>(path: string) => {
    const { result } = await getJson<{ result: T }>(
      `${url}/client/v4/accounts/${SANDBOX_TENANTS.cloudflare.accountId}/access${path}`,
      `Bearer ${SANDBOX_TENANTS.cloudflare.apiToken}`,
    );
    return result;
  };
  const [loginMethods, applications] = await Promise.all([
    read<IdentityProvider[]>("/identity_providers"),
    read<AccessApplication[]>("/apps"),
  ]);
  return [describeLoginMethods(loginMethods), "", describeApplications(applications, loginMethods)].join("\n");
}

function describeLoginMethods(loginMethods: readonly IdentityProvider[]): string {
  const table = newTable(["Cloudflare login method", "Type", "SCIM", "SCIM endpoint"]);
  for (const provider of loginMethods) {
    table.push([
      visible(provider.name),
      provider.type,
      provider.scim_config?.enabled === true ? "on" : "off",
      provider.scim_config?.scim_base_url ?? "",
    ]);
  }
  return table.toString();
}

function describeApplications(
  applications: readonly AccessApplication[],
  loginMethods: readonly IdentityProvider[],
): string {
  const nameOf = (id: string) => visible(loginMethods.find((method) => method.id === id)?.name ?? id);
  const table = newTable(["Access application", "Domain", "Login methods", "Policies, in order", "Session"]);
  for (const { name, domain, allowed_idps: allowed = [], policies = [], session_duration: session } of applications) {
    table.push([
      visible(name),
      domain ?? "",
      allowed.length === 0 ? "all" : allowed.map(nameOf).join("\n"),
      policies.map((policy) => `${policy.decision} ${visible(policy.name)}`).join("\n"),
      session ?? "",
    ]);
  }
  return table.toString();
}

/** Without colours, which would also go into files and pipes. */
function newTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [] } });
}

async function getJson<T>(url: string, authorization: string): Promise<T> {
  const response = await fetch(url, { headers: { authorization } });
  if (!response.ok) {
    throw new Error(`${url}: answered ${response.status}. The sandbox must be running and its token unchanged.`);
  }
  return (await response.json()) as T;
}
