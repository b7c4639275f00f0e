import { knownElements } from "../../lib/known";
import { resourceRule } from "../../lib/resource-rule";
import { isFilled, show } from "../../lib/values";

/** A custom authorization server issues tokens to named clients. */
export const authServerClientList = resourceRule({
  name: "okta-authserver-client-list",
  description:
    "Access policies of a custom authorization server name their clients: tokens for one are not handed to all.",
  severity: "high",
  remediationSteps: "Set clientWhitelists to the client id of the OIDC app.",
  url: "https://developer.okta.com/docs/guides/configure-access-policy/main/",
  kinds: ["authServerPolicy"],
  check: ({ props }, _config, found) => {
    if (!isFilled(props.clientWhitelists)) {
      found(`clientWhitelists is ${show(props.clientWhitelists)}`, "Name the client id of the OIDC app");
    } else if (knownElements(props.clientWhitelists).some((client) => client === "ALL_CLIENTS" || client === "")) {
      found("clientWhitelists lets in all clients", "Name the client id of the OIDC app");
    }
  },
});
