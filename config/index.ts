export { type CloudflareStackConfig, loadConfig, type OktaStackConfig, type StackConfig } from "./load";
export type { Settings } from "./settings";
