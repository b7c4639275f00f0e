// L2: everybody locked out, tried in many ways on the real engine: each is stopped, at preview where that can be, with
// nothing changed on either side, and passes once it is confirmed. Ordinary changes are not hindered.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Changes, withChanges } from "../support/changed-settings";
import { changes, type Run } from "../support/engine";
import { foreignObjects } from "../support/foreign-objects";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

const S = "okta-cloudflare-access:settings";
/** The program, with its component under another name or without it on request. */
const PROGRAM = `${__dirname}/programs/renamed`;
const LOGIN_METHOD = "access-cloudflare-identity-provider";
const GUARD = "access-lockout-guard";

/** A day in so many days, as the settings have it. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
}

const confirmed = (ahead: number): Changes => ({
  "lockoutGuard.confirm": { until: day(ahead), reason: "The company moves to another account" },
});

/** The settings of the sandbox stack, with the protection that a stack has when nothing is said about it. */
function guarded(...changed: readonly Changes[]): Record<string, unknown> {
  return withChanges(sandboxSettings(), Object.assign({ "identityProvider.protect": undefined }, ...changed));
}

/** The account's one-time PIN is of the other account no more. */
const TO_OTHER_ACCOUNT: Changes = {
  accountId: "5a0d00c10fda7eacce55000000000002",
  "access.loginMethods": undefined,
  "access.policies.break-glass": undefined,
  "access.applications.finance.loginMethods": ["okta"],
  "access.applications.finance.policies": ["block-contractors", "finance"],
};

const TO_SAML: Changes = {
  protocol: "saml",
  oidc: undefined,
  "identityProvider.claims": undefined,
  "saml.assignedGroups": ["workforce"],
};

/** What a person reads. */
const printed = (run: Run): string => run.stdout + run.stderr;

const protectedFromReplacement = new RegExp(
  `unable to replace resource ".*::${LOGIN_METHOD}"[^]*marked for protection`,
);
const protectedFromDeletion = (name: string) =>
  new RegExp(`"[^"]*::${name}" cannot be deleted[^]*because it is protected`);
const guardSays = (verb: string) =>
  new RegExp(
    `Lockout guard: the login method \\S+ would be ${verb}, and 1 application would lose its last way to log in: ` +
      `"Engineering wiki" \\(engineering.acme.example\\)[^]*lockoutGuard:[^]*confirm:`,
  );

describe("a stack whose applications people reach through Okta", () => {
  let scenario: Scenario;
  let before: unknown;

  beforeAll(async () => {
    scenario = await Scenario.start({ program: PROGRAM, settings: guarded() });
    await deploy();
  });
  afterAll(() => scenario?.close());
  beforeEach(async () => {
    await scenario.sandbox.settled();
    before = await foreignObjects(scenario);
  });

  const deploy = async (...args: string[]) => {
    const run = await scenario.stack.up(...args);
    expect(run.exitCode, printed(run)).toBe(0);
    return run;
  };
  const urn = async (name: string) => {
    const { deployment } = await scenario.stack.state();
    const found = deployment.resources?.find((resource) => resource.urn.endsWith(`::${name}`));
    expect(found, name).toBeDefined();
    return found?.urn as string;
  };
  /** As a person runs it: with the preview that comes first. */
  const asAPerson = (command: "up" | "destroy", ...args: string[]) =>
    scenario.stack.pulumi([command, "--yes", ...args]);

  const expectRefusal = async (run: Run, words: readonly RegExp[]) => {
    expect(run.exitCode, printed(run)).not.toBe(0);
    for (const word of words) {
      expect(printed(run)).toMatch(word);
    }
    expect(await foreignObjects(scenario)).toEqual(before);
  };

  describe("is not locked", () => {
    it.each([
      ["1, by another account", TO_OTHER_ACCOUNT],
      ["2, by another protocol", TO_SAML],
      ["3, by another account when the confirmation is over", { ...TO_OTHER_ACCOUNT, ...confirmed(-1) }],
    ])("%s", async (_, change: Changes) => {
      scenario.configure(guarded(change));

      const words = [protectedFromReplacement, guardSays("replaced")];
      await expectRefusal(await scenario.stack.preview(), words);
      await expectRefusal(await asAPerson("up"), words);
    });

    it("4, by force", async () => {
      scenario.configure(guarded());
      const force = ["--replace", await urn(LOGIN_METHOD)];

      await expectRefusal(await scenario.stack.preview(...force), [protectedFromReplacement]);
      await expectRefusal(await asAPerson("up", ...force), [protectedFromReplacement]);
    });

    it("5, by a destroy, with its preview or without", async () => {
      scenario.configure(guarded());

      await expectRefusal(await asAPerson("destroy"), [protectedFromDeletion(GUARD)]);
      await expectRefusal(await scenario.stack.destroy(), [protectedFromDeletion(GUARD)]);
    });

    it.each([LOGIN_METHOD, "access-oidc-app"])("6, by a destroy that aims at %s", async (name) => {
      scenario.configure(guarded());
      const target = ["--target", await urn(name), "--target-dependents"];

      // The real Cloudflare plugin stops it before the protection does: the engine asks it what becomes of an application
      // whose login methods or policies are not known, and it cannot say.
      const words = [/because it is protected|Value Conversion Error/];
      await expectRefusal(await asAPerson("destroy", ...target), words);
      await expectRefusal(await scenario.stack.destroy(...target), words);
    });

    it.each([
      ["7, by a program without the component", "none"],
      ["8, by a program with the component under another name", "sign-in"],
    ])("%s", async (_, componentName) => {
      scenario.configure(guarded(), { "test:componentName": componentName });

      await expectRefusal(await scenario.stack.preview(), [protectedFromDeletion(GUARD)]);
      await expectRefusal(await asAPerson("up"), [protectedFromDeletion(GUARD)]);
    });
  });

  describe("is not locked by settings", () => {
    const sales = { "groups.sales": { existing: { name: "Sales" } } };
    const policy = `${S}.access.policies`;

    it.each<[string, Changes, string]>([
      [
        "9, without the one-time PIN that an application counts on",
        { "access.loginMethods": undefined },
        `${S}.access.applications.finance.loginMethods[1]: application "Ledger" names the login method "oneTimePin", which this stack does not have. Declare it in ${S}.access.loginMethods, or remove it here.`,
      ],
      [
        "10, with nobody assigned",
        { "oidc.assignedGroups": [] },
        `${S}.access.applications.engineering: the only way into application "Engineering wiki" is Okta, and nobody is assigned to the app in Okta, so nobody can enter. List a group in ${S}.oidc.assignedGroups; when it is meant, confirm it in ${S}.lockoutGuard.confirm.`,
      ],
      [
        "11, with a policy on a group that is not pushed",
        { ...sales, "access.policies.engineering.include": [{ oktaGroup: "sales" }] },
        `${policy}.engineering.include[0].oktaGroup: policy "Engineering" names the group "Sales", which is not pushed: Cloudflare does not hear when somebody joins or leaves it. Add "sales" to ${S}.scim.pushGroups.`,
      ],
      [
        "12, with a regular expression that keeps out the group of a policy",
        { "oidc.groupsClaim": { regex: "access-.*|Contractors|Finance" } },
        `${policy}.engineering.include[0].oktaGroup: policy "Engineering" names the group "Engineering", and ${S}.oidc.groupsClaim.regex keeps it out of the ID token: the rule never matches. Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or name another group.`,
      ],
      [
        "13, with nothing but a policy that denies",
        { "access.applications.engineering.policies": ["block-contractors"] },
        `${S}.access.applications.engineering.policies: application "Engineering wiki" has no policy that lets anybody in, so nobody can enter. Add a policy with decision allow; when it is meant, confirm it in ${S}.lockoutGuard.confirm.`,
      ],
      [
        "14, with rules that contradict the login methods",
        { "access.applications.engineering.policies": ["break-glass"] },
        `${S}.access.applications.engineering.policies: the rules of these policies and the login methods of application "Engineering wiki" leave nobody who can enter. Correct what contradicts itself; when it is meant, confirm it in ${S}.lockoutGuard.confirm.`,
      ],
      [
        "15, with a confirmation for too long",
        confirmed(32),
        `${S}.lockoutGuard.confirm.until: is 32 days ahead, and a confirmation holds for at most 31. Write the day on which you are done; today is ${day(0)}.`,
      ],
    ])("%s", async (_, change, message) => {
      scenario.configure(guarded(change));

      const run = await scenario.stack.preview();

      expect(run.exitCode).not.toBe(0);
      expect(printed(run)).toContain(message);
      expect(await foreignObjects(scenario)).toEqual(before);
    });

    it("16, with a group by its id, which the regular expression keeps out by its name", async () => {
      const [found] = await scenario.okta.get<{ id: string }[]>('/groups?search=profile.name%20eq%20"Support"');
      scenario.configure(
        guarded({
          "groups.support": { existing: { id: found?.id } },
          "scim.pushGroups": [
            "access-engineering",
            "access-finance",
            "contractors",
            "engineering",
            "finance",
            "support",
          ],
          "access.policies.engineering.include": [{ oktaGroup: "support" }],
          "oidc.groupsClaim": { regex: "access-.*|Contractors|Engineering|Finance" },
        }),
      );

      const run = await scenario.stack.preview();

      expect(run.exitCode).not.toBe(0);
      expect(printed(run)).toContain(
        'OktaAccess "access", access.policies["engineering"].include[0].oktaGroup: policy "Engineering" names the group "Support", and oidc.groupsClaim.regex keeps it out of the ID token: the rule never matches.',
      );
      expect(await foreignObjects(scenario)).toEqual(before);
    });

    it("17, with a login method of another kind in the place of the one-time PIN", async () => {
      const { result } = await scenario.cloudflare.get<{ result: { id: string; type: string }[] }>(
        "/access/identity_providers",
      );
      const id = result.find(({ type }) => type === "okta")?.id;
      scenario.configure(guarded({ "access.loginMethods.oneTimePin": { existing: { id } } }));

      const run = await scenario.stack.preview();

      expect(run.exitCode).not.toBe(0);
      expect(printed(run)).toContain('the login method "Okta" is of type "okta", not a one-time PIN.');
      expect(await foreignObjects(scenario)).toEqual(before);
    });
  });

  describe("passes once it is confirmed:", () => {
    it.each<[string, Changes]>([
      ["nobody assigned", { "oidc.assignedGroups": [] }],
      ["nothing but a policy that denies", { "access.applications.engineering.policies": ["block-contractors"] }],
      ["another account", TO_OTHER_ACCOUNT],
    ])("%s", async (_, change) => {
      scenario.configure(guarded(change, confirmed(7)));

      const run = await scenario.stack.preview();

      expect(run.exitCode, printed(run)).toBe(0);
    });
  });

  it("warns of a confirmation that is over, and protects again", async () => {
    scenario.configure(guarded(confirmed(-1)));

    const run = await deploy("--expect-no-changes");

    expect(run.diagnostics.map(({ message }) => message).join("\n")).toContain(
      `${S}.lockoutGuard.confirm: is over since ${day(-1)}, and has no effect any more. Remove it.`,
    );
  });

  it("does not hinder an ordinary change: a label, a claim, a group, a policy", async () => {
    scenario.configure(
      guarded({
        "oidc.appLabel": "Cloudflare Access (new)",
        "identityProvider.claims": ["department", "title"],
        "identityProvider.name": "Okta (new)",
        "groups.access-sales": { create: { name: "access-sales" } },
        "scim.pushGroups": [
          "access-engineering",
          "access-finance",
          "access-sales",
          "contractors",
          "engineering",
          "finance",
        ],
        "access.policies.engineering.include": [{ oktaGroup: "engineering" }, { oktaGroup: "access-sales" }],
        "access.applications.engineering.sessionDuration": "4h",
      }),
    );

    const run = await deploy();

    expect(changes(run)).toEqual([
      "create access-groups-access-sales",
      "create access-scim-push-access-sales",
      "update access-cloudflare-identity-provider",
      "update access-oidc-app",
      "update access-zero-trust-application-engineering-access-application",
      "update access-zero-trust-policy-engineering-access-policy",
    ]);
  });

  it("is replaced in one go while it is confirmed, and protected again without", async () => {
    scenario.configure(guarded(TO_SAML, confirmed(31)));
    const replaced = await deploy();
    expect(changes(replaced)).toContain(`create-replacement ${LOGIN_METHOD}`);

    scenario.configure(guarded(TO_SAML));
    await deploy();
    await scenario.sandbox.settled();
    before = await foreignObjects(scenario);

    await expectRefusal(await asAPerson("destroy"), [protectedFromDeletion(GUARD)]);
  });

  it("is destroyed after one run with the confirmation", async () => {
    scenario.configure(guarded(TO_SAML, confirmed(0)));
    await expectRefusal(await asAPerson("destroy"), [protectedFromDeletion(GUARD)]);
    await deploy();

    const run = await asAPerson("destroy");

    expect(run.exitCode, printed(run)).toBe(0);
    expect(await scenario.cloudflare.get("/access/apps")).toMatchObject({ result: [{ name: "Legacy wiki" }] });
  });
});

describe("a stack without the protection, beside an application of somebody else", () => {
  let scenario: Scenario;
  let foreign: { readonly result: { readonly id: string } };
  beforeAll(async () => {
    scenario = await Scenario.start();
    const run = await scenario.stack.up();
    expect(run.exitCode, printed(run)).toBe(0);
    const { result } = await scenario.cloudflare.get<{ result: { id: string; type: string }[] }>(
      "/access/identity_providers",
    );
    foreign = (await scenario.cloudflare.send("POST", "/access/apps", {
      type: "self_hosted",
      name: "Payroll of another team",
      domain: "payroll.acme.example",
      allowed_idps: [result.find(({ type }) => type === "okta")?.id],
      policies: [{ name: "Staff", decision: "allow", include: [{ email_domain: { domain: "acme.example" } }] }],
    })) as typeof foreign;
  });
  afterAll(() => scenario?.close());

  it("18, is not replaced: people would be locked out of its own applications and of the other one", async () => {
    await scenario.sandbox.settled();
    const before = await foreignObjects(scenario);
    scenario.configure(withChanges(sandboxSettings(), TO_SAML));

    const run = await scenario.stack.preview();

    expect(run.exitCode).not.toBe(0);
    expect(printed(run)).toMatch(
      /would be replaced, and 2 applications would lose their last way to log in: .*"Payroll of another team"/,
    );
    expect(await foreignObjects(scenario)).toEqual(before);
  });

  it("19, is not destroyed while the other application depends on it", async () => {
    await scenario.sandbox.settled();
    const before = await foreignObjects(scenario);
    scenario.configure(sandboxSettings());

    // The preview does not show it: the engine asks no plugin about deletions there.
    const run = await scenario.stack.pulumi(["destroy", "--yes"]);

    expect(run.exitCode).not.toBe(0);
    expect(printed(run)).toMatch(
      /would be deleted, and 1 application would lose its last way to log in: "Payroll of another team"/,
    );
    expect(await foreignObjects(scenario)).toEqual(before);
  });

  it("is destroyed, with its own applications, when nobody else depends on it", async () => {
    await scenario.cloudflare.send("DELETE", `/access/apps/${foreign.result.id}`);

    const run = await scenario.stack.destroy();

    expect(run.exitCode, printed(run)).toBe(0);
  });
});
