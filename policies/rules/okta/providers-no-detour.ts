import { z } from "zod";
import { resourceRule } from "../../lib/resource-rule";
import { isText, show } from "../../lib/values";

const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** Credentials go to the vendor and nowhere else. */
export const providersNoDetour = resourceRule({
  name: "providers-no-detour",
  description:
    "The providers talk to the vendors' own addresses: httpProxy takes the place of the Okta organization, baseUrl that of Cloudflare's API, and either gets the credentials.",
  severity: "critical",
  remediationSteps: "Remove okta:httpProxy and cloudflare:baseUrl. Addresses of this machine are left alone.",
  url: "https://www.pulumi.com/registry/packages/okta/installation-configuration/",
  config: z.strictObject({
    hosts: z.array(z.string().min(1)).default(["api.cloudflare.com"]).describe("Hosts that may be given, over https"),
  }),
  kinds: ["oktaProvider", "cloudflareProvider"],
  check: ({ kind, props }, { hosts }, found) => {
    const name = kind === "oktaProvider" ? "httpProxy" : "baseUrl";
    const value = (props as Record<string, unknown>)[name];
    if (value !== undefined && value !== null && value !== "" && !isFine(value, hosts)) {
      found(
        `${name} is ${show(withoutCredentials(value))}, which gets all requests and their credentials`,
        "Remove it",
      );
    }
  },
});

function isFine(value: unknown, hosts: readonly string[]): boolean {
  if (!isText(value) || !URL.canParse(value)) {
    return false;
  }
  const { protocol, hostname } = new URL(value);
  return LOOPBACK.includes(hostname) || (protocol === "https:" && hosts.includes(hostname));
}

/** An address can carry a user and a password. */
function withoutCredentials(value: unknown): unknown {
  return isText(value) && URL.canParse(value) ? new URL(value).origin : "no address";
}
