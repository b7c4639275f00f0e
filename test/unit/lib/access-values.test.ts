import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isApplicationDomain, isEmail, isIpRange, isSessionDuration } from "../../../lib/access-values";
import { dayOf, daysAhead, parseDay } from "../../../lib/days";

describe("the values of Access", () => {
  it.each<[(text: string) => boolean, readonly string[], readonly string[]]>([
    [
      isEmail,
      ["ada@example.com", "a.b+c@sub.example.co.uk"],
      ["ada", "@example.com", "a b@example.com", "a@b", "a@b@c.de"],
    ],
    [
      isIpRange,
      ["203.0.113.7", "203.0.113.0/24", "0.0.0.0/0", "2001:db8::/32", "::1"],
      ["203.0.113", "203.0.113.0/33", "203.0.113.0/", "2001:db8::/129", "203.0.113.0/24/1", "example.com"],
    ],
    [
      isSessionDuration,
      ["24h", "30m", "1h30m", "730h", "0s", "43800m"],
      ["", "24", "730h1m", "731h", "43801m", "0h", "1d", "1.5h", "-1h", "30s"],
    ],
    [
      isApplicationDomain,
      ["wiki.example.com", "example.com/admin", "*.example.com", "app-*.example.com/a/b", "xn--bcher-kva.example"],
      [
        "wiki",
        "https://wiki.example.com",
        "wiki.example.com:8443",
        "*",
        "a.*.example.com",
        "example.com/a?b",
        "a b.com",
      ],
    ],
  ])("%o tells right from wrong", (isRight, right, wrong) => {
    expect(right.filter((text) => !isRight(text))).toEqual([]);
    expect(wrong.filter((text) => isRight(text))).toEqual([]);
  });
});

describe("days", () => {
  const date = fc.date({
    min: new Date("1970-01-01T00:00:00Z"),
    max: new Date("2100-12-31T23:59:59Z"),
    noInvalidDate: true,
  });

  it("are read as they are written, and counted whatever the hour", () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -400, max: 400 }), (now, ahead) => {
        const day = parseDay(dayOf(new Date(now.getTime() + ahead * 86_400_000)));
        expect(day).toBeDefined();
        expect(daysAhead(day as Date, now)).toBe(ahead);
      }),
    );
  });

  it.each(["2026-02-29", "2026-13-01", "2026-1-1", "01.12.2026", "2026-12-01T00:00:00Z", ""])("%j is none", (text) => {
    expect(parseDay(text)).toBeUndefined();
  });
});
