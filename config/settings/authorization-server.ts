import { z } from "zod";
import { ACCESS_TOKEN_MINUTES, AUTHORIZATION_SERVER_ID_PATTERN } from "../../lib/authorization-server";
import { MAX_AUTHORIZATION_SERVER_NAME_LENGTH } from "../../lib/names";
import { problem } from "../problem";
import { description, flag, groupsRegex, key, list, text, word } from "./fields";

/** Okta's words for the issuer, by ours. */
export const ISSUER_MODE = { orgUrl: "ORG_URL", customUrl: "CUSTOM_URL", dynamic: "DYNAMIC" } as const;

const claim = z
  .strictObject({
    name: word("a claim name").describe("Name of the claim in the token."),
    expression: text("an expression", 1_024)
      .optional()
      .describe('What it says, in Okta\'s expression language, such as "user.department".'),
    groups: groupsRegex()
      .optional()
      .describe("Or the names of the person's groups that match this regular expression as a whole."),
    token: z
      .enum(["id", "access"], problem("is not a token", 'Write "id" or "access"'))
      .default("id")
      .describe("Which token carries it. Cloudflare reads the ID token."),
    alwaysInclude: flag("Whether it is in every such token. Okta always includes claims of the access token.", true),
    scopes: list(word("a scope"), "scopes").describe("Only where one of these scopes is asked for; any when left out."),
  })
  .refine(
    (value) => (value.expression === undefined) !== (value.groups === undefined),
    problem("needs exactly one of expression and groups", "Say what the claim holds"),
  );

/** A custom authorization server in Okta, in the place of the organization's own. */
export const authorizationServer = z
  .strictObject({
    create: z
      .strictObject({
        name: text("a name", MAX_AUTHORIZATION_SERVER_NAME_LENGTH)
          .default("Cloudflare Access")
          .describe("Name of the server in Okta. Updated in place."),
        description: description(),
        audiences: z
          .array(text("an audience", 255), problem("expected a list of audiences", "Write it as a YAML list"))
          .min(1, problem("is an empty list", "List an audience, or leave it out"))
          .optional()
          .describe("Audience of the access tokens; the address of the team when left out."),
        issuerMode: z
          .enum(
            ["orgUrl", "customUrl", "dynamic"],
            problem("is not an issuer mode", 'Write "orgUrl", "customUrl" or "dynamic"'),
          )
          .optional()
          .describe("Address in the issuer: the organization's, the custom domain, or the one of each request."),
      })
      .optional()
      .describe("A server that this stack creates in Okta, and deletes on destroy."),
    existing: z
      .strictObject({
        id: z
          .string(problem("expected an authorization server id", "Write it as text"))
          .regex(
            AUTHORIZATION_SERVER_ID_PATTERN,
            problem(
              "is not an authorization server id",
              'An id has 20 characters and starts with "aus"; the one that Okta comes with is "default"',
            ),
          )
          .describe("Its id: Security > API in the Admin Console."),
      })
      .optional()
      .describe("A server that exists in Okta. It is only read; claims, scope and policy are added to it."),
    groupsScope: z
      .enum(["create", "existing"], problem("is neither", 'Write "create" or "existing"'))
      .optional()
      .describe('Whether the scope "groups" is created, without which logins fail; as the server when left out.'),
    groupsClaim: z
      .enum(["create", "existing"], problem("is neither", 'Write "create" or "existing"'))
      .default("create")
      .describe("Whether the claim of oidc.groupsClaim is created, or exists on the server as described there."),
    claims: z
      .record(
        key.refine((value) => value !== "groups", problem("is the key of the groups claim", "Choose another key")),
        claim,
        problem("expected claims by key", "Write it as a YAML map"),
      )
      .default({})
      .describe("Claims besides those that Okta has and the groups claim, by a key of your own."),
    policyName: text("a name", 100).default("Cloudflare Access").describe("Name of the access policy of the OIDC app."),
    accessTokenLifetimeMinutes: z
      .int(problem("expected a number of minutes", "Write a whole number"))
      .min(
        ACCESS_TOKEN_MINUTES.least,
        problem(`is less than ${ACCESS_TOKEN_MINUTES.least}`, "Okta takes 5 to 1440 minutes"),
      )
      .max(
        ACCESS_TOKEN_MINUTES.most,
        problem(`is more than ${ACCESS_TOKEN_MINUTES.most}`, "Okta takes 5 to 1440 minutes"),
      )
      .default(ACCESS_TOKEN_MINUTES.default)
      .describe("How long an access token holds, in minutes. It has nothing to do with sessions in Cloudflare."),
  })
  .refine(
    (value) => (value.create === undefined) !== (value.existing === undefined),
    problem(
      "needs exactly one of existing and create",
      "Say whether the server exists in Okta or is created by this stack",
    ),
  );
