import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { SCIM_CATALOGUE_APP } from "../../lib/names";
import { oktaAdminUrl, oktaAppPage } from "../../lib/okta-urls";
import { shared, type TwinKind, textInput } from "../twins";
import { lookUpNamesakes, lookupFailed } from "./lookups";

const USES: Readonly<Record<string, AppUse>> = { OPENID_CONNECT: "OpenID Connect", SAML_2_0: "SAML" };

/** What an app is for. */
export type AppUse = "OpenID Connect" | "SAML" | "SCIM";

/**
 * Active apps with the same label for the same use: every app is active when it was made. One call; Okta allows any number
 * of them. Without the filter for their status the provider sends an empty one.
 */
export function appTwins(use: AppUse, opts: pulumi.InvokeOptions): TwinKind {
  return {
    noun: "Okta has an app",
    distinction: "another label for the app",
    looksAgain: true,
    nameOf: (inputs) => textInput(inputs, "label"),
    find: async (inputs, isFresh) => {
      const label = textInput(inputs, "label");
      if (label === undefined) {
        return [];
      }
      const { apps } = await shared(`apps ${label}`, isFresh, () =>
        okta.getApps({ q: label, activeOnly: true }, opts).catch(lookupFailed("apps")),
      );
      // Against its type, the provider answers no list where there is nothing in it.
      const same = ((apps ?? []) as typeof apps).filter((app) => app.label === label && useOf(app) === use);
      return same.map(({ id, name }) => ({ id, page: () => appPage(id, name, opts) }));
    },
  };
}

/** An authorization server with the same name. Okta refuses a second one. One call. */
export function serverTwins(opts: pulumi.InvokeOptions): TwinKind {
  return {
    noun: "Okta has an authorization server",
    distinction: "another name for the server, or the one that is there (authorizationServer.existing)",
    nameOf: (inputs) => textInput(inputs, "name"),
    find: async (inputs) => {
      const name = textInput(inputs, "name");
      const server = name === undefined ? undefined : await serverNamed(name, opts);
      return server === undefined ? [] : [{ id: server.id }];
    },
  };
}

/** Groups of Okta's own with the same names, which Okta refuses to make again. One call for up to 50 of the names. */
export function groupTwins(names: readonly string[], opts: pulumi.InvokeOptions): TwinKind {
  const namesakes = lookUpNamesakes(names, opts);
  return {
    noun: "Okta has a group",
    distinction: "another name for the group, or the one that is there (existing in the place of create)",
    nameOf: (inputs) => textInput(inputs, "name"),
    find: async (inputs) => {
      const name = textInput(inputs, "name");
      return name === undefined ? [] : (await namesakes(name)).map((id) => ({ id }));
    },
  };
}

function useOf({ name, signOnMode }: { readonly name: string; readonly signOnMode: string }): AppUse | undefined {
  if (name === SCIM_CATALOGUE_APP) {
    return "SCIM";
  }
  return USES[signOnMode];
}

/** Only an app's own links tell the organization's address here. */
async function appPage(id: string, name: string, opts: pulumi.InvokeOptions): Promise<string | undefined> {
  const { links } = await okta.app
    .getApp({ id, skipGroups: true, skipUsers: true }, opts)
    .catch(lookupFailed(`app ${id}`));
  const address = /https?:\/\/[^/"]+/.exec(links)?.[0];
  const adminUrl = address === undefined ? undefined : oktaAdminUrl(address);
  return adminUrl === undefined ? undefined : oktaAppPage(adminUrl, name, id, "general");
}

/** The provider has no list of authorization servers, and fails where it finds none by that name. */
async function serverNamed(name: string, opts: pulumi.InvokeOptions): Promise<{ readonly id: string } | undefined> {
  return okta.auth.getServer({ name }, opts).catch((cause: unknown) => {
    if (cause instanceof Error && cause.message.includes("does not exist")) {
      return undefined;
    }
    return lookupFailed("authorization server")(cause);
  });
}
