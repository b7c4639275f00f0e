import type { Path } from "../issues";

/** The full config path of a setting. */
export type At = (...path: Path) => string;
