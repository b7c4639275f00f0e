export { type Deployment, deploymentsIn } from "./deployment";
export { htmlReport } from "./report/html";
export { markdownReport } from "./report/markdown";
export { createReport, type Report } from "./report/report";
export { textReport } from "./report/text";
export { exitCodeOf, runChecks } from "./run";
export { Subject } from "./subject";
