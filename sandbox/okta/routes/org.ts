import { Hono } from "hono";
import { z } from "zod";
import type { Organization } from "../entities";
import { type Okta, type OktaContext, type OktaEnv, readBody } from "../http";
import { orgResponse } from "../representation";

const text = z.string().nullish();

const orgBody = z.looseObject({
  companyName: z.string().optional(),
  website: text,
  phoneNumber: text,
  endUserSupportHelpURL: text,
  supportPhoneNumber: text,
  address1: text,
  address2: text,
  city: text,
  state: text,
  country: text,
  postalCode: text,
});

/** The organization: what it is called, and what clients ask before they know anything. */
export function orgRoutes({ store }: Okta): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();

  routes.get("/.well-known/okta-organization", (context) =>
    context.json({
      id: store.org().id,
      cell: "ok14",
      _links: { organization: { href: store.origin } },
      pipeline: "idx",
      settings: {
        analyticsCollectionEnabled: false,
        bugReportingEnabled: true,
        omEnabled: false,
        pssoEnabled: false,
        desktopMFAEnabled: false,
        itpEnabled: false,
      },
    }),
  );

  routes.get("/api/v1/org", (context) => context.json(orgResponse(store, store.org())));

  const update = async (context: OktaContext, form: "partial" | "whole"): Promise<Response> => {
    const body = await readBody(context, orgBody);
    const org = store.org();
    const kept = <T>(value: T, empty: T): T => (form === "partial" ? value : empty);
    const updated: Organization = {
      ...org,
      companyName: body.companyName ?? org.companyName,
      website: body.website ?? kept(org.website, null),
      phoneNumber: body.phoneNumber ?? kept(org.phoneNumber, ""),
      endUserSupportHelpURL: body.endUserSupportHelpURL ?? kept(org.endUserSupportHelpURL, ""),
      supportPhoneNumber: body.supportPhoneNumber ?? kept(org.supportPhoneNumber, ""),
      address1: body.address1 ?? kept(org.address1, null),
      address2: body.address2 ?? kept(org.address2, null),
      city: body.city ?? kept(org.city, null),
      state: body.state ?? kept(org.state, null),
      country: body.country ?? kept(org.country, null),
      postalCode: body.postalCode ?? kept(org.postalCode, null),
      lastUpdated: store.now(),
    };
    return context.json(orgResponse(store, store.organization.put(updated)));
  };
  routes.post("/api/v1/org", (context) => update(context, "partial"));
  routes.put("/api/v1/org", (context) => update(context, "whole"));

  return routes;
}
