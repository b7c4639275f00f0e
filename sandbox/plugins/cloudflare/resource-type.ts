import type { PropertyMap } from "../../../provider/rpc/values";
import { type Attributes, attributes, REQUIRED, text } from "./attribute";
import type { Normalisation } from "./normalise";
import type { PlanModifier } from "./plan";

/** What the engine in `resource.ts` has to know about one of Cloudflare's resource types. */
export interface ResourceType {
  /** The Pulumi type token. */
  readonly token: string;
  /** Everything but `id`. */
  readonly attributes: Attributes;
  /** Below the account or zone: `access/groups`. */
  readonly collection: string;
  /** There is one per account: no id in the address, a create is a PUT, a delete makes no call. */
  readonly singleton?: boolean;
  /** Whether it lives in an account only, which shows in the form of its import id. */
  readonly accountOnly?: boolean;
  /** What the type adds to planning. */
  readonly modifyPlan?: PlanModifier;
  /** What of an answer is taken for what plan or state had. */
  readonly normalise: Normalisation;
  /** What a refresh does last, with what is to be recorded and the state before. */
  readonly afterRead?: Normalisation;
  /** Whether the answer to a create is normalised too. */
  readonly normalisesCreate?: boolean;
  /** What an import makes of the answer, which has no state to be compared with. */
  readonly normaliseImport: (data: PropertyMap) => PropertyMap;
  /** Changes what is sent, not what is recorded. */
  readonly beforeWrite?: (plan: PropertyMap) => PropertyMap;
}

/** Account or zone, of which one is given; a change replaces the resource. */
export const ACCOUNT_OR_ZONE: Attributes = attributes(
  text("account_id", { path: true, forceNew: true }),
  text("zone_id", { path: true, forceNew: true }),
);

/** The account alone. */
export const ACCOUNT: Attributes = attributes(text("account_id", { ...REQUIRED, path: true, forceNew: true }));
