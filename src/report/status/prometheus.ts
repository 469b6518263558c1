import { certificateName, issuerName } from "../../assess/certificateNames.js"
import { severities } from "../../finding.js"
import type { FleetStatus } from "../../status/fleetStatus.js"
import type { PortLook } from "../../status/verdict.js"
import type { Certificate } from "../../x509/certificate.js"

type Labels = Readonly<Record<string, string>>
type Sample = readonly [Labels, number]

/**
 * The fleet in Prometheus's text format, version 0.0.4. Times in seconds since the epoch; an expired certificate still has
 * its date. What changes with every certificate is a label of `certfleet_cert_info` alone.
 */
export function prometheusText(status: FleetStatus): string {
  const looks = [...status.servers, ...status.farms].flatMap(({ ports }) => ports)
  const { expected, findings, at } = status
  return [
    family("certfleet_probe_success", "Whether the port served a certificate.", looks.map(success)),
    family(
      "certfleet_cert_not_after_timestamp_seconds",
      "End of validity of each certificate of the chain, from the leaf (0) on.",
      looks.flatMap(ends),
    ),
    family("certfleet_cert_info", "What the leaf is; always 1.", looks.flatMap(info)),
    family(
      "certfleet_cert_expected",
      "Whether the port serves the certificate that ought to be there.",
      expected === undefined ? [] : looks.flatMap((look) => isExpected(look, expected)),
    ),
    family(
      "certfleet_findings",
      "How many findings there are of each severity.",
      severities.map(
        (severity): Sample => [
          { severity },
          findings.filter((finding) => finding.severity === severity).length,
        ],
      ),
    ),
    family("certfleet_last_run_timestamp_seconds", "When the fleet was looked at.", [[{}, seconds(at)]]),
  ].join("")
}

function success(look: PortLook): Sample {
  return [placeOf(look), look.verdict.observation.ok ? 1 : 0]
}

function ends(look: PortLook): Sample[] {
  return readable(look).map(([position, one]) => [
    { ...placeOf(look), chain_position: String(position), cn: certificateName(one) },
    seconds(one.notAfter.getTime()),
  ])
}

function info(look: PortLook): Sample[] {
  const [first] = readable(look)
  if (first === undefined || first[0] !== 0) return []
  const [, leaf] = first
  const labels = {
    fingerprint_sha256: leaf.fingerprint,
    serial_number: Buffer.from(leaf.serialOctets).toString("hex"),
    issuer_cn: issuerName(leaf),
  }
  return [[{ ...placeOf(look), ...labels }, 1]]
}

function isExpected(look: PortLook, expected: string): Sample[] {
  const { observation } = look.verdict
  return observation.ok ? [[placeOf(look), observation.fingerprint === expected ? 1 : 0]] : []
}

function placeOf({ verdict: { observation } }: PortLook): Labels {
  const { host, port, service, alias, sni } = observation.endpoint
  return { host, service, port: String(port), ...(alias === true && sni !== undefined ? { sni } : {}) }
}

function readable({ verdict: { chain } }: PortLook): [number, Certificate][] {
  return chain.flatMap((one, position): [number, Certificate][] =>
    one === undefined ? [] : [[position, one]],
  )
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

function family(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ""
  // A port that is asked for twice would be one series twice, which no reader takes.
  const lines = new Map(samples.map(([labels, value]) => [`${name}${labelsText(labels)}`, value]))
  const body = [...lines].map(([series, value]) => `${series} ${value}\n`).join("")
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${body}`
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeValue(value)}"`)
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`
}

function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"')
}
