import { defineFinding, type Finding, type Subject } from "../../../src/finding.js"
import { lintFindings } from "../../../src/lint/findings.js"
import type { LintReport, Standing } from "../../../src/lint/lintReport.js"
import type { ReporterOptions } from "../../../src/report/lint/reporter.js"
import { plain } from "../../../src/report/paint.js"
import { ruleCrashed } from "../../../src/rules/engine.js"

export const options: ReporterOptions = { paint: plain, version: "1.2.3", locate: (file) => file }

/** Text that somebody hopes will be obeyed: by a terminal, a log, XML, Markdown, HTML, or a workflow's runner. */
export const hostile = [
  "\u001b[2J\u009b31m\u0007",
  "\r\n::stop-commands::now\n##[error]no ##vso[task.complete]",
  "]]></failure><!-- & \" ' -->",
  "<script>alert(1)</script> <img src=x>",
  "| cell ` code ` **bold** [click](https://evil.test) ![x](y) https://evil.test www.evil.test @somebody a@evil.test #1",
  "100%, a:b, \u202egpj\u2028\u2066 \ufffe \u{1fffe} \ud800 \\ {0}",
].join(" ")

const trap = defineFinding({
  code: "made-up-code",
  severity: "error",
  stage: "lint",
  message: ({ name }: { name: string }) => `${name} is hostile`,
  hint: ({ name }) => `do not trust ${name}`,
})

const pem = (file: string, block: number, line: number): Subject => ({ kind: "file", file, block, line })

function finding(code: string, severity: Finding["severity"], subject: Subject, message: string): Finding {
  return { code, severity, stage: "lint", subject, facts: { days: 12 }, message }
}

const expired: Finding = {
  ...finding("expired", "error", pem("certs/mail.pem", 2, 31), "expired on 2026-04-01"),
  at: { path: "validity" },
  citation: "RFC 5280 section 4.1.2.5",
  hint: "order the renewal: certfleet csr",
}
const soon = finding(
  "expires-soon",
  "warning",
  pem("certs/mail.pem", 1, 3),
  "expires in 12 days, on 2026-05-13",
)
const served = finding(
  "sct-count-too-low",
  "notice",
  { kind: "endpoint", host: "mail.example.edu", port: 443 },
  "has 1 SCT, and Apple wants 2",
)
const fleet: Finding = {
  ...finding("fleet-unknown-key", "error", { kind: "file", file: "fleet.yaml" }, "unknown key role"),
  at: { line: 41, column: 38 },
}
const again = finding(
  "expires-soon",
  "warning",
  pem("certs/a b.pem", 1, 1),
  "expires in 12 days, on 2026-05-13",
)
const waived = finding("sha1-signature", "error", pem("certs/old.pem", 1, 1), "is signed with SHA-1")

const identity = (digit: string): string => digit.repeat(32)
const open: Standing = { kind: "open" }

/** Every kind of finding, subject and standing once, in the order in which a lint has them. */
export const report: LintReport = {
  findings: [
    { finding: fleet, identity: identity("1"), standing: open },
    { finding: expired, identity: identity("2"), standing: open },
    { finding: soon, identity: identity("3"), standing: open },
    // The same certificate in another file.
    { finding: again, identity: identity("3"), standing: open },
    { finding: served, identity: identity("4"), standing: open },
    {
      finding: waived,
      identity: identity("5"),
      standing: { kind: "waived", reason: `the vendor | mends it ${hostile}`, until: "2026-12-31" },
    },
    { finding: { ...waived, message: "is known" }, identity: identity("6"), standing: { kind: "known" } },
    {
      finding: trap(pem(`hostile/${hostile}.pem`, 1, 1), { name: hostile }),
      identity: identity("7"),
      standing: open,
    },
    {
      finding: ruleCrashed({ kind: "input", name: "standard input" }, { rule: "expired", reason: "oops" }),
      identity: identity("8"),
      standing: open,
    },
    {
      finding: lintFindings.waiverExpired(
        { kind: "file", file: "certfleet-lint.yaml" },
        { code: "expired", until: "2026-04-30", reason: "a holiday" },
        { line: 7, column: 5 },
      ),
      identity: identity("9"),
      standing: open,
    },
  ],
  counts: { inputs: 8, certificates: 12, requests: 2, keys: 1, chains: 1, fleets: 1 },
  pairs: [
    { key: "certs/mail.key", partner: "certs/mail.pem" },
    { key: "all.pem", partner: "all.pem" },
  ],
  inputs: [
    "fleet.yaml",
    "certs/mail.pem",
    "certs/a b.pem",
    "mail.example.edu:443",
    "certs/old.pem",
    `hostile/${hostile}.pem`,
    "certs/clean.pem",
  ],
  failOn: "error",
  at: Date.UTC(2026, 4, 1, 12),
}

/** Nothing found. */
export const clean: LintReport = {
  ...report,
  findings: [],
  pairs: [],
  inputs: ["certs/clean.pem"],
  counts: { inputs: 1, certificates: 1, requests: 0, keys: 0, chains: 0, fleets: 0 },
}

/** What no output may hold, whatever a certificate says. */
export const obeyed =
  /(?!\n)\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Noncharacter_Code_Point}\p{Cs}]|##\w*\[/u
