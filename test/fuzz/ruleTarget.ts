import { ruleContext } from "../../certs-fixtures/rules/context.js"
import { type Lintable, Linter } from "../../src/rules/engine.js"
import { rules } from "../../src/rules/registry.js"
import type { AnyRule } from "../../src/rules/rule.js"
import { CertificateView } from "../../src/rules/view/certificateView.js"
import { RequestView } from "../../src/rules/view/requestView.js"
import { inspectCertificate } from "../../src/x509/certificate.js"
import { parseCsr } from "../../src/x509/csr.js"
import { fixtures } from "../rules/fixtures.js"
import { mutateTree } from "./mutateTree.js"
import type { Target } from "./targets.js"

/** As a certificate and as a request of its content, or as a request; nothing where it is neither. */
function thingsIn(mutant: Uint8Array): readonly Lintable[] {
  const certificate = inspectCertificate(mutant)
  if (certificate.ok)
    return [
      { scope: "certificate", view: new CertificateView(certificate.value) },
      { scope: "csr", view: new RequestView(certificate.value) },
    ]
  const request = parseCsr(mutant)
  return request.ok ? [{ scope: "csr", view: new RequestView(request.value) }] : []
}

/** Every rule, whatever its dates, looks at mutants of the fixtures of all rules. */
export function ruleTarget(all: readonly AnyRule[]): Target {
  const linter = new Linter(
    all.map(({ inForce: _, ...rule }) => rule),
    { profile: "public" },
    ruleContext,
  )
  return {
    name: "rules",
    mutate: mutateTree,
    seeds: [...fixtures.values()].map(({ der }) => der),
    run: (mutant) =>
      thingsIn(mutant).map((thing) => {
        const findings = linter.lint(thing, { kind: "file", file: "mutant" })
        const crash = findings.find(({ code }) => code === "rule-crashed")
        if (crash !== undefined) throw new Error(crash.message)
        return { name: "findings", spent: findings.length, limit: all.length }
      }),
  }
}

export const rulesTarget: Target = ruleTarget(rules)
