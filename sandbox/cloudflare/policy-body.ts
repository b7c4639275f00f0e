import { z } from "zod";
import { cloudflareId } from "../shared/ids";
import type { AccessPolicy, Json } from "./entities";
import { defined, duration, ruleList, text } from "./fields";
import { checkedRules } from "./rules";
import { type Store, timestamp } from "./store";

const clipboard = z.array(z.enum(["text"])).optional();

/** The body of a policy, reusable or inside of an application. */
export const policySchema = z.object({
  name: text,
  decision: z.enum(["allow", "deny", "non_identity", "bypass"]),
  session_duration: duration.default("24h"),
  include: ruleList.optional(),
  exclude: ruleList.optional(),
  require: ruleList.optional(),
  approval_required: z.boolean().optional(),
  isolation_required: z.boolean().optional(),
  purpose_justification_prompt: z.string().optional(),
  purpose_justification_required: z.boolean().optional(),
  approval_groups: z
    .array(
      z.object({
        approvals_needed: z.number(),
        email_addresses: z.array(z.string()).optional(),
        email_list_uuid: z.string().optional(),
      }),
    )
    .optional(),
  connection_rules: z
    .object({
      ssh: z.object({ usernames: z.array(z.string()), allow_email_alias: z.boolean().optional() }).optional(),
      rdp: z
        .object({
          allowed_clipboard_local_to_remote_formats: clipboard,
          allowed_clipboard_remote_to_local_formats: clipboard,
        })
        .optional(),
    })
    .optional(),
  mfa_config: z
    .object({
      allowed_authenticators: z.array(z.enum(["totp", "biometrics", "security_key", "ssh_piv_key"])).optional(),
      mfa_disabled: z.boolean().optional(),
      session_duration: duration.optional(),
    })
    .optional(),
});

/** A policy made from a body, new or in the place of an old one. */
export function policyFrom(store: Store, body: z.infer<typeof policySchema>, current?: AccessPolicy): AccessPolicy {
  const { name, decision, session_duration, include, exclude, require, ...options } = body;
  const now = timestamp();
  return {
    id: current?.id ?? cloudflareId(),
    name,
    decision,
    session_duration,
    ...checkedRules(store, { include, exclude, require }),
    options: defined(options),
    created_at: current?.created_at ?? now,
    updated_at: now,
  };
}

/** A policy as the API answers it. */
export function policyAnswer(policy: AccessPolicy): Json {
  const { id, name, decision, session_duration, include, exclude, require, created_at, updated_at } = policy;
  return {
    id,
    uid: id,
    name,
    decision,
    session_duration,
    include,
    exclude,
    require,
    ...policy.options,
    created_at,
    updated_at,
  };
}
