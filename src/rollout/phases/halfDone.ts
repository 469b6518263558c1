import type { FleetEndpoint } from "../../fleet/endpoints.js"
import { servedFrom } from "../../zimbra/files.js"
import type { FileState } from "./fileState.js"
import { type Served, servedKey } from "./prover.js"

/** A port whose service would serve another certificate if it were restarted now. */
export interface HalfDonePort {
  readonly endpoint: FleetEndpoint
  /** The file that its service goes by. */
  readonly path: string
  /** Leaf fingerprints. */
  readonly inFile: string
  readonly served: string
}

/**
 * The ports that do not serve what is in the files: a deploy without a restart, or one that was left half-way. A port that
 * does not answer, or whose file is not there, tells nothing.
 */
export function halfDonePorts(files: FileState, looks: ReadonlyMap<FleetEndpoint, Served>): HalfDonePort[] {
  return [...looks].flatMap(([endpoint, look]) => {
    const path = fileBehind(endpoint, files)
    const inFile = path === undefined ? undefined : files.leaves.get(path)
    if (!look.ok || path === undefined || inFile === undefined || inFile === look.fingerprint) return []
    return [{ endpoint, path, inFile, served: look.fingerprint }]
  })
}

/** What the ports serve once their services take up the files: all that a backup of a half-done server can bring back. */
export function servedByFiles(
  files: FileState,
  endpoints: Iterable<FleetEndpoint>,
): Map<FleetEndpoint, string> {
  return new Map(
    [...endpoints].flatMap((endpoint) => {
      const leaf = files.leaves.get(fileBehind(endpoint, files) ?? "")
      return leaf === undefined ? [] : [[endpoint, leaf] as const]
    }),
  )
}

/** `imaps:993, pop3s:995 serve 0011…, conf/nginx.crt holds 2233…`, the same facts once. */
export function halfDoneText(ports: readonly HalfDonePort[]): string {
  const byFact = new Map<string, string[]>()
  for (const { endpoint, path, inFile, served } of ports) {
    const fact = `${short(served)}, while ${path} holds ${short(inFile)}`
    byFact.set(fact, [...(byFact.get(fact) ?? []), servedKey(endpoint)])
  }
  return [...byFact]
    .map(
      ([fact, names]) => `${names.join(", ")} ${names.length === 1 ? "serves" : "serve"} certificate ${fact}`,
    )
    .join("; ")
}

function fileBehind({ role }: FleetEndpoint, { leaves }: FileState): string | undefined {
  return servedFrom[role].find((path) => leaves.has(path))
}

function short(fingerprint: string): string {
  return `${fingerprint.slice(0, 16)}…`
}
