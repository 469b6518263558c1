import { certificateName, issuerName } from "../../assess/certificateNames.js"
import type { Standing } from "../../assess/question.js"
import type { Verdict } from "../../probe/judge.js"
import type { FleetStatus } from "../../status/fleetStatus.js"
import { leafJson } from "../certificateText.js"
import { type ChainLink, chainLinks } from "../chainLinks.js"

/** A certificate with the chain that came with it, once, however many ports serve it so. */
export interface ServedCertificate {
  readonly name: string
  readonly issuer: string
  readonly fingerprint: string
  /** ISO 8601, UTC. */
  readonly notBefore: string
  readonly notAfter: string
  readonly names: readonly string[]
  /** How many ports serve it with this chain, and of how many servers and virtual names. */
  readonly ports: number
  readonly places: number
  /** How the root at the end of its chain stands with clients. */
  readonly root: Standing
  readonly chain: readonly ChainLink[]
}

/** What is served, the most frequent first: the fleet's, and those of domains. */
export function servedCertificates(
  statuses: readonly Pick<FleetStatus, "servers" | "farms">[],
): readonly ServedCertificate[] {
  const seen = new Map<string, Counted>()
  for (const { servers, farms } of statuses)
    for (const { ports } of [...servers, ...farms]) for (const { verdict } of ports) count(seen, verdict)
  return [...seen.values()]
    .sort((one, other) => other.ports.size - one.ports.size)
    .flatMap(({ verdict, ports, places }) => {
      const { assessment, chain } = verdict
      if (assessment === undefined) return []
      const { leaf, route } = assessment
      const { names, ...dates } = leafJson(leaf)
      const sent = chain.filter((one) => one !== undefined)
      return [
        {
          ...{ name: certificateName(leaf), issuer: issuerName(leaf), ...dates },
          names: names.map(({ name }) => name),
          ...{
            ports: ports.size,
            places: places.size,
            root: route.standing,
            chain: chainLinks(assessment, sent),
          },
        },
      ]
    })
}

/** A domain's port is asked by each of its names, and is one all the same. */
interface Counted {
  readonly verdict: Verdict
  readonly ports: Set<string>
  readonly places: Set<string>
}

function count(seen: Map<string, Counted>, verdict: Verdict): void {
  const { endpoint } = verdict.observation
  if (verdict.assessment === undefined || endpoint.alias === true) return
  const key = verdict.chain.map((one) => one?.fingerprint ?? "unreadable").join()
  const known: Counted = seen.get(key) ?? { verdict, ports: new Set(), places: new Set() }
  known.ports.add(`${endpoint.host}:${endpoint.port}`)
  known.places.add(endpoint.host)
  seen.set(key, known)
}
