import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { parse, stringify } from "yaml"
import type { DemoCa } from "../../src/demo/ca.js"
import { type DemoFleet, demoCommonName, makeOldPair, startDemoFleet } from "../../src/demo/demoFleet.js"
import { rosterOf } from "../../src/demo/roster.js"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import { systemClock } from "../../src/local/clock.js"

interface Domain {
  readonly domain: string
  readonly names: readonly string[]
  readonly services: readonly string[]
}

/** What fleet.yaml has beside what follows from the fleet. */
interface More {
  readonly certificate?: object
  readonly dns?: object
}

/** The embedded fleet, whose proxies serve domains, and in a folder all that commands need: fleet.yaml, log-in, root.pem. */
export async function startDomainFleet(
  cwd: string,
  { ca, domains }: { readonly ca: DemoCa; readonly domains: readonly Domain[] },
  { certificate, ...more }: More = {},
): Promise<DemoFleet> {
  const login = makeKeyPair()
  const old = await makeOldPair((csr) => ca.issue(csr), [demoCommonName])
  const fleet = await startDemoFleet({
    ...{ roster: rosterOf(7), clock: systemClock, publicKey: login.public, old, domains },
    times: { deploy: 0, restart: 0 },
  })
  const put = (name: string, text: string): string => {
    writeFileSync(join(cwd, name), text, { mode: 0o600 })
    return join(cwd, name)
  }
  const ssh = {
    identityFile: put("ssh_key", login.private),
    knownHosts: put("known_hosts", fleet.knownHosts),
  }
  put("root.pem", ca.root)
  const written = parse(fleet.fleetYaml(ssh)) as { certificate: object }
  // Keys of one kind: see Listeners.loadNames.
  const own = { ...written.certificate, key: "ec-p256", ...certificate }
  put("fleet.yaml", stringify({ ...written, certificate: own, domains, ...more }))
  return fleet
}
