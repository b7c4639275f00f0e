import * as pulumi from "@pulumi/pulumi";

/** What an Output is inside, as far as the types leave it out. */
interface OutputInside<T> {
  promise(withUnknowns?: boolean): Promise<T>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  allResources(): Promise<unknown>;
}

/**
 * The value of an Output, to be asserted outside of it: an assertion inside `apply` cannot fail a test. Rejects when
 * the Output does.
 */
export function outputValue<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  const inside = pulumi.output(output) as unknown as OutputInside<pulumi.Unwrap<T>>;
  // A failed Output rejects these too, and nobody else awaits them.
  for (const side of [inside.isKnown, inside.isSecret, inside.allResources()]) {
    side.catch(() => undefined);
  }
  return inside.promise();
}
