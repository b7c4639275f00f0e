import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { OktaOidcApp } from "../../../../components";
import { providersFromConfig } from "../providers";

const providers = providersFromConfig();
const people = okta.user.getUsersOutput(
  { searches: [{ name: "profile.department", comparison: "eq", value: "Finance" }] },
  { provider: providers[0] as pulumi.ProviderResource },
).users;

const app = new OktaOidcApp(
  "sign-in",
  {
    label: "Sign-in alone",
    teamDomain: "acme.cloudflareaccess.com",
    assignedUsers: {
      ada: {
        userId: people.apply((found) => found[0]?.id ?? ""),
        username: people.apply((found) => found[0]?.login ?? ""),
      },
    },
  },
  { providers },
);

export const { clientId, clientSecret } = app;
