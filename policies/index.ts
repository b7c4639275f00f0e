import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

new PolicyPack("okta-cloudflare-access", { policies });
