import { messageOf } from "../../../provider/rpc/errors";
import type { Properties } from "../../../provider/rpc/schema";
import type { PropertyMap } from "../../../provider/rpc/values";
import { assertLoopback } from "../shared/http-client";
import { CloudflareClient, type CloudflareClientOptions } from "./client";

/** The provider's configuration, as in the published package. */
export const CONFIG: Properties = {
  apiKey: { type: "string", optional: true, secret: true },
  apiToken: { type: "string", optional: true, secret: true },
  apiUserServiceKey: { type: "string", optional: true, secret: true },
  baseUrl: { type: "string", optional: true },
  email: { type: "string", optional: true },
  userAgentOperatorSuffix: { type: "string", optional: true },
};

const API_TOKEN = /^[0-9A-Za-z\-_]{40,80}$/;
const API_KEY = /^[0-9A-Za-z\-_]{37,60}$/;

/** Says what is wrong with a configuration before anything is configured; never shows a token or key. */
export function configProblems(config: PropertyMap): readonly string[] {
  const problems: string[] = [];
  if (typeof config.apiToken === "string" && !API_TOKEN.test(config.apiToken)) {
    problems.push(
      `Invalid Attribute Value Match. "apiToken" must match '${API_TOKEN.source}': API tokens only contain a-z, A-Z, 0-9, hyphens and underscores`,
    );
  }
  if (typeof config.apiKey === "string" && !API_KEY.test(config.apiKey)) {
    problems.push(
      `Invalid Attribute Value Match. "apiKey" must match '${API_KEY.source}': API keys only contain a-z, A-Z, 0-9, hyphens and underscores`,
    );
  }
  if (config.apiKey !== undefined && config.email === undefined) {
    problems.push('Invalid Attribute Combination. "email" must be given when "apiKey" is');
  }
  const { baseUrl } = config;
  if (typeof baseUrl === "string") {
    problems.push(...addressProblems(baseUrl));
  }
  return problems;
}

function addressProblems(baseUrl: string): readonly string[] {
  try {
    endpointOf(baseUrl);
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

/**
 * Makes the API client from configuration and, where that says nothing, the vendor's environment variables. Makes no
 * call: a token that is wrong, or none at all, shows at the first resource.
 *
 * @throws Error when a configured value is malformed, or the address is missing or not on this machine
 */
export function clientFor(
  config: PropertyMap,
  environment: Readonly<Record<string, string | undefined>>,
  pace?: CloudflareClientOptions["pace"],
): CloudflareClient {
  const [problem] = configProblems(config);
  if (problem !== undefined) {
    throw new Error(`cloudflare provider: ${problem}`);
  }
  const given = (name: string, variable: string) => {
    const value = config[name];
    return typeof value === "string" ? value : environment[variable];
  };
  const baseUrl = given("baseUrl", "CLOUDFLARE_BASE_URL");
  if (baseUrl === undefined) {
    throw new Error(
      'cloudflare provider: no "baseUrl", and a sandbox stand-in never calls Cloudflare itself. ' +
        "Set cloudflare:baseUrl to the sandbox, or use the published plugin for a real account.",
    );
  }
  return new CloudflareClient({
    baseUrl: endpointOf(baseUrl),
    credentials: {
      apiToken: given("apiToken", "CLOUDFLARE_API_TOKEN"),
      apiKey: given("apiKey", "CLOUDFLARE_API_KEY"),
      email: given("email", "CLOUDFLARE_EMAIL"),
      apiUserServiceKey: given("apiUserServiceKey", "CLOUDFLARE_API_USER_SERVICE_KEY"),
    },
    ...(pace === undefined ? {} : { pace }),
  });
}

function endpointOf(baseUrl: string): URL {
  const where = "cloudflare provider: baseUrl";
  if (!URL.canParse(baseUrl)) {
    throw new Error(`${where}: "${baseUrl}" is not a URL. Give one such as http://127.0.0.1:8080/client/v4.`);
  }
  const endpoint = new URL(baseUrl);
  assertLoopback(endpoint, where);
  return endpoint;
}
