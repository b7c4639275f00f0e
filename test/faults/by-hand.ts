import type { Fault, Tenants } from "./fault";

interface Named {
  readonly id: string;
  readonly label?: string;
  readonly name?: string;
  readonly profile?: { readonly name?: string };
}

/** Somebody else's change in the middle of a run. The stack's names are those of ./set-up.ts. */
export const BY_HAND: readonly Omit<Fault, "chapter">[] = [
  {
    id: "sign-in-app-deleted",
    words: "somebody deletes the app for sign-in in Okta",
    operations: ["deploy", "update", "verify", "destroy"],
    byHand: { service: "cloudflare", act: (tenants) => deleteApp(tenants, "Cloudflare Access") },
  },
  {
    id: "scim-app-deleted",
    words: "somebody deletes the SCIM app in Okta",
    operations: ["update", "verify", "rotate"],
    byHand: { service: "cloudflare", act: (tenants) => deleteApp(tenants, "Cloudflare Access SCIM") },
  },
  {
    id: "group-deleted",
    words: "somebody deletes a group of the stack in Okta",
    operations: ["deploy", "update", "verify", "destroy"],
    byHand: {
      service: "cloudflare",
      act: async ({ okta }) => {
        const groups = await okta.get<Named[]>("/groups?limit=200");
        await okta.send("DELETE", `/groups/${idOf(groups, "access-engineering")}`);
      },
    },
  },
  {
    id: "mapping-deleted",
    words: "somebody unlinks a pushed group in Okta",
    operations: ["update", "verify"],
    byHand: {
      service: "cloudflare",
      act: async ({ okta }) => {
        const app = `/apps/${idOf(await okta.get<Named[]>("/apps?limit=200"), "Cloudflare Access SCIM")}`;
        const [mapping] = await okta.get<Named[]>(`${app}/group-push/mappings`);
        await okta.send("PATCH", `${app}/group-push/mappings/${mapping?.id}`, { status: "INACTIVE" });
        await okta.send("DELETE", `${app}/group-push/mappings/${mapping?.id}?deleteTargetGroup=false`);
      },
    },
  },
  {
    id: "login-method-deleted",
    words: "somebody deletes the login method in Cloudflare",
    operations: ["update", "verify", "destroy"],
    byHand: { service: "okta", act: (tenants) => deleteAtCloudflare(tenants, "identity_providers", "Okta") },
  },
  {
    id: "policy-deleted",
    words: "somebody deletes an Access application and its policy in Cloudflare",
    operations: ["update", "destroy"],
    byHand: {
      service: "okta",
      act: async (tenants) => {
        await deleteAtCloudflare(tenants, "apps", "Wiki");
        await deleteAtCloudflare(tenants, "policies", "Engineering");
      },
    },
  },
];

async function deleteApp({ okta }: Tenants, label: string): Promise<void> {
  const id = idOf(await okta.get<Named[]>("/apps?limit=200"), label);
  await okta.send("POST", `/apps/${id}/lifecycle/deactivate`);
  await okta.send("DELETE", `/apps/${id}`);
}

async function deleteAtCloudflare({ cloudflare }: Tenants, kind: string, name: string): Promise<void> {
  const { result } = await cloudflare.get<{ result: Named[] }>(`/access/${kind}?per_page=100`);
  await cloudflare.send("DELETE", `/access/${kind}/${idOf(result, name)}`);
}

function idOf(objects: readonly Named[], name: string): string {
  const found = objects.find((object) => [object.label, object.name, object.profile?.name].includes(name));
  if (found === undefined) {
    throw new Error(`Nothing is called "${name}". Adapt it to the set-up of the tests.`);
  }
  return found.id;
}
