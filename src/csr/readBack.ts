import { parseCsr, verifyCsr } from "../x509/csr.js"
import { sameBytes } from "../x509/derValues.js"
import { attributeOids } from "../x509/oids.js"
import { readPem } from "../x509/pem.js"
import { sanEntryOf } from "../x509/sanEntry.js"
import type { CsrPlan } from "./plan.js"

/**
 * Reads a CSR as it was written and compares it with its plan: signature, key, common name and names.
 *
 * @param publicKey the SubjectPublicKeyInfo that must be in it
 * @returns what differs, empty when nothing does
 */
export function csrDifferences(pem: Uint8Array, plan: CsrPlan, publicKey: Uint8Array): string[] {
  const [block] = readPem(pem).blocks
  const parsed = parseCsr(block?.der ?? new Uint8Array())
  if (!parsed.ok) return [parsed.problem.message]
  const csr = parsed.value
  const commonNames = csr.subject.values(attributeOids.commonName).map(({ value }) => value)
  const names = csr.extensions.subjectAltName
  const found = names?.ok ? names.value.map((name) => sanEntryOf(name)?.value) : []
  const checks: readonly (readonly [boolean, string])[] = [
    [verifyCsr(csr).kind === "valid", "its signature does not verify"],
    [sameBytes(csr.publicKey.der, publicKey), "it has another key"],
    [commonNames.length === 1 && commonNames[0] === plan.names[0].value, "its common name differs"],
    [found.join() === plan.names.map(({ value }) => value).join(), "its names differ"],
  ]
  return checks.filter(([holds]) => !holds).map(([, difference]) => difference)
}
