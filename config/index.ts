export { oktaAccessArgs, providersArgs } from "./component-args";
export { loadConfig } from "./load";
