import { UnknownValueError } from "@pulumi/policy";

/** What reading a value gave: at preview it may not be known yet. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false };

/** Reads a value of a resource without giving up when it is not known at preview. */
export function known<T>(read: () => T): Known<T> {
  try {
    return { known: true, value: read() };
  } catch (error) {
    if (error instanceof UnknownValueError) {
      return { known: false };
    }
    throw error;
  }
}

/** Whether a value of a resource is known. */
export function isKnown(read: () => unknown): boolean {
  return known(read).known;
}

/** The elements of a list that are known. */
export function knownElements(list: readonly unknown[]): readonly unknown[] {
  return Array.from({ length: list.length }, (_, index) => known(() => list[index])).flatMap((element) =>
    element.known ? [element.value] : [],
  );
}
