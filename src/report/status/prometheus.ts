import { certificateName, issuerName } from "../../assess/certificateNames.js"
import { severities } from "../../finding.js"
import type { FleetStatus } from "../../status/fleetStatus.js"
import type { PortLook } from "../../status/verdict.js"
import type { Certificate } from "../../x509/certificate.js"
import type { StatusReport } from "./json.js"

type Labels = Readonly<Record<string, string>>
type Sample = readonly [Labels, number]

/**
 * The fleet in Prometheus's text format, version 0.0.4. Times in seconds since the epoch; an expired certificate still has
 * its date. What changes with every certificate is a label of `certfleet_cert_info` alone. What is of a domain with a
 * certificate of its own has its name as label `domain`.
 */
export function prometheusText({
  fleet,
  status,
  domains = [],
}: Pick<StatusReport, "status" | "domains"> & {
  readonly fleet: Pick<StatusReport["fleet"], "domain">
}): string {
  const parts: readonly Part[] = [{ domain: fleet.domain?.domain, status }, ...domains]
  const looks = parts.flatMap(looksOf)
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
      parts.flatMap((part) => expectedIn(part)),
    ),
    family("certfleet_findings", "How many findings there are of each severity.", parts.flatMap(findingsIn)),
    family("certfleet_last_run_timestamp_seconds", "When the fleet was looked at.", [
      [{}, seconds(status.at)],
    ]),
  ].join("")
}

/** The fleet's own certificate, or that of a domain. */
interface Part {
  readonly domain: string | undefined
  readonly status: FleetStatus
}

interface Look extends PortLook {
  readonly domain: string | undefined
}

function looksOf({ domain, status: { servers, farms } }: Part): Look[] {
  return [...servers, ...farms].flatMap(({ ports }) => ports.map((port) => ({ ...port, domain })))
}

function findingsIn({ domain, status: { findings } }: Part): Sample[] {
  return severities.map((severity) => [
    { severity, ...domainLabel(domain) },
    findings.filter((finding) => finding.severity === severity).length,
  ])
}

function expectedIn(part: Part): Sample[] {
  const { expected } = part.status
  return expected === undefined ? [] : looksOf(part).flatMap((look) => isExpected(look, expected))
}

function success(look: Look): Sample {
  return [placeOf(look), look.verdict.observation.ok ? 1 : 0]
}

function ends(look: Look): Sample[] {
  return readable(look).map(([position, one]) => [
    { ...placeOf(look), chain_position: String(position), cn: certificateName(one) },
    seconds(one.notAfter.getTime()),
  ])
}

function info(look: Look): Sample[] {
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

function isExpected(look: Look, expected: string): Sample[] {
  const { observation } = look.verdict
  return observation.ok ? [[placeOf(look), observation.fingerprint === expected ? 1 : 0]] : []
}

function placeOf({ domain, verdict: { observation } }: Look): Labels {
  const { host, port, service, alias, sni } = observation.endpoint
  // A domain's ports are asked by each of its names.
  const isByName = sni !== undefined && (alias === true || domain !== undefined)
  return { host, service, port: String(port), ...domainLabel(domain), ...(isByName ? { sni } : {}) }
}

function domainLabel(domain: string | undefined): Labels {
  return domain === undefined ? {} : { domain }
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
