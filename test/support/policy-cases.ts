import { describe, expect, it } from "vitest";
import { KINDS } from "../../policies/lib/kinds";
import type { Rule } from "../../policies/lib/rule";
import { type Changes, withChanges } from "./changed-settings";
import { judge, type TestResource, UNKNOWN } from "./policy";

/** What a rule about one resource must do. */
export interface RuleCases {
  readonly rule: Rule;
  /** A resource that it finds nothing wrong with. */
  readonly good: TestResource;
  /** More of those, by what is special about them. */
  readonly alsoGood?: Readonly<Record<string, Changes>>;
  /** Changes of the good resource that it must find, and what the finding says. A few are values of a wrong type. */
  readonly bad: readonly (readonly [changes: Changes, says: string])[];
  /** Changes after which it must have nothing to say. */
  readonly notApplicable?: Readonly<Record<string, Changes>>;
  /** A property that is not known at preview, and what then happens: the engine says so, or the value counts as fine. */
  readonly unknown: readonly [path: string, then: "cannot run" | "passes"];
  /** Configurations with which a bad resource, the first, passes. */
  readonly allowedBy?: object;
  /** Configurations that the rule must not take. */
  readonly badConfig?: readonly object[];
}

/** The tests that every rule about one resource has. */
export function describeRule(cases: RuleCases): void {
  const { rule, good } = cases;
  const changed = (changes: Changes): TestResource => ({ ...good, props: withChanges(good.props, changes) });

  describe(rule.policy.name, () => {
    it("passes what is right", () => {
      expect(judge(rule, good)).toEqual({ findings: [], urns: [] });
      for (const [label, changes] of Object.entries(cases.alsoGood ?? {})) {
        expect(judge(rule, changed(changes)), label).toEqual({ findings: [], urns: [] });
      }
    });

    it.each(cases.bad.map(([changes, says]) => ({ changes, says })))("finds $changes", ({ changes, says }) => {
      const { findings } = judge(rule, changed(changes));
      expect(findings).toHaveLength(1);
      expect(findings[0]).toContain(says);
      expect(findings[0]).toMatch(new RegExp(`^${KINDS[good.kind].noun} "it": .+\\. .+\\.$`, "s"));
    });

    it("says when a value is not known at preview, or takes it for right", () => {
      const [path, then] = cases.unknown;
      const { findings, unknown } = judge(rule, changed({ [path]: UNKNOWN }));
      expect(findings).toEqual([]);
      expect(unknown ?? false).toBe(then === "cannot run");
    });

    it("has nothing to say of resources of another type", () => {
      const type = "aws:s3/bucket:Bucket";
      expect(judge(rule, { ...good, type }).notApplicable).toContain(KINDS[good.kind].noun);
      for (const [label, changes] of Object.entries(cases.notApplicable ?? {})) {
        expect(judge(rule, changed(changes)), label).toMatchObject({ findings: [], notApplicable: expect.any(String) });
      }
    });

    it("survives any value in the properties that it reads", () => {
      const paths = new Set(cases.bad.flatMap(([changes]) => Object.keys(changes)));
      for (const path of paths) {
        for (const value of [null, undefined, 0, -1, true, "", "x", [], [null], [{}], {}, { x: [1] }]) {
          expect(() => judge(rule, changed({ [path]: value }))).not.toThrow();
        }
      }
    });

    it("fails closed on a configuration that it does not take", () => {
      for (const config of [{ noSuchOption: 1 }, ...(cases.badConfig ?? [])]) {
        const { findings } = judge(rule, good, config);
        expect(findings.length, JSON.stringify(config)).toBeGreaterThan(0);
        expect(findings[0]).toContain(`Configuration of the policy "${rule.policy.name}"`);
      }
    });

    if (cases.allowedBy !== undefined) {
      it("takes its options", () => {
        const [changes] = cases.bad[0] as (typeof cases.bad)[number];
        expect(judge(rule, changed(changes), cases.allowedBy).findings).toEqual([]);
      });
    }
  });
}
