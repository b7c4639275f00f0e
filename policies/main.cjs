// Pulumi starts a policy pack without a way to give Node.js arguments. Types are stripped here, as the program's are:
// Pulumi's own compiler would check the type definitions of the two provider SDKs at every start.
require("tsx/cjs");
require("./index.ts");
