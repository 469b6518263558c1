import type { Finding, Subject } from "../finding.js"
import { type Csr, verifyCsr } from "../x509/csr.js"
import { inputFindings } from "./inputFindings.js"

/** What is wrong with the signature of a CSR, by which whoever asks proves to have its key (RFC 2986 section 4.2). */
export function requestSignatureFindings(request: Csr, subject: Subject): Finding[] {
  const { kind } = verifyCsr(request)
  if (kind === "valid") return []
  const unchecked = kind === "unsupported" || kind === "bad-key"
  const problem = unchecked
    ? "the signature of the CSR cannot be checked"
    : "the CSR is not signed by its own key"
  return [inputFindings.requestSignature(subject, { problem })]
}
