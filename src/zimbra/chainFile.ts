import { defineFinding, type Finding, type Subject } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { verifyAsOpenssl } from "./opensslVerify.js"

/** Kinds of finding about a file that would be Zimbra's chain file. */
export const chainFileFindings = {
  refused: defineFinding({
    code: "zimbra-chain-refused",
    severity: "warning",
    stage: "check",
    message: ({ file, problem }: { file: string; problem: string }) =>
      `Zimbra would not take ${file} as chain file: ${problem}`,
    hint: () => "certfleet import writes a chain file that it takes",
  }),
  disordered: defineFinding({
    code: "zimbra-chain-disordered",
    severity: "warning",
    stage: "check",
    message: ({ file }: { file: string }) =>
      `Zimbra would take ${file} as chain file, and serve its certificates in the wrong order`,
    hint: () => "certfleet import writes intermediates first, the root last",
    citation: "RFC 8446 section 4.4.2",
  }),
}

interface Found {
  readonly certificate: Certificate
  readonly file: string
}

/** Judges the one file that holds every CA certificate, as zmcertmgr would when it is given as chain file. */
export function zimbraFindings(leaf: Certificate, found: readonly Found[], at: Date): Finding[] {
  const cas = found.filter(({ certificate }) => certificate.isCa)
  const [file, ...others] = [...new Set(cas.map((entry) => entry.file))]
  if (file === undefined || others.length > 0) return []
  const subject: Subject = { kind: "file", file }
  const chain = found.filter((entry) => entry.file === file).map(({ certificate }) => certificate)
  const verdict = verifyAsOpenssl(leaf, chain, at)
  if (!verdict.ok) return [chainFileFindings.refused(subject, { file, problem: verdict.text })]
  const served = chain.filter(({ fingerprint }) => fingerprint !== leaf.fingerprint)
  const inOrder = verdict.path
    .slice(1)
    .every(({ fingerprint }, index) => served[index]?.fingerprint === fingerprint)
  return inOrder ? [] : [chainFileFindings.disordered(subject, { file })]
}
