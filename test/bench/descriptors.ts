import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createDemoCa } from "../../src/demo/ca.js"
import { makeOldPair, startDemoFleet } from "../../src/demo/demoFleet.js"
import { rosterOf } from "../../src/demo/roster.js"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import { runProgram } from "../e2e/client.js"
import { realClock } from "../probe/material.js"
import type { SshRollout } from "../support/sshRollout.js"
import type { Measure } from "./benchmark.js"
import { buildClient } from "./buildClient.js"
import type { Counts } from "./descriptorsClient.js"

const rounds = 3
const names = ["mail.example.edu", "*.example.edu"]

/** What a process that rolls out again and again holds on to. The servers are this process's, the client is another. */
export async function measureDescriptors(size: number): Promise<Measure> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-bench-"))
  const client = await buildClient("descriptorsClient")
  const ca = await createDemoCa(realClock)
  const login = makeKeyPair()
  const fleet = await startDemoFleet({
    roster: rosterOf(size),
    clock: realClock,
    publicKey: login.public,
    old: await makeOldPair(ca.issue, names),
    times: { deploy: 200, restart: 100 },
  })
  try {
    const rollouts: SshRollout[] = []
    for (let round = 0; round < rounds; round++) {
      const { issued, key } = await makeOldPair(ca.issue, names)
      const { leaf: certificate, intermediate, root } = issued
      rollouts.push({
        fleetYaml: fleet.fleetYaml({ identityFile: "login", knownHosts: "known_hosts" }),
        knownHosts: fleet.knownHosts,
        login: login.private,
        pair: { key, certificate, chain: intermediate + root },
      })
    }
    const settings = join(folder, "rollouts.json")
    await writeFile(settings, JSON.stringify(rollouts), { mode: 0o600 })
    const { status, stdout, stderr } = await runProgram(process.execPath, [client, settings])
    if (status !== 0) throw new Error(`the client ended with ${status}: ${stderr.slice(-500)}`)
    return growth(JSON.parse(stdout) as Counts)
  } finally {
    await fleet.close()
    await Promise.all([rm(client, { force: true }), rm(folder, { recursive: true, force: true })])
  }
}

function growth({ held, opened, done }: Counts): Measure {
  const [before = Number.NaN, ...after] = held
  return {
    name: `file descriptors more or fewer after each of ${rounds} rollouts than before`,
    value: Math.max(...after.map((count) => Math.abs(count - before))),
    unit: "",
    limit: 0,
    detail: `${before} before, then ${after.join(", ")}; ${opened} connections, ${done.join(", ")} servers done`,
  }
}
