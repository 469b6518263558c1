/** Records are there once every authoritative server has them: a CA asks whichever it likes, and from several places. */
import type { TxtRecord } from "../../acme/keyAuthorization.js"
import { pause } from "../../cancelled.js"
import { type Authority, aliasTarget, authorityOf, zoneOf } from "../../dns/authority.js"
import { askAuthority } from "../../dns/everyServer.js"
import type { Dns } from "../../dns/lookUp.js"
import type { DnsServer } from "../../dns/transport.js"
import { ToolError } from "../../errors.js"

/** How far it is. */
export interface Propagation {
  /** Pairs of a record and an address of a server. */
  readonly seen: number
  readonly total: number
  /** The first that is waited for, and why: `ns2.example.edu (192.0.2.2): no _acme-challenge.mail.example.edu`. */
  readonly waitsFor: string | undefined
}

export interface EverywhereOptions {
  /** Milliseconds from now. */
  readonly withinMs: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (progress: Propagation) => void
}

/** Milliseconds; from one look to the next, growing. */
const [firstMs, longestMs] = [1_000, 10_000]

interface Look {
  readonly record: TxtRecord
  readonly serverName: string
  readonly server: DnsServer
  isSeen: boolean
  /** This machine has no way to addresses of that kind. */
  isOutOfReach: boolean
  problem: string
}

/**
 * Waits until every authoritative server answers with every record, asked at each of its addresses.
 *
 * @throws ToolError `not-published` with what is missing where; `dns-unanswered` where it is not known who is to be asked; `cancelled`
 */
export async function awaitEverywhere(
  dns: Dns,
  records: readonly TxtRecord[],
  { withinMs, signal, onProgress }: EverywhereOptions,
): Promise<void> {
  const deadline = dns.clock.now() + withinMs
  const looks = await looksFor(dns, records, signal)
  for (let waitMs = firstMs; ; waitMs = Math.min(waitMs * 2, longestMs)) {
    await Promise.all(looks.map((look) => lookOnce(dns, look, signal)))
    const missing = missingOf(looks)
    const [first] = missing
    onProgress?.({
      ...{ seen: looks.length - missing.length, total: looks.length },
      waitsFor: first && placeOf(first),
    })
    if (first === undefined) return
    if (dns.clock.now() + waitMs > deadline) throw late(missing, withinMs)
    await pause(dns.clock, waitMs, "the wait for the name servers", signal)
  }
}

async function looksFor(
  dns: Dns,
  records: readonly TxtRecord[],
  signal: AbortSignal | undefined,
): Promise<Look[]> {
  const known = new Map<string, Authority>()
  const looks: Look[] = []
  for (const { name, value } of records) {
    const target = await aliasTarget(dns, name, signal)
    const { zone } = await zoneOf(dns, target, signal)
    const authority = known.get(zone) ?? (await authorityOf(dns, zone, signal))
    known.set(zone, authority)
    const record = { name: target, value }
    for (const { name: serverName, addresses } of authority.servers)
      for (const server of addresses)
        looks.push({
          ...{ record, serverName, server },
          ...{ isSeen: false, isOutOfReach: false, problem: "" },
        })
  }
  return looks
}

async function lookOnce(dns: Dns, look: Look, signal: AbortSignal | undefined): Promise<void> {
  if (look.isSeen || look.isOutOfReach) return
  const { name, value } = look.record
  const asked = await askAuthority(dns, look.server, { name, type: "TXT", signal })
  look.isSeen = asked.records?.some(({ text }) => text === value) === true
  look.isOutOfReach = asked.isOutOfReach
  look.problem = asked.problem || `no ${name} with this value`
}

/** An address that this machine has no way to counts as seen where the same server was asked at another one. */
function missingOf(looks: readonly Look[]): readonly Look[] {
  return looks.filter((look) => {
    if (look.isSeen) return false
    const { record, serverName } = look
    return (
      !look.isOutOfReach ||
      !looks.some((one) => one.isSeen && one.serverName === serverName && one.record === record)
    )
  })
}

function placeOf({ serverName, server, problem }: Look): string {
  return `${serverName} (${server.address}): ${problem}`
}

function late(missing: readonly Look[], withinMs: number): ToolError {
  const [first] = missing
  const others = missing.length - 1
  const where = first === undefined ? "" : placeOf(first)
  return new ToolError(
    "not-published",
    `after ${Math.round(withinMs / 1000)} s not every name server has the records: ${where}${others > 0 ? ` (and ${others} more)` : ""}`,
    { hint: "see why it lags behind, or give it longer (`propagation` in fleet.yaml)" },
  )
}

/** For a person, in one line. */
export function propagationText({ seen, total, waitsFor }: Propagation): string {
  if (waitsFor === undefined) return `the name servers have all records (${total} looks)`
  return `${seen} of ${total} looks at the name servers show their record; waiting for ${waitsFor}`
}
