export { oktaAccessArgs, providersArgs } from "./component-args";
export { loadConfig, type StackConfig } from "./load";
