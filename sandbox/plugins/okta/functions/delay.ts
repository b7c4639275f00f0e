/** The wait that some functions offer before they read, for groups and users that are still settling. */
import type { PropertyMap } from "../../../../provider/rpc/values";
import { text } from "../fields";

/** Waits for `delayReadSeconds`; what is not a whole number of seconds is no delay, as in the provider. */
export async function delayRead(inputs: PropertyMap): Promise<void> {
  const seconds = text(inputs.delayReadSeconds);
  if (/^\d+$/.test(seconds)) await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));
}
