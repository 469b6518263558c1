import { certificateName, issuerName } from "../../assess/certificateNames.js"
import { faults } from "../../assess/faults.js"
import type { Verdict } from "../../probe/judge.js"
import { namesIn } from "../../report/certificateText.js"
import { tableText } from "../../report/table.js"
import { wayWords } from "../../report/vantages.js"
import type { Certificate } from "../../x509/certificate.js"

const columns = [
  { title: "host" },
  { title: "service" },
  { title: "port", align: "right" },
  { title: "certificate" },
  { title: "days", align: "right" },
  { title: "names", align: "right" },
  { title: "chain" },
  { title: "TLS" },
  { title: "from, to" },
] as const

/**
 * One line per port, in the order they were asked for; one more for each further name by which it was asked, where that
 * shows another picture.
 */
export function probeTable(verdicts: readonly Verdict[]): string {
  const usual = new Map<string, string>()
  const rows = verdicts.flatMap((verdict) => {
    const { host, service, port, sni, alias } = verdict.observation.endpoint
    const { from } = verdict.observation
    const cells = [...servedCells(verdict), `${wayWords[from.way]}, ${from.address}`]
    const place = `${host} ${port}`
    const picture = pictureOf(verdict)
    if (alias === true && usual.get(place) === picture) return []
    if (alias !== true) usual.set(place, picture)
    return [[host, alias === true ? `${service} for ${sni}` : service, String(port), ...cells]]
  })
  return tableText(columns, rows)
}

/** What a client sees: certificates and TLS version, or why it sees none. */
function pictureOf({ observation, chain }: Verdict): string {
  return observation.ok
    ? [observation.fingerprint, observation.version, ...chain.map((one) => one?.fingerprint)].join()
    : observation.kind
}

function servedCells(verdict: Verdict): string[] {
  const { observation, assessment, chain, daysLeft } = verdict
  if (!observation.ok) return [`- ${observation.kind}`, "-", "-", "-", "-"]
  const print = observation.fingerprint.slice(0, 16)
  if (assessment === undefined) return [print, "?", "?", "?", observation.version]
  const { leaf, sent, route } = assessment
  const missing = missingNames(verdict).length
  const names = namesIn(leaf).length
  const broken = sent.ordered ? (route.standing === "none" ? " open" : "") : " misordered"
  return [
    print,
    String(daysLeft ?? "?"),
    missing === 0 ? String(names) : `${names}, ${missing} missing`,
    `${chain.length}${broken}`,
    observation.version.replace("TLSv", ""),
  ]
}

/** The names that the judge misses: those of the fleet, or the one by which the port was asked. */
function missingNames({ findings }: Verdict): readonly string[] {
  return findings.flatMap(({ code, facts }) => {
    if (code === faults.nameMissing.code) return facts["values"] as readonly string[]
    return code === faults.hostMismatch.code ? [String(facts["wanted"])] : []
  })
}

/** What `--json` prints. */
export function probeJson(verdicts: readonly Verdict[]): object {
  return {
    endpoints: verdicts.map((verdict) => {
      const { observation, assessment, daysLeft, chain } = verdict
      const { host, address, port, service, protocol, sni, alias } = observation.endpoint
      const place = {
        ...{ host, ...(address === undefined ? {} : { address }), port, service, protocol },
        ...(sni === undefined ? {} : { sni }),
        ...(alias === true ? { alias } : {}),
      }
      const { from } = observation
      const when = { at: new Date(observation.at).toISOString(), ms: observation.ms }
      if (!observation.ok)
        return { ...place, from, ok: false, failure: observation.kind, detail: observation.detail, ...when }
      const [leaf] = chain
      return {
        ...{ ...place, from },
        ok: true,
        fingerprint: observation.fingerprint,
        ...(leaf === undefined
          ? {}
          : { ...certificateJson(leaf), names: namesIn(leaf).map(({ name }) => name) }),
        ...(daysLeft === undefined ? {} : { daysLeft }),
        missingNames: missingNames(verdict),
        tls: { version: observation.version, cipher: observation.cipher },
        chain: chain.map((certificate) =>
          certificate === undefined ? { unreadable: true } : certificateJson(certificate),
        ),
        ...(assessment === undefined
          ? {}
          : { chainOrdered: assessment.sent.ordered, root: assessment.route.standing }),
        ...when,
      }
    }),
    findings: verdicts.flatMap(({ findings }) => findings),
  }
}

function certificateJson(certificate: Certificate): { readonly [key: string]: string } {
  return {
    fingerprint: certificate.fingerprint,
    subject: certificateName(certificate),
    issuer: issuerName(certificate),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  }
}
