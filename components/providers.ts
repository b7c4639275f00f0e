import * as cloudflare from "@pulumi/cloudflare";
import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { PACKAGE_NAME } from "../lib/names";
import {
  OktaCloudflareAccessProvider,
  type OktaCloudflareAccessProviderArgs,
} from "./native/okta-cloudflare-access-provider";

/**
 * Seconds after which a call of the Okta provider has failed, unless its arguments say otherwise: the longest that it
 * allows, and by its own default it never gives up. It sends a call again for as long as connections are closed on it, some
 * thousand times a second. A call that waits for Okta's rate limit needs a minute at a time of these.
 */
const OKTA_REQUEST_TIMEOUT = 300;

/** How to reach both APIs. */
export interface ProvidersArgs {
  /** Arguments of the Okta provider. `requestTimeout` defaults to 300 seconds. */
  okta: okta.ProviderArgs;
  /** Arguments of the Cloudflare provider. */
  cloudflare: cloudflare.ProviderArgs;
  /** Arguments of this project's own provider. Defaults to none: its plugin is not started. */
  own?: OktaCloudflareAccessProviderArgs;
}

/**
 * The providers, made from explicit arguments. The stack disables the default providers, so nothing can land in
 * the wrong tenant because of a leftover environment variable.
 */
export function createProviders(args: ProvidersArgs): pulumi.ProviderResource[] {
  return [
    new okta.Provider("okta", { requestTimeout: OKTA_REQUEST_TIMEOUT, ...args.okta }),
    new cloudflare.Provider("cloudflare", args.cloudflare),
    ...(args.own === undefined ? [] : [new OktaCloudflareAccessProvider(PACKAGE_NAME, args.own)]),
  ];
}
