import * as pulumi from "@pulumi/pulumi";
import { createProviders, OktaAccess } from "../../../../components";
import { loadConfig, oktaAccessArgs, providersArgs } from "../../../../config";
import { silenceConsequences, silenceDebugLog } from "../../../../lib/debug-log";

silenceDebugLog();
silenceConsequences();
const config = loadConfig();
const name = new pulumi.Config("test").get("componentName") ?? "access";
const providers = createProviders(providersArgs(config));
if (name !== "none") {
  new OktaAccess(name, oktaAccessArgs(config), { providers });
}
