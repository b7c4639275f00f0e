import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../lib/errors";
import { cloudflareLoginMethodsPage } from "../../lib/okta-urls";
import { type HookInputs, shared, type TwinKind, textInput } from "../twins";

/** Something in an account, as the lists answer it. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly domain?: string;
}

const LOGIN_METHODS = "login methods";

type List = (accountId: string) => Promise<readonly Listed[]>;

/** Login methods of the same type and name. Cloudflare allows any number of them, but one one-time PIN. */
export function loginMethodTwins(type: "okta" | "saml" | "onetimepin", opts: pulumi.InvokeOptions): TwinKind {
  const isPin = type === "onetimepin";
  const list: List = async (accountId) =>
    (await cloudflare.getZeroTrustAccessIdentityProviders({ accountId }, opts)).results;
  return {
    noun: isPin ? "Cloudflare has a one-time PIN" : "Cloudflare has a login method",
    distinction: isPin
      ? "the one that is there (existing in the place of create)"
      : "another name for the login method (okta-cloudflare-access:settings.identityProvider.name)",
    nameOf: nameIn,
    looksAgain: !isPin,
    find: find(LOGIN_METHODS, list, (other, inputs) => other.type === type && (isPin || other.name === nameIn(inputs))),
  };
}

/** Access groups of the same name. Cloudflare allows any number of them. */
export function accessGroupTwins(opts: pulumi.InvokeOptions): TwinKind {
  const list: List = async (accountId) => (await cloudflare.getZeroTrustAccessGroups({ accountId }, opts)).results;
  return {
    noun: "Cloudflare has an Access group",
    distinction: "another name for the group",
    nameOf: nameIn,
    find: find("Access groups", list, (other, inputs) => other.name === nameIn(inputs)),
  };
}

/** Reusable Access policies of the same name. Cloudflare allows any number of them. */
export function accessPolicyTwins(opts: pulumi.InvokeOptions): TwinKind {
  const list: List = async (accountId) => (await cloudflare.getZeroTrustAccessPolicies({ accountId }, opts)).results;
  return {
    noun: "Cloudflare has an Access policy",
    distinction: "another name for the policy",
    nameOf: nameIn,
    find: find("Access policies", list, (other, inputs) => other.name === nameIn(inputs)),
  };
}

/** Applications with the same domain, of which Cloudflare refuses a second one. */
export function applicationTwins(opts: pulumi.InvokeOptions): TwinKind {
  const list: List = async (accountId) =>
    (await cloudflare.getZeroTrustAccessApplications({ accountId }, opts)).results;
  return {
    noun: "Cloudflare has an application for the domain",
    distinction: "another domain",
    nameOf: (inputs) => textInput(inputs, "domain"),
    find: find("Access applications", list, (other, inputs) => other.domain === textInput(inputs, "domain")),
  };
}

const nameIn = (inputs: HookInputs): string | undefined => textInput(inputs, "name");

function find(noun: string, list: List, isTwin: (other: Listed, inputs: HookInputs) => boolean): TwinKind["find"] {
  return async (inputs, isFresh) => {
    const accountId = textInput(inputs, "accountId");
    if (accountId === undefined) {
      return [];
    }
    const others = await shared(`${noun} ${accountId}`, isFresh, () => list(accountId).catch(listFailed(noun)));
    return others
      .filter((other) => isTwin(other, inputs))
      .map(({ id }) =>
        noun === LOGIN_METHODS ? { id, page: async () => cloudflareLoginMethodsPage(accountId) } : { id },
      );
  };
}

function listFailed(noun: string): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      "LOOKUP_FAILED",
      [
        {
          where: "cloudflare",
          problem: `the ${noun} could not be listed: ${reason.replace(/^invocation of \S+ returned an error: /, "")}`,
          advice: "Check cloudflare:apiToken, its permissions, and that this machine reaches Cloudflare",
        },
      ],
      { cause },
    );
  };
}
