export type { Finding, Severity, Subject } from "./finding.js"
