import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { certificateFolder } from "../../src/bundle/folders.js"
import { createDemoCa } from "../../src/demo/ca.js"
import { demoCommonName, makeOldPair, startDemoFleet } from "../../src/demo/demoFleet.js"
import { lookIndependently } from "../../src/demo/independentCheck.js"
import { rosterOf } from "../../src/demo/roster.js"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import { loadFleet } from "../../src/fleet/load.js"
import { carriesCertificate } from "../../src/fleet/types.js"
import { systemClock } from "../../src/local/clock.js"
import { localFiles } from "../../src/local/files.js"
import { thisMachine } from "../../src/local/machine.js"
import { runFromHere } from "../../src/local/rollout.js"
import { sshWays } from "../../src/local/sshSettings.js"
import { loadPayload } from "../../src/rollout/payload.js"
import { planRollout } from "../../src/rollout/planning.js"
import { journalFolder } from "../../src/rollout/record/journals.js"

export interface CutOffRollout {
  /** With fleet.yaml and the bundle under certificates/. */
  readonly folder: string
  readonly hosts: readonly string[]
  /** SHA-256 of the certificate that was on its way. */
  readonly renewed: string
  /** What every host serves, where all its ports agree. */
  served(): Promise<readonly (string | undefined)[]>
  close(): Promise<void>
}

/** An embedded fleet on loopback in the middle of a rollout that stopped at once when its first deploy began. */
export async function cutOffRollout(): Promise<CutOffRollout> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-test-"))
  const ca = await createDemoCa(systemClock)
  const login = makeKeyPair()
  const old = await makeOldPair((csr) => ca.issue(csr, { from: -190, until: 9 }), [demoCommonName])
  const times = { deploy: 0, restart: 0 }
  const publicKey = login.public
  const demo = await startDemoFleet({ roster: rosterOf(3), clock: systemClock, publicKey, old, times })
  const close = async (): Promise<void> => {
    await demo.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const put = async (name: string, content: string, mode = 0o600): Promise<string> => {
      await localFiles.create(join(folder, name), content, { mode })
      return join(folder, name)
    }
    const identityFile = await put("ssh_key", login.private)
    const knownHosts = await put("known_hosts", demo.knownHosts)
    const fleetFile = await put("fleet.yaml", demo.fleetYaml({ identityFile, knownHosts }))
    const bundle = join(folder, certificateFolder(demoCommonName), "renewed")
    await localFiles.folder(bundle)
    const renewed = await makeOldPair((csr) => ca.issue(csr), [demoCommonName])
    const inBundle = (name: string, content: string): Promise<void> =>
      localFiles.create(join(bundle, name), content, { mode: 0o600 })
    await inBundle("commercial.key", renewed.key)
    await inBundle("commercial.crt", renewed.issued.leaf)
    await inBundle("commercial_ca.crt", `${renewed.issued.intermediate}${renewed.issued.root}`)
    const fingerprint = await cutOff(fleetFile, bundle)
    const hosts = demo.hosts.filter(({ entry }) => carriesCertificate(entry))
    return {
      folder,
      hosts: hosts.map(({ entry }) => entry.host),
      renewed: fingerprint,
      async served() {
        const seen = await lookIndependently(hosts)
        return hosts.map(({ entry }) => {
          const prints = new Set(seen.get(entry.host))
          return prints.size === 1 ? [...prints][0] : undefined
        })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function cutOff(fleetFile: string, bundle: string): Promise<string> {
  const machine = thisMachine()
  const text = new TextDecoder().decode(await machine.files.read(fleetFile))
  const { fleet, findings } = loadFleet(text, fleetFile)
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join("; "))
  const payload = await loadPayload(bundle, machine)
  const ways = await sshWays(machine, fleet)
  const now = machine.clock.now()
  const plan = planRollout(fleet, { payload, target: ways.target, holder: "tester@here", now })
  const hardStop = new AbortController()
  const stopper = {
    emit: async (event: { readonly type: string }) => {
      if (event.type === "intent") hardStop.abort(new Error("cut off"))
    },
  }
  const run = { fleet, plan, ways, journals: journalFolder(bundle) }
  await runFromHere(machine, { ...run, watch: async () => [stopper], hardStop: hardStop.signal })
  return payload.fingerprint
}
