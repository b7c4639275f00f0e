import { asList, asObject, type Json, textAt } from "../api/json";
import type { Deployed } from "../lib/deployed";
import { logicalName, typeToken } from "../lib/names";

/** One deployed `OktaAccess` of a stack. */
export interface Deployment {
  /** Name of the component. */
  readonly name: string;
  readonly deployed: Deployed;
  readonly clientSecret: string | undefined;
  readonly scimSecret: string | undefined;
  /** When the stack was deployed last. */
  readonly since: Date;
}

/**
 * What a stack has deployed.
 *
 * @param state What `pulumi stack export --show-secrets` prints: in the clear, so it must never reach a file.
 */
export function deploymentsIn(state: Json): Deployment[] {
  const deployment = asObject(state.deployment);
  const since = new Date(textAt(deployment, "manifest", "time") ?? 0);
  return asList(deployment.resources)
    .filter(({ type }) => type === typeToken("OktaAccess"))
    .flatMap(({ urn, outputs }) => {
      const values = asObject(outputs);
      const deployed = plain(values.deployed);
      return deployed === undefined
        ? []
        : [
            {
              name: logicalName(String(urn)),
              // Written by the component of the same release.
              deployed: deployed as Deployed,
              clientSecret: plain(values.clientSecret) as string | undefined,
              scimSecret: plain(values.scimSecret) as string | undefined,
              since,
            },
          ];
    });
}

/** A value of the state, out of the envelope of a secret. */
function plain(value: unknown): unknown {
  const { plaintext } = asObject(value);
  return typeof plaintext === "string" ? (JSON.parse(plaintext) as unknown) : value;
}
