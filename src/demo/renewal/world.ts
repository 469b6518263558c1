/** The CA and the fleet that live through two years, and the folder from which they are looked after. */
import { join } from "node:path"
import { type AcmeCa, startAcmeCa } from "../acme/server.js"
import { createDemoCa } from "../ca.js"
import { type DemoFleet, demoCommonName, makeOldPair, startDemoFleet } from "../demoFleet.js"
import { rosterOf } from "../roster.js"
import { makeKeyPair } from "../sshServer.js"
import type { Stage } from "../stage.js"
import type { TravelClock } from "./travelClock.js"

/** What deploycrt and a restart take, milliseconds: years have to pass in a minute. */
const times = { deploy: 20, restart: 10 }
/** Put there by hand, half a year ago. */
const oldDays = { from: -180, until: 20 }

export interface World {
  readonly fleet: DemoFleet
  readonly acme: AcmeCa
  /** The certificate that every server has at the start, PEM. */
  readonly old: string
  close(): Promise<void>
}

export async function openWorld(stage: Stage, clock: TravelClock, size: number): Promise<World> {
  const ca = await createDemoCa(clock)
  const login = makeKeyPair()
  const old = await makeOldPair((csr) => ca.issue(csr, oldDays), [demoCommonName])
  const fleet = await startDemoFleet({
    ...{ roster: rosterOf(size), clock, publicKey: login.public, old, times },
  })
  try {
    const acme = await startAcmeCa(ca, clock)
    const [identityFile, knownHosts] = [join(stage.folder, "ssh_key"), join(stage.folder, "known_hosts")]
    await stage.put("ssh_key", login.private, 0o600)
    await stage.put("known_hosts", fleet.knownHosts)
    await stage.put("root.pem", ca.root)
    await stage.put("ca.pem", acme.certificate)
    const issuer = { acme: { directory: acme.directory, caCertificates: "ca.pem" } }
    // RSA keys would be most of the work.
    const certificate = { key: "ec-p256", profile: "private", issuer }
    await stage.put("fleet.yaml", fleet.fleetYaml({ identityFile, knownHosts }, certificate))
    const close = async (): Promise<void> => void (await Promise.all([acme.close(), fleet.close()]))
    return { fleet, acme, old: old.issued.leaf, close }
  } catch (error) {
    await fleet.close()
    throw error
  }
}
