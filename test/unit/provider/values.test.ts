import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../provider/rpc/canonical-json";
import {
  carrySecrets,
  containsSecret,
  fromStruct,
  type PropertyMap,
  Secret,
  sameValue,
  toStruct,
  UNKNOWN,
  type Value,
  withoutSecrets,
} from "../../../provider/rpc/values";

const { value } = fc.letrec<{ value: Value; plain: Value }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.constant(UNKNOWN),
    fc.array(tie("plain"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie("plain"), { maxKeys: 3, noNullPrototype: true }),
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    tie("plain"),
    tie("plain").map((content) => new Secret(content)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

describe("property values", () => {
  it("come back from the wire as they went", () => {
    fc.assert(
      fc.property(value, (sent) => {
        const map: PropertyMap = { sent };
        expect(fromStruct(toStruct(map))).toEqual(map);
      }),
    );
  });

  it("hold no secret inside a secret, on the wire either", () => {
    const nested = new Secret({ token: new Secret("t") });
    expect(fromStruct(toStruct({ nested })).nested).toEqual(new Secret({ token: "t" }));
  });

  it("are equal to themselves opened", () => {
    fc.assert(
      fc.property(value, (sent) => {
        const opened = withoutSecrets(sent);
        expect(containsSecret(opened)).toBe(false);
        expect(sameValue(carrySecrets(opened, sent), sent)).toBe(true);
      }),
    );
  });

  it("take over the secrets of a value of the same shape, and no others", () => {
    fc.assert(
      fc.property(value, (sent) => {
        const carried = carrySecrets(withoutSecrets(sent), sent);
        expect(carried).toEqual(sent);
      }),
    );
  });

  it("are secret as a whole when a list that held a secret changed its length", () => {
    expect(carrySecrets(["a", "b"], [new Secret("a")])).toEqual(new Secret(["a", "b"]));
  });
});

describe("canonical JSON", () => {
  it("sorts keys at every depth and escapes as Go does", () => {
    expect(canonicalJson('{ "b": [ { "d": 1, "c": "<&>" } ], "a": null }')).toBe(
      '{"a":null,"b":[{"c":"\\u003c\\u0026\\u003e","d":1}]}',
    );
  });

  it("takes what is no object for an empty one", () => {
    for (const text of ["", "[1]", "nonsense"]) expect(canonicalJson(text)).toBe("{}");
  });
});
