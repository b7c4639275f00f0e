import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../lib/errors";

/** That a component is made in this run, and was not there before. */
export interface MadeInThisRun {
  /** To be given to the component. */
  readonly opts: pulumi.ComponentResourceOptions;
  /** Answers it for everything that waits for one of the component's outputs. False in a preview. */
  after<T>(output: pulumi.Output<T>): pulumi.Output<boolean>;
}

/** Notices whether a component is made in this run: the engine tells a hook, and nobody else. */
export function madeInThisRun(componentName: string): MadeInThisRun {
  let made = false;
  const hook = resourceHook(`${componentName}-made`, () => {
    made = true;
  });
  return {
    opts: hook === undefined ? {} : { hooks: { beforeCreate: [hook] } },
    after: (output) => pulumi.unsecret(output.apply(() => made)),
  };
}

/**
 * Stops, in a preview too, when a SCIM connection would get another secret although its endpoint stays: Cloudflare's
 * provider keeps the first secret of a login method for good, so it would be one that was replaced since.
 *
 * @param where The component, for the error.
 */
export function refuseOtherSecret(where: string, connectionName: string): pulumi.CustomResourceOptions {
  const hook = resourceHook(
    `${connectionName}-secret`,
    async ({ oldInputs, newInputs }) => {
      const [before, after] = await Promise.all([oldInputs, newInputs].map(connectionOf));
      const isOther = before?.token !== undefined && after?.token !== undefined && before.token !== after.token;
      if (isOther && before.baseUrl === after.baseUrl) {
        throw new UserError("SECRET_WOULD_GO_BACK", [
          {
            where,
            problem:
              "Okta would get the first SCIM secret of the login method, which Cloudflare replaced since, so Okta was left as it is",
            advice:
              "Put okta-cloudflare-access:settings.scim.secretRotation back (or okta-cloudflare-access:scimSecret), and leave it there: after a rotation it stays",
          },
        ]);
      }
    },
    { onDryRun: true },
  );
  return hook === undefined ? {} : { hooks: { beforeUpdate: [hook] } };
}

/** Undefined under the SDK's mocks, which have no hooks. */
function resourceHook(
  name: string,
  callback: pulumi.ResourceHookFunction,
  options?: pulumi.ResourceHookOptions,
): pulumi.ResourceHook | undefined {
  return pulumi.runtime.hasEngine() ? new pulumi.ResourceHook(name, callback, options) : undefined;
}

async function connectionOf(
  inputs: Record<string, unknown> | undefined,
): Promise<{ readonly baseUrl: unknown; readonly token: string | undefined }> {
  // An Output that is not known calls nobody back, so its promise is asked, which the types leave out.
  const profile = pulumi.output(inputs?.profile) as unknown as { promise(): Promise<unknown> };
  const { token } = ((await profile.promise()) ?? {}) as { token?: unknown };
  return { baseUrl: inputs?.baseUrl, token: typeof token === "string" && token !== "" ? token : undefined };
}
