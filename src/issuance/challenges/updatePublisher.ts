import { isIP } from "node:net"
import type { TxtRecord } from "../../acme/keyAuthorization.js"
import { addressesOf, aliasTarget, zoneOf } from "../../dns/authority.js"
import { canonical, isWithin } from "../../dns/domainName.js"
import type { Dns } from "../../dns/lookUp.js"
import type { DnsServer } from "../../dns/transport.js"
import type { TsigKey } from "../../dns/tsig.js"
import { sendUpdate, type TxtChange } from "../../dns/update.js"
import { ToolError } from "../../errors.js"
import { forEach } from "./hookPublisher.js"
import type { TxtPublisher } from "./publisher.js"

export interface UpdateSettings {
  /** The primary server: a name or an address. */
  readonly server: string
  readonly port: number
  /** Found by its SOA record unless given. */
  readonly zone?: string | undefined
  /** Seconds. */
  readonly ttl: number
  readonly key: TsigKey
}

/** Where a record has to go: along the aliases of its name, into the zone at their end. */
export interface UpdatePlace {
  readonly name: string
  readonly zone: string
}

/**
 * Where the update of a name goes: RFC 2136 changes what is there, so the alias itself must not be the target.
 *
 * @throws ToolError `config` where it would go outside of the zone that fleet.yaml names; `dns-unanswered`
 */
export async function updatePlace(
  dns: Dns,
  { zone }: Pick<UpdateSettings, "zone">,
  name: string,
  signal?: AbortSignal,
): Promise<UpdatePlace> {
  const target = await aliasTarget(dns, name, signal)
  if (zone === undefined) return { name: target, zone: (await zoneOf(dns, target, signal)).zone }
  if (isWithin(target, canonical(zone))) return { name: target, zone: canonical(zone) }
  const way = target === canonical(name) ? `${name} is` : `${name} leads to ${target},`
  throw new ToolError("config", `${way} outside of the zone ${zone}, which updates go to`, {
    hint: `make ${name} a CNAME into ${zone}, or leave \`zone\` out in fleet.yaml`,
  })
}

/** As many changes in one message as are well below its 64 KiB. */
const maxChanges = 100

/** Dynamic updates, signed; one message a zone. */
export function updatePublisher(dns: Dns, settings: UpdateSettings): TxtPublisher {
  const change = async (
    records: readonly TxtRecord[],
    kind: TxtChange["kind"],
    signal?: AbortSignal,
  ): Promise<void> => {
    const zones = new Map<string, TxtChange[]>()
    for (const { name, value } of records) {
      const place = await updatePlace(dns, settings, name, signal)
      const own = zones.get(place.zone) ?? []
      own.push({ kind, name: place.name, text: value, ttl: settings.ttl })
      zones.set(place.zone, own)
    }
    const parts = [...zones].flatMap(([zone, changes]) =>
      Array.from({ length: Math.ceil(changes.length / maxChanges) }, (_, nth) => ({
        ...{ zone, changes: changes.slice(nth * maxChanges, (nth + 1) * maxChanges) },
      })),
    )
    const servers = await updateServers(dns, settings, signal)
    await forEach(parts, (update) => toFirst(servers, (server) => send(server, update)))
    async function send(server: DnsServer, update: (typeof parts)[number]): Promise<void> {
      await sendUpdate(dns, server, update, { key: settings.key, signal, timeoutMs: updateMs })
    }
  }
  return {
    publish: (records, signal) => change(records, "add", signal),
    remove: (records) => change(records, "remove"),
  }
}

/** A server that signs its zone at once takes longer than one that answers a question. Milliseconds. */
const updateMs = 20_000

/**
 * Every address of the server that takes updates.
 *
 * @throws ToolError `config` where it has none; `dns-unanswered`
 */
export async function updateServers(
  dns: Dns,
  { server, port }: Pick<UpdateSettings, "server" | "port">,
  signal: AbortSignal | undefined,
): Promise<readonly DnsServer[]> {
  if (isIP(server) !== 0) return [{ address: server, port }]
  const found = await addressesOf(dns, server, signal)
  if (found.length > 0) return found.map(({ address }) => ({ address, port }))
  throw new ToolError("config", `${server}, the server that takes updates, has no address`, {
    hint: "check its name in fleet.yaml",
  })
}

/** An address that does not answer may be one that this machine has no way to; all are the same server. */
async function toFirst(
  servers: readonly DnsServer[],
  send: (server: DnsServer) => Promise<void>,
): Promise<void> {
  let failure: unknown
  for (const server of servers) {
    try {
      return await send(server)
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== "dns-unanswered") throw error
      failure ??= error
    }
  }
  throw failure
}
