import { join } from "node:path"
import { type ExitCode, ToolError } from "../errors.js"
import { carriesCertificate } from "../fleet/types.js"
import { tableText } from "../report/table.js"
import { parseCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"
import { createDemoCa, type DemoCa, deliverPile } from "./ca.js"
import { type DemoFleet, demoCommonName, makeOldPair, startDemoFleet } from "./demoFleet.js"
import { type DemoFault, demoFaults } from "./faults.js"
import { lookIndependently } from "./independentCheck.js"
import { rosterOf } from "./roster.js"
import { makeKeyPair } from "./sshServer.js"
import type { Stage } from "./stage.js"

/** What the embedded deploycrt and restarts take, milliseconds: a tenth of the real ones. */
const times = { deploy: 200, restart: 100 }
/** What a probe after a rollout that went well holds every port against. */
const expected = ["--expect", "bundle/commercial.crt"]
const oldNames = [
  demoCommonName,
  "webmail.example.edu",
  "imap.example.edu",
  "pop.example.edu",
  "smtp.example.edu",
]

export interface Play {
  /** How many servers the fleet has. */
  readonly size: number
  readonly fault?: DemoFault | undefined
  /** Where a page of how it went is to be written; nowhere unless given. */
  readonly page?: string | undefined
  /** Awaited while the fleet is still up. */
  readonly afterwards?: () => Promise<void>
}

/** Starts a CA and a fleet on loopback, plays the whole job on them, and leaves nothing behind. */
export async function playDemo(stage: Stage, { size, fault, afterwards, page }: Play): Promise<ExitCode> {
  const ca = await createDemoCa(stage.clock)
  const login = makeKeyPair()
  const old = await makeOldPair((csr) => ca.issue(csr, { from: -190, until: 9 }), oldNames)
  const fleet = await startDemoFleet({
    ...{ roster: rosterOf(size), clock: stage.clock, publicKey: login.public, old, times },
  })
  try {
    const [identityFile, knownHosts] = ["ssh_key", "known_hosts"].map((name) => join(stage.folder, name)) as [
      string,
      string,
    ]
    await stage.put("ssh_key", login.private, 0o600)
    await stage.put("known_hosts", fleet.knownHosts)
    await stage.put("root.pem", ca.root)
    await stage.put("fleet.yaml", fleet.fleetYaml({ identityFile, knownHosts }))
    const exitCode = await play(stage, ca, fleet, { fault, page })
    await afterwards?.()
    return exitCode
  } finally {
    await fleet.close()
  }
}

/** The main job as an administrator does it, one command after the other. */
async function play(
  stage: Stage,
  ca: DemoCa,
  fleet: DemoFleet,
  { fault, page }: Pick<Play, "fault" | "page">,
): Promise<ExitCode> {
  const carriers = fleet.hosts.filter(({ entry }) => carriesCertificate(entry))
  stage.say(
    `${fleet.hosts.length} servers are up on loopback; ${carriers.length} of them serve a certificate that expires in 9 days.`,
  )
  await stage.run("Which names must the new certificate carry, and why?", ["names"])
  await stage.run("A new key, and a CSR for the CA:", ["csr", "--out", "request"])
  stage.say("The demo's CA signs the CSR and mails one file with text around the certificates.")
  const issued = await ca.issue(await stage.read("request/commercial.csr"))
  await stage.put("from-the-ca.txt", deliverPile(issued).content)
  await stage.run("What the CA delivered, checked and put in order:", [
    "import",
    "from-the-ca.txt",
    "--key-file",
    "request/commercial.key",
    "--trust",
    "root.pem",
    "--out",
    "bundle",
  ])
  if (fault !== undefined) befall(stage, fleet, fault)
  const code = await stage.run(
    "To every server at once:",
    ["rollout", "bundle"],
    fault === undefined ? [0] : [1, 3, 4, 5],
  )
  const leaf = fingerprintOf(fault === undefined ? issued.leaf : fleet.old)
  await stage.run(
    "What is served now, port by port:",
    ["probe", "--timeout", "20", "--trust", "root.pem", ...(fault === undefined ? expected : [])],
    fault === undefined ? [0] : [0, 1, 3],
  )
  await stage.run(
    "What every server holds on disk, in its Java store and in LDAP, beside what it serves:",
    [
      "status",
      "--timeout",
      "20",
      "--trust",
      "root.pem",
      "--no-farms",
      ...(fault === undefined ? expected : []),
      ...(page === undefined ? [] : ["--html", page, "--journal", await stage.newest("bundle/rollouts")]),
    ],
    fault === undefined ? [0] : [0, 1, 3],
  )
  if (page !== undefined) stage.say(`The page of it is ${page}: open it in a browser, no network is needed.`)
  const proven = await secondOpinion(stage, carriers, leaf, fault === undefined ? "done" : "old again")
  if (!proven) throw new ToolError("probe-failed", "a port does not serve what the rollout reported")
  return code
}

function befall(stage: Stage, fleet: DemoFleet, { kind, what, role, befall: strike }: DemoFault): void {
  const victim = fleet.hosts.findLast(({ entry }) => entry.roles.includes(role as never))
  if (victim === undefined)
    throw new ToolError("usage", `--fail ${kind} wants a larger fleet`, { hint: "leave --hosts out" })
  strike(victim)
  stage.say(`From here on, on ${victim.entry.host}: ${what}.`)
}

/** A look at every port by code that has nothing to do with the probe. */
async function secondOpinion(
  stage: Stage,
  hosts: DemoFleet["hosts"],
  wanted: string,
  word: string,
): Promise<boolean> {
  const seen = await lookIndependently(hosts)
  const rows = [...seen].map(([host, prints]) => {
    const good = prints.filter((print) => print === wanted).length
    return [host, good === prints.length ? word : `NOT ${word}`, `${good} of ${prints.length}`]
  })
  const done = rows.filter(([, verdict]) => verdict === word).length
  stage.heading(
    `Second opinion, by handshakes that share no code with certfleet (certificate ${wanted.slice(0, 16)}…):`,
  )
  stage.raw(tableText([{ title: "server" }, { title: "verdict" }, { title: "ports with it" }], rows))
  stage.raw(`\n${done} of ${rows.length} certificate-bearing servers ${word}.\n`)
  return done === rows.length
}

/** @throws ToolError `usage` for a kind that does not exist */
export function faultNamed(kind: string): DemoFault {
  const fault = demoFaults.find((one) => one.kind === kind)
  if (fault !== undefined) return fault
  throw new ToolError("usage", `--fail ${kind} is not known`, {
    hint: `write ${demoFaults.map((one) => one.kind).join(", ")}`,
  })
}

function fingerprintOf(pem: string): string {
  const der = readPem(Buffer.from(pem)).blocks[0]?.der
  const parsed = der === undefined ? undefined : parseCertificate(der)
  if (parsed?.ok !== true) throw new ToolError("internal", "the demo's own certificate cannot be read")
  return parsed.value.fingerprint
}
