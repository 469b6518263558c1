import type { Verdict } from "../../probe/judge.js"
import { readServed, type ServedCertificate } from "../../probe/served.js"
import { tableText } from "../../report/table.js"

const columns = [
  { title: "host" },
  { title: "service" },
  { title: "port", align: "right" },
  { title: "certificate" },
  { title: "days", align: "right" },
  { title: "names", align: "right" },
  { title: "chain" },
  { title: "TLS" },
] as const

/** One line per endpoint, in the order they were asked for. */
export function probeTable(verdicts: readonly Verdict[]): string {
  return tableText(
    columns,
    verdicts.map((verdict) => {
      const { host, service, port } = verdict.observation.endpoint
      return [host, service, String(port), ...servedCells(verdict)]
    }),
  )
}

function servedCells({ observation, leaf, chain, daysLeft, missing }: Verdict): string[] {
  if (!observation.ok) return [`- ${observation.kind}`, "-", "-", "-", "-"]
  if (leaf === undefined) return [observation.fingerprint.slice(0, 16), "?", "?", "?", observation.version]
  const count =
    missing.length === 0 ? String(leaf.names.length) : `${leaf.names.length}, ${missing.length} missing`
  const broken = chain?.ordered === false ? " misordered" : chain?.end === "open" ? " open" : ""
  return [
    observation.fingerprint.slice(0, 16),
    String(daysLeft ?? "?"),
    count,
    `${observation.chain.length}${broken}`,
    observation.version.replace("TLSv", ""),
  ]
}

/** What `--json` prints. */
export function probeJson(verdicts: readonly Verdict[]): unknown {
  return {
    endpoints: verdicts.map(({ observation, leaf, daysLeft, chain, missing }) => {
      const { host, address, port, service, protocol } = observation.endpoint
      const place = { host, ...(address === undefined ? {} : { address }), port, service, protocol }
      const when = { at: new Date(observation.at).toISOString(), ms: observation.ms }
      if (!observation.ok)
        return { ...place, ok: false, failure: observation.kind, detail: observation.detail, ...when }
      return {
        ...place,
        ok: true,
        fingerprint: observation.fingerprint,
        ...(leaf === undefined ? {} : { ...certificateJson(leaf), names: leaf.names, daysLeft }),
        missingNames: missing,
        tls: { version: observation.version, cipher: observation.cipher },
        chain: observation.chain.map((der) => {
          const certificate = readServed(der)
          return certificate === undefined ? { unreadable: true } : certificateJson(certificate)
        }),
        ...(chain === undefined ? {} : { chainOrdered: chain.ordered, chainEnd: chain.end }),
        ...when,
      }
    }),
    findings: verdicts.flatMap(({ findings }) => findings),
  }
}

function certificateJson({ fingerprint, subject, issuer, notBefore, notAfter }: ServedCertificate): {
  readonly [key: string]: string
} {
  return {
    fingerprint,
    subject,
    issuer,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
  }
}
