import { faults } from "../assess/faults.js"
import { endpointName } from "../probe/endpoint.js"
import type { Verdict } from "../probe/judge.js"
import { liveCertificate } from "../zimbra/files.js"
import { type Holdings, javaStores } from "../zimbra/holdings.js"
import type { ServiceRole } from "../zimbra/services.js"
import { type ServerVerdict, weight } from "./verdicts.js"

/** A verdict with what it rests on; short phrases for people. */
export interface Reason {
  readonly verdict: ServerVerdict
  readonly text: string
}

/** A look at a port, with the role of the server that it belongs to. */
export interface PortLook {
  readonly role: ServiceRole | undefined
  readonly verdict: Verdict
}

export interface Looks {
  readonly ports: readonly PortLook[]
  /** Undefined where nobody logged in. */
  readonly holdings: Holdings | undefined
  /** SHA-256 of the certificate that ought to be there, lower-case hex. */
  readonly expected: string | undefined
}

/** What each role's service loads at its start. */
const loadedBy: Readonly<Record<ServiceRole, string>> = {
  mailbox: javaStores.keystore,
  ldap: "conf/slapd.crt",
  proxy: "conf/nginx.crt",
  mta: "conf/smtpd.crt",
}

const nameCodes: ReadonlySet<string> = new Set([
  faults.nameMissing.code,
  faults.hostMismatch.code,
  faults.namesUnreadable.code,
])
const otherCodes: ReadonlySet<string> = new Set(["served-other-certificate", "served-certificates-differ"])

/** Everything that is to be said of a server, the heaviest first; never empty. */
export function reasonsOf(looks: Looks): readonly Reason[] {
  const reasons = [
    ...looks.ports.flatMap(ofPort),
    ...(looks.holdings === undefined ? [] : ofHoldings(looks.holdings, looks)),
    ...(looks.expected === undefined ? [] : ofExpected(looks.expected, looks)),
  ]
  if (reasons.length === 0) return [{ verdict: "current", text: "" }]
  return reasons.sort((one, other) => weight(one.verdict) - weight(other.verdict))
}

function ofPort({ verdict: { observation, findings, daysLeft } }: PortLook): Reason[] {
  const place = placeOf(observation.endpoint)
  if (!observation.ok) return [{ verdict: "unreachable", text: `${place}: ${observation.detail}` }]
  // Of leaf and chain whatever ends first: without either no client connects.
  const isOver = daysLeft !== undefined && daysLeft < 0
  const over: readonly Reason[] = isOver
    ? [{ verdict: "expired", text: `${place}: its chain has expired` }]
    : []
  const own = findings.flatMap(({ code, severity, message }): Reason[] => {
    const verdict = ofFinding(code, severity === "error")
    return verdict === undefined ? [] : [{ verdict, text: `${place}: ${message}` }]
  })
  return own.some(({ verdict }) => verdict === "expired") ? own : [...over, ...own]
}

function ofFinding(code: string, isError: boolean): ServerVerdict | undefined {
  if (code === faults.expired.code) return "expired"
  if (nameCodes.has(code)) return "name-mismatch"
  if (otherCodes.has(code)) return "other-certificate"
  if (code === faults.expiresSoon.code) return "expiring"
  return isError ? "chain-broken" : undefined
}

function ofHoldings({ leaves, ldap }: Holdings, { ports }: Looks): Reason[] {
  const live = leaves.get(liveCertificate)
  const others = [...leaves].filter(([, leaf]) => live !== undefined && leaf !== live)
  const half = others.map(
    ([path, leaf]): Reason => ({
      verdict: "half-deployed",
      text: `${path} holds ${short(leaf)}, ${liveCertificate} ${short(live ?? "")}`,
    }),
  )
  const stale: readonly Reason[] =
    ldap === undefined || live === undefined || ldap === live
      ? []
      : [
          {
            verdict: "ldap-stale",
            text: `LDAP has ${short(ldap)}, the files ${short(live)}: a deploy without files would bring it back`,
          },
        ]
  return [...half, ...ports.flatMap((look) => ofService(look, leaves)), ...stale]
}

/** A further name of a port may have a certificate of its own. */
function ofService(
  { role, verdict: { observation } }: PortLook,
  leaves: ReadonlyMap<string, string>,
): Reason[] {
  const path = role === undefined ? undefined : loadedBy[role]
  const leaf = path === undefined ? undefined : leaves.get(path)
  if (leaf === undefined || !observation.ok || observation.endpoint.alias === true) return []
  if (leaf === observation.fingerprint) return []
  const text = `${placeOf(observation.endpoint)} serves ${short(observation.fingerprint)}, ${path} holds ${short(leaf)}`
  return [{ verdict: "not-restarted", text }]
}

function ofExpected(expected: string, { holdings, ports }: Looks): Reason[] {
  const live = holdings?.leaves.get(liveCertificate)
  // What is served has a finding of its own; without a look at any port the files must do.
  if (live === undefined || live === expected || ports.length > 0) return []
  return [{ verdict: "other-certificate", text: `${liveCertificate} holds ${short(live)}` }]
}

function placeOf({ host, port, service, sni, alias }: Verdict["observation"]["endpoint"]): string {
  const place = `${endpointName({ host, port })} (${service})`
  return alias === true ? `${place} for ${sni}` : place
}

function short(fingerprint: string): string {
  return fingerprint.slice(0, 16)
}
