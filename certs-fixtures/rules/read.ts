/** A fixture as rules see it. */

import type { Finding } from "../../src/finding.js"
import { type Lintable, Linter } from "../../src/rules/engine.js"
import { rules } from "../../src/rules/registry.js"
import { CertificateView } from "../../src/rules/view/certificateView.js"
import { RequestView } from "../../src/rules/view/requestView.js"
import { inspectCertificate } from "../../src/x509/certificate.js"
import { parseCsr } from "../../src/x509/csr.js"
import type { Built } from "./build.js"
import { ruleContext } from "./context.js"

const linter = new Linter(rules, { profile: "public" }, ruleContext)

/** Everything that all rules find. */
export function lintFixture(thing: Lintable, file: string): Finding[] {
  return linter.lint(thing, { kind: "file", file })
}

/** Throws for what cannot be read: no rule would see it. */
export function lintable({ label, der }: Built): Lintable {
  if (label === "CERTIFICATE") {
    const read = inspectCertificate(der)
    if (!read.ok) throw new Error(read.problem.message)
    return { scope: "certificate", view: new CertificateView(read.value) }
  }
  const read = parseCsr(der)
  if (!read.ok) throw new Error(read.problem.message)
  return { scope: "csr", view: new RequestView(read.value) }
}
