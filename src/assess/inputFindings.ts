import { defineFinding, type Finding } from "../finding.js"

const stage = "input"

/** What could not be read or had, whichever door it was to come in by. */
export const inputFindings = {
  empty: defineFinding({
    code: "input-empty",
    severity: "error",
    stage,
    message: ({ file }: { file: string }) => `${file} is empty`,
    hint: () => "get it again: a full disk or a failed download leaves such files",
  }),
  pem: defineFinding({
    code: "pem-broken",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => problem,
    hint: () => "copy the block again with its BEGIN and END lines, or get the file anew from where it came",
    citation: "RFC 7468 section 3",
  }),
  container: defineFinding({
    code: "container-unreadable",
    severity: "error",
    stage,
    message: ({ file, problem }: { file: string; problem: string; advice: string }) =>
      `${file} cannot be opened: ${problem}`,
    hint: ({ advice }) => (advice === "" ? "download it again from the CA, or ask for it once more" : advice),
  }),
  certificate: defineFinding({
    code: "certificate-unreadable",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string; clause: string }) =>
      `the certificate cannot be read: ${problem}`,
    hint: () => "get it from the CA again; of what a port serves, look at the file that the service loads",
    citation: "RFC 5280 section 4.1",
  }),
  request: defineFinding({
    code: "request-unreadable",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => `the CSR cannot be read: ${problem}`,
    hint: () => "make a new one with certfleet csr",
    citation: "RFC 2986 section 4",
  }),
  requestSignature: defineFinding({
    code: "request-signature-invalid",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => problem,
    hint: () => "make a new one with certfleet csr",
    citation: "RFC 2986 section 4.2",
  }),
  unobserved: defineFinding({
    code: "endpoint-unobserved",
    severity: "error",
    stage,
    message: ({ detail }: { kind: string; detail: string; advice: string }) =>
      `could not be checked: ${detail}`,
    hint: ({ advice }) => advice,
  }),
} as const

/** Whether something was found that would hold certificates, and cannot be read. */
export function isDamage({ code }: Finding): boolean {
  return code === inputFindings.pem.kind.code || code === inputFindings.certificate.kind.code
}
