import { setTimeout as delay } from "node:timers/promises";
import type { Json } from "../api/json";
import type { Deployed } from "../lib/deployed";
import { problemsText } from "../verify/report/text";
import { type Finding, runChecks } from "../verify/run";
import { Subject } from "../verify/subject";
import { isUnderWay } from "../verify/watch";
import type { Clients } from "./clients";
import type { ResourceDefinition } from "./rpc/resource";
import type { PropertyMap } from "./rpc/values";

/** What a test may change about it. */
export interface VerificationOptions {
  /** The clock. Defaults to the machine's. */
  readonly now?: () => Date;
  /** Waits some milliseconds. Defaults to really waiting. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Okta sends people and groups after the calls that assign and push them: how long a deployment waits for them. */
const ARRIVE_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 3_000;

/**
 * Looks whether what is deployed is really there. Making and changing it looks, after everything else, and warns or fails;
 * comparing it looks too, so that a plan shows it where something is wrong and nowhere else.
 */
export function verification({
  now = () => new Date(),
  wait = delay,
}: VerificationOptions = {}): ResourceDefinition<Clients> {
  /** @param since What the logs have from before is not about it. */
  const look = async (client: Clients, properties: PropertyMap, since: Date): Promise<readonly Finding[]> => {
    const subject = new Subject({
      deployed: JSON.parse(String(properties.deployed)) as Deployed & Json,
      clientSecret: text(properties.clientSecret),
      scimSecret: text(properties.scimSecret),
      okta: client.okta(),
      cloudflare: client.cloudflare,
      http: client.http,
      since,
    });
    return (await runChecks(subject)).findings;
  };

  const prove = async (
    { client, warn }: { readonly client: Clients; warn(message: string): void },
    planned: PropertyMap,
  ): Promise<PropertyMap> => {
    const since = now();
    let findings = await look(client, planned, since);
    for (let waited = 0; isUnderWay(findings) && waited < ARRIVE_WITHIN_MS; waited += LOOK_AGAIN_MS) {
      await wait(LOOK_AGAIN_MS);
      findings = await look(client, planned, since);
    }
    const failed = findings.some(({ status }) => status === "fail");
    const troubles = findings.filter(({ status }) => status !== "pass");
    if (failed && planned.mode === "enforce") {
      throw new Error(
        `Verification: everything was deployed, and not everything is as it should be.\n${problemsText(troubles)}\n` +
          "Mend it and run `pulumi up`, which looks again.",
      );
    }
    if (troubles.length > 0) {
      warn(`Verification of what is deployed:\n${problemsText(troubles)}`);
    }
    return {
      ...planned,
      result: failed ? "failed" : troubles.length > 0 ? "warned" : "passed",
      verifiedAt: now().toISOString(),
    };
  };

  return {
    token: "okta-cloudflare-access:index:Verification",
    kind: "framework",
    native: true,
    properties: {
      deployed: { type: "string", required: true, description: "What there must be, as JSON." },
      clientSecret: {
        type: "string",
        optional: true,
        secret: true,
        description: "OAuth 2.0 client secret of the OIDC app.",
      },
      scimSecret: { type: "string", optional: true, secret: true, description: "SCIM secret of the login method." },
      mode: { type: "string", required: true, description: "What a finding does: enforce or warn." },
      result: { type: "string", computed: true, description: "How it ended: passed, warned or failed." },
      verifiedAt: { type: "string", computed: true, description: "When a deployment looked last, ISO 8601 in UTC." },
    },
    validate: ({ mode }) =>
      mode === undefined || mode === "enforce" || mode === "warn" ? [] : ['mode: is neither "enforce" nor "warn".'],
    create: async (context, planned) => ({ id: "verification", properties: await prove(context, planned) }),
    update: async (context, { planned }) => prove(context, planned),
    read: async (_context, { properties }) => properties,
    delete: async () => undefined,
    stale: async ({ client }, { properties }) => {
      const since = new Date(text(properties.verifiedAt) ?? now());
      const findings = await look(client, properties, since);
      return findings.some(({ status }) => status === "fail") ? ["verifiedAt"] : [];
    },
  };
}

function text(value: PropertyMap[string] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
