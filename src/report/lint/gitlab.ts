import type { Severity } from "../../finding.js"
import { jsonText } from "../jsonText.js"
import { printable } from "../printable.js"
import { locationOf } from "./location.js"
import type { Reporter } from "./reporter.js"
import { counter } from "./unique.js"

const severities = { error: "critical", warning: "minor", notice: "info" } as const satisfies Record<
  Severity,
  string
>

/** GitLab's Code Quality report: the open findings. */
export const gitlabReport: Reporter = (report, options) => {
  const before = counter()
  const entries = report.findings
    .filter(({ standing }) => standing.kind === "open")
    .map(({ finding, identity }) => {
      const { path, line } = locationOf(finding, options)
      // The same certificate in two files is one identity, and GitLab wants each fingerprint once.
      const earlier = before(identity)
      return {
        description: printable(finding.message),
        check_name: finding.code,
        fingerprint: earlier === 0 ? identity : `${identity}-${earlier + 1}`,
        severity: severities[finding.severity],
        location: { path, lines: { begin: line ?? 1 } },
      }
    })
  return jsonText(entries)
}
