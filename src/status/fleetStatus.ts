import { type ExitCode, exitCodes, ToolError, worstExit } from "../errors.js"
import { type Finding, type Severity, severities } from "../finding.js"
import { certificateEndpoints } from "../fleet/domains.js"
import { endpointsOf, type FleetEndpoint } from "../fleet/endpoints.js"
import type { Farm, Fleet, Server } from "../fleet/types.js"
import { internalServices, userNames } from "../fleet/userNames.js"
import type { Endpoint } from "../probe/endpoint.js"
import type { Verdict } from "../probe/judge.js"
import { type Door, Lookout } from "../probe/lookout.js"
import { type ProbeOptions, probe } from "../probe/probe.js"
import { byNames, fromFleet } from "../probe/protocol.js"
import { takesPart } from "../rollout/plan.js"
import type { Holdings } from "../zimbra/holdings.js"
import { holdingsFindings } from "../zimbra/holdingsFindings.js"
import type { Role } from "../zimbra/services.js"
import { holdingsOf } from "./holdings.js"
import { type PortLook, type Reason, reasonsOf } from "./verdict.js"
import { type ServerVerdict, severityOf } from "./verdicts.js"

export interface StatusOptions extends Omit<ProbeOptions, "look"> {
  /** The servers to look at; all that carry the certificate unless given. */
  readonly servers?: readonly Server[]
  /** Whether the virtual addresses are asked by their names, too. */
  readonly farms: boolean
  /** The way into a server, to look at its files and at ports that only servers reach. Undefined: nobody logs in. */
  readonly doorOf: ((host: string) => Door | undefined) | undefined
}

/** Something that serves the certificate, with everything that was seen of it. */
export interface Seen {
  readonly verdict: ServerVerdict
  /** The heaviest first. */
  readonly reasons: readonly Reason[]
  readonly ports: readonly PortLook[]
}

export interface ServerStatus extends Seen {
  readonly host: string
  readonly roles: readonly Role[]
  /** Undefined where nobody looked. */
  readonly holdings: Holdings | undefined
  /** Why nobody could look, where somebody tried. */
  readonly noLook: string | undefined
}

/** A virtual address by one of its names. */
export interface FarmStatus extends Seen {
  readonly farm: string
  readonly name: string
}

export interface FleetStatus {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** SHA-256 of the certificate that ought to be served, lower-case hex. */
  readonly expected: string | undefined
  readonly servers: readonly ServerStatus[]
  readonly farms: readonly FarmStatus[]
  /** Those of the ports and those of the looks at files. */
  readonly findings: readonly Finding[]
  /** Servers and names of farms that an interruption kept from being looked at, in whole or part: they are in no other list. */
  readonly unknown: readonly string[]
}

/** Looks at every server and port at the same time, and says of each server what matters most. Never throws for a server. */
export async function fleetStatus(fleet: Fleet, options: StatusOptions): Promise<FleetStatus> {
  const { clock, doorOf, fingerprint, signal } = options
  const lookout = new Lookout({ home: fleet.zimbra.home })
  const { domain } = fleet
  const servers = (options.servers ?? fleet.servers).filter((server) => takesPart(server, domain))
  const hosts = new Set(servers.map(({ host }) => host))
  const own = certificateEndpoints(fleet).filter(({ host }) => hosts.has(host))
  const ports = own.map((of) => ({
    of,
    asked: byNames(fromFleet(of), domain === undefined ? userNames(fleet, of) : []),
  }))
  const vips = options.farms ? fleet.farms.flatMap((farm) => vipsOf(farm, endpointsOf(fleet))) : []
  const asked = [...ports.flatMap((port) => port.asked), ...vips.flatMap((vip) => vip.asked)]
  const cut = new Set<Endpoint>()
  const [verdicts, looks] = await Promise.all([
    probe(asked, {
      ...options,
      look: async (endpoint, limits) => {
        const seen = await lookout.look(endpoint, { ...limits, door: doorOf?.(endpoint.host) })
        // Whatever it says, the port may not be the reason.
        if (!seen.ok && signal?.aborted === true) cut.add(endpoint)
        return seen
      },
    }),
    Promise.all(servers.map((server) => lookAt(fleet, server, options))),
  ])
  const byEndpoint = new Map(asked.map((endpoint, index) => [endpoint, verdicts[index] as Verdict]))
  const seen = (endpoints: readonly Endpoint[], of?: FleetEndpoint): PortLook[] =>
    endpoints.map((endpoint) => ({ role: of?.role, verdict: byEndpoint.get(endpoint) as Verdict }))
  const isWhole = (endpoints: readonly Endpoint[]): boolean => !endpoints.some((one) => cut.has(one))
  const all = servers.map(({ host, roles }, index) => {
    const own = ports.filter(({ of }) => of.host === host)
    const look = looks[index] as Look
    const mine = own.flatMap((port) => seen(port.asked, port.of))
    return {
      isKnown: look.wasCut !== true && isWhole(own.flatMap((port) => port.asked)),
      findings: lookFindings(host, look),
      status: {
        ...{ host, roles, holdings: look.holdings, noLook: look.noLook },
        ...judged(mine, look.holdings, fingerprint),
      },
    }
  })
  const allFarms = vips.map(({ farm, name, asked }) => {
    const mine = seen(asked)
    return {
      isKnown: isWhole(asked),
      status: { farm, name, ...judged(mine, undefined, fingerprint) },
    }
  })
  const known = all.filter(({ isKnown }) => isKnown)
  const knownFarms = allFarms.filter(({ isKnown }) => isKnown)
  return {
    at: clock.now(),
    expected: fingerprint,
    servers: known.map(({ status }) => status),
    farms: knownFarms.map(({ status }) => status),
    findings: [
      ...[...known, ...knownFarms].flatMap(({ status }) =>
        status.ports.flatMap(({ verdict }) => verdict.findings),
      ),
      ...known.flatMap(({ findings }) => findings),
    ],
    unknown: [
      ...all.flatMap(({ isKnown, status }) => (isKnown ? [] : [status.host])),
      ...allFarms.flatMap(({ isKnown, status }) => (isKnown ? [] : [status.name])),
    ],
  }
}

interface Look {
  readonly holdings: Holdings | undefined
  readonly noLook: string | undefined
  /** It was called off. */
  readonly wasCut?: true
}

async function lookAt(fleet: Fleet, server: Server, { doorOf, signal }: StatusOptions): Promise<Look> {
  const door = doorOf?.(server.host)
  // What a server holds beside is of the fleet's certificate.
  if (door === undefined || fleet.domain !== undefined) return { holdings: undefined, noLook: undefined }
  try {
    return { holdings: await holdingsOf(fleet, server, { door, signal }), noLook: undefined }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    const cut = signal?.aborted === true ? ({ wasCut: true } as const) : {}
    return { holdings: undefined, noLook: error.message, ...cut }
  }
}

function judged(
  ports: readonly PortLook[],
  holdings: Holdings | undefined,
  expected: string | undefined,
): Seen {
  const reasons = reasonsOf({ ports, holdings, expected })
  return { verdict: reasons[0]?.verdict ?? "current", reasons, ports }
}

function lookFindings(host: string, { holdings, noLook }: Look): Finding[] {
  const subject = { kind: "host", host } as const
  if (noLook !== undefined) return [holdingsFindings.notLooked(subject, { problem: noLook })]
  return [...(holdings?.unread ?? [])].map(([what, problem]) =>
    holdingsFindings.unread(subject, { what, problem }),
  )
}

/** What users reach by the names of a virtual address: every service of its members that is not for servers alone. */
function vipsOf(
  { name: farm, names, members }: Farm,
  endpoints: readonly FleetEndpoint[],
): { readonly farm: string; readonly name: string; readonly asked: readonly Endpoint[] }[] {
  const behind = endpoints.filter(
    ({ host, service, behindProxy }) =>
      members.includes(host) && !behindProxy && !internalServices.has(service),
  )
  const services = new Map(behind.map((one) => [one.port, one]))
  return names
    .filter((name) => !name.startsWith("*"))
    .map((name) => ({
      farm,
      name,
      asked: [...services.values()].map(({ port, service, protocol }) => ({
        ...{ host: name, port, service, protocol, sni: name },
      })),
    }))
}

/** 3 for what could not be looked at, 1 for anything that is not as it should be from the severity on, else 0. */
export function statusExitCode({ servers, farms, findings }: FleetStatus, failOn: Severity): ExitCode {
  const verdicts = [...servers, ...farms].map(({ verdict }) => verdict)
  const isBlind = verdicts.includes("unreachable") || findings.some(({ stage }) => stage === "status")
  const wrong = verdicts.flatMap((verdict) => severityOf(verdict) ?? [])
  return worstExit([
    ...(isBlind ? [exitCodes.incomplete] : []),
    ...(wrong.some((severity) => severities.indexOf(severity) <= severities.indexOf(failOn))
      ? [exitCodes.findings]
      : []),
  ])
}
