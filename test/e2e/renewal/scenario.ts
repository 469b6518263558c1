// Runs in a network of its own (see renewal.test.ts): a CA, a name server and twelve servers on its loopback. Renews the
// fleet's certificate by command, each process killed at one entry of a journal, and prints what came of it as JSON.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parse, stringify } from "yaml"
import { createDemoCa } from "../../../src/demo/ca.js"
import { demoCommonName, makeOldPair, startDemoFleet } from "../../../src/demo/demoFleet.js"
import { lookIndependently } from "../../../src/demo/independentCheck.js"
import { rosterOf } from "../../../src/demo/roster.js"
import { makeKeyPair } from "../../../src/demo/sshServer.js"
import { ask } from "../../../src/dns/ask.js"
import { carriesCertificate } from "../../../src/fleet/types.js"
import { systemClock } from "../../../src/local/clock.js"
import { base64Of, doorsOf, newTsigKey, startKnot } from "../../support/knot.js"
import { startPebble } from "../../support/pebble.js"
import { startRecursor } from "../../support/recursor.js"
import { runProgram } from "../client.js"

export interface Killed {
  readonly file?: string
  readonly type?: string
  readonly nth?: number
  /** When the CA has answered there that it has made something. */
  readonly made?: string
}

export interface Scenario {
  /** Each run that was to be killed: by which signal it ended, if by any. */
  readonly kills: readonly { readonly at: Killed; readonly wasKilled: boolean; readonly said: string }[]
  /** The runs after that. */
  readonly runs: readonly {
    readonly status: number | null
    readonly stdout: string
    readonly stderr: string
  }[]
  /** As the CA has counted. */
  readonly orders: number
  readonly names: number
  /** Hosts of which a port serves anything but the new certificate. */
  readonly notNew: readonly string[]
  readonly hosts: number
  /** TXT records that were left in the zone. */
  readonly leftRecords: readonly string[]
  readonly journal: readonly string[]
  /** What the notifier got: event, exit code, and what --json prints. */
  readonly notified: readonly {
    readonly event: string
    readonly exitCode: number
    readonly result: object
  }[]
  /** Where a secret was found that must be nowhere. */
  readonly leaks: readonly string[]
}

const [folder = "", program = "", killAt = ""] = process.argv.slice(2)
const mac = { kid: "kid-1", key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W" }
const nameServer = { address: "127.0.0.2", port: 53 }
const commonFolder = join(folder, "certificates", demoCommonName)

/** Entries of the journals of renewals and orders, in the order in which they come. */
const before: readonly Killed[] = [
  ...["moment", "begun", "request", "order"].map((type) => ({ file: "renewals.jsonl", type })),
  { file: "orders.jsonl", type: "intent" },
  // Pebble's newAccount and newOrder.
  ...["/sign-me-up", "/order-plz"].map((made) => ({ made })),
  ...["placed", "published", "issued"].map((type) => ({ file: "orders.jsonl", type })),
  { file: "renewals.jsonl", type: "import" },
  { file: "orders.jsonl", type: "imported" },
  ...["compare", "rollout"].map((type) => ({ file: "renewals.jsonl", type })),
]
/** Twenty places of the rollout's journal, each run a little further on than the one before. */
const during = Array.from({ length: 20 }, (_, at) => ({ file: "/rollouts/", nth: 1 + at * 9 }))
const after = ["proof", "notify", "renewed"].map((type) => ({ file: "renewals.jsonl", type }))

const put = (name: string, content: string, mode = 0o600): string => {
  writeFileSync(join(folder, name), content, { mode })
  return join(folder, name)
}

const ca = await createDemoCa(systemClock)
const login = makeKeyPair()
const old = await makeOldPair((csr) => ca.issue(csr, { from: -190, until: 9 }), [demoCommonName])
const demo = await startDemoFleet({
  ...{ roster: rosterOf(12), clock: systemClock, publicKey: login.public, old },
  times: { deploy: 0, restart: 0 },
})
const tsig = newTsigKey("hmac-sha256")
const knot = await startKnot({
  ...{ key: tsig, listen: nameServer },
  zones: [{ domain: "example.edu", records: `@ NS ns1\nns1 A ${nameServer.address}` }],
})
const recursor = await startRecursor({ servers: [nameServer], listen: { address: "127.0.0.1", port: 53 } })
const pebble = await startPebble({
  ...{ bindings: { [mac.kid]: mac.key }, dnsServer: "127.0.0.1:53" },
  environment: { PEBBLE_WFE_NONCEREJECT: "20", PEBBLE_CHAIN_LENGTH: "2" },
})

try {
  const scenario = await play()
  process.stdout.write(`${JSON.stringify(scenario)}\n`)
} finally {
  await pebble.stop()
  await recursor.stop()
  await knot.stop()
  await demo.close()
}

async function play(): Promise<Scenario> {
  const identityFile = put("ssh_key", login.private)
  const knownHosts = put("known_hosts", demo.knownHosts)
  put("ca.pem", pebble.certificate)
  put("root.pem", await pebble.root())
  put("eab.key", mac.key)
  put("tsig.key", base64Of(tsig))
  const notifier = put(
    "notifier",
    `#!/bin/sh\ncat >> notified.jsonl\n{ echo "$@"; env; } >> notifier.environment\n`,
  )
  chmodSync(notifier, 0o755)
  const fleet = parse(demo.fleetYaml({ identityFile, knownHosts }))
  fleet.certificate.key = "ec-p256"
  fleet.notify = [notifier]
  fleet.certificate.issuer = {
    acme: {
      ...{ directory: pebble.directory, termsOfServiceAgreed: true, caCertificates: "ca.pem" },
      eab: { kid: mac.kid, keyFile: "eab.key" },
      challenge: {
        "dns-01": {
          update: { server: nameServer.address, tsig: { name: tsig.name, keyFile: "tsig.key" } },
        },
      },
    },
  }
  put("fleet.yaml", stringify(fleet))
  const said: string[] = []
  const run = async (at?: Killed) => {
    const ended = await runProgram(
      process.execPath,
      ["--import", killAt, program, "renew", "--trust", "root.pem", "--json", "-v"],
      {
        cwd: folder,
        env: { PATH: process.env["PATH"], HOME: folder, ...(at && { KILL_AT: JSON.stringify(at) }) },
      },
    )
    said.push(ended.stdout, ended.stderr)
    return ended
  }
  const kills: Scenario["kills"][number][] = []
  for (const at of [...before, ...during, ...after]) {
    const { status, stdout, stderr } = await run(at)
    kills.push({ at, wasKilled: status === null, said: status === null ? "" : `${stdout}${stderr}` })
    if (status !== null) break
  }
  const runs = [await run(), await run()]
  const carriers = demo.hosts.filter(({ entry }) => carriesCertificate(entry))
  const seen = await lookIndependently(carriers)
  const journal = entriesOf(join(commonFolder, "renewals.jsonl"))
  const certificate = journal.findLast(({ type }) => type === "renewed")?.["certificate"]
  const intent = entriesOf(join(commonFolder, "orders.jsonl")).find(({ type }) => type === "intent")
  const names = (intent?.["names"] ?? []) as readonly string[]
  return {
    ...{ kills, runs, hosts: carriers.length, names: names.length },
    orders: pebble.log().match(/Added order /g)?.length ?? 0,
    notNew: carriers
      .map(({ entry }) => entry.host)
      .filter((host) => seen.get(host)?.some((one) => one !== certificate) !== false),
    leftRecords: (await Promise.all(names.map(textsFor))).flat(),
    journal: journal.map(({ type }) => type),
    notified: notifications(),
    leaks: leaksIn(said),
  }
}

interface Entry {
  readonly type: string
  readonly [key: string]: unknown
}

function entriesOf(file: string): readonly Entry[] {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : []
  return lines.map((line) => JSON.parse(line))
}

async function textsFor(name: string): Promise<readonly string[]> {
  const question = { name: `_acme-challenge.${name}`, type: "TXT" } as const
  const { answers } = await ask(doorsOf(), nameServer, question, { recursion: false })
  return answers.flatMap((one) => (one.type === "TXT" ? [one.text] : []))
}

function notifications(): Scenario["notified"] {
  return entriesOf(join(folder, "notified.jsonl")).map((one) => {
    return { event: String(one["event"]), exitCode: Number(one["exitCode"]), result: one["result"] as object }
  })
}

/** Everything that was said or written but the files that are to hold the secrets. */
function leaksIn(said: readonly string[]): readonly string[] {
  const keyOf = (file: string): string => readFileSync(file, "utf8").split("\n")[1] ?? ""
  const bundle = readdirSync(commonFolder).find((name) => /^\d{4}-/.test(name)) ?? ""
  const secrets = {
    "the binding key": mac.key,
    "the TSIG key": base64Of(tsig),
    "the account's key": keyOf(join(folder, "acme-account/account.key")),
    "the certificate's key": keyOf(join(commonFolder, bundle, "commercial.key")),
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".key"))
    .map((entry) => join(entry.parentPath, entry.name))
  const texts = [
    ...said.map((text) => ["what was said", text] as const),
    ...files.map((file) => [file, readFileSync(file, "latin1")] as const),
  ]
  return texts.flatMap(([where, text]) =>
    Object.entries(secrets).flatMap(([what, secret]) =>
      text.includes(secret) ? [`${what} in ${where}`] : [],
    ),
  )
}
