import * as pulumi from "@pulumi/pulumi";
import { OktaGroups, OktaScimApp } from "../../../../components";
import { providersFromConfig } from "../providers";

const providers = providersFromConfig();
const { ids } = new OktaGroups(
  "groups",
  {
    groups: {
      staff: { existing: { name: "Engineering" } },
      "access-staff": { create: { name: "access-staff" } },
    },
  },
  { providers },
);

const scim = new OktaScimApp(
  "scim",
  {
    label: "SCIM alone",
    scimBaseUrl: "https://acme.cloudflareaccess.com/populations/existing/scim/v2",
    scimSecret: pulumi.secret("scim-secret-copied-from-the-dashboard"),
    assignedGroups: { staff: ids.staff as pulumi.Output<string> },
    pushGroups: { "access-staff": ids["access-staff"] as pulumi.Output<string> },
  },
  { providers },
);

export const { appId, pushGroupMappingIds } = scim;
