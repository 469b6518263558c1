import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createDemoCa, type DemoCa, type Issued } from "../../src/demo/ca.js"
import { type DemoFleet, type DemoHost, makeOldPair, startDemoFleet } from "../../src/demo/demoFleet.js"
import { installPair } from "../../src/demo/installPair.js"
import { rosterOf } from "../../src/demo/roster.js"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import { loadFleet } from "../../src/fleet/load.js"
import { namesOf } from "../../src/fleet/names.js"
import { systemClock } from "../../src/local/clock.js"

export interface Pair {
  readonly issued: Issued
  readonly key: string
}

/** One server of each kind, over real SSH and real handshakes, in a folder with a fleet.yaml. */
export interface EmbeddedFleet {
  readonly folder: string
  readonly ca: DemoCa
  readonly pair: Pair
  host(name: string): DemoHost
  /** A further key and certificate for the same names; days from now. */
  issue(validity?: { from: number; until: number }, names?: readonly string[]): Promise<Pair>
  close(): Promise<void>
}

export async function embeddedFleet(size = 4): Promise<EmbeddedFleet> {
  const folder = mkdtempSync(join(tmpdir(), "certfleet-status-"))
  const ca = await createDemoCa(systemClock)
  const login = makeKeyPair()
  const issueFor = (names: readonly string[], validity = { from: -1, until: 100 }): Promise<Pair> =>
    makeOldPair((csr) => ca.issue(csr, validity), names)
  const fleet: DemoFleet = await startDemoFleet({
    ...{ roster: rosterOf(size), clock: systemClock, publicKey: login.public },
    old: await issueFor(["mail.example.edu"]),
    times: { deploy: 0, restart: 0 },
  })
  const [identityFile, knownHosts] = [join(folder, "ssh_key"), join(folder, "known_hosts")]
  writeFileSync(identityFile, login.private, { mode: 0o600 })
  writeFileSync(knownHosts, fleet.knownHosts)
  writeFileSync(join(folder, "root.pem"), ca.root)
  const yaml = fleet.fleetYaml({ identityFile, knownHosts })
  writeFileSync(join(folder, "fleet.yaml"), yaml)
  const names = namesIn(yaml)
  const pair = await issueFor(names)
  writeFileSync(join(folder, "expected.pem"), pair.issued.leaf)
  for (const host of fleet.hosts) install(host, pair)
  return {
    ...{ folder, ca, pair },
    issue: (validity, own = names) => issueFor(own, validity),
    host(name) {
      const found = fleet.hosts.find(({ entry }) => entry.host.startsWith(name))
      if (found === undefined) throw new Error(`no host ${name}`)
      return found
    },
    async close() {
      await fleet.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function namesIn(yaml: string): string[] {
  const { fleet } = loadFleet(yaml, "fleet.yaml")
  if (fleet === undefined) throw new Error("the embedded fleet's own fleet.yaml is wrong")
  return namesOf(fleet).names.map(({ entry }) => entry.value)
}

/** As after a whole deploy and restart. */
export function install({ host }: DemoHost, { issued, key }: Pair): void {
  installPair(host, { key, certificate: issued.leaf, chain: `${issued.intermediate}${issued.root}` })
}

/** A file as a deploy would have left it, nothing restarted. */
export function putFile({ host }: DemoHost, path: string, { issued }: Pair): void {
  host.files.write(`${host.home}/${path}`, `${issued.leaf}${issued.intermediate}`, 0o640, host.user)
}
