// Inside of a network namespace with a resolv.conf of its own: two name servers on port 53 with real zone transfers, a resolver, Pebble, and
// certfleet's own command. Prints what came of it as JSON.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { base64Of, newTsigKey, startKnot } from "../support/knot.js"
import { startPebble } from "../support/pebble.js"
import { startRecursor } from "../support/recursor.js"
import { runProgram } from "./client.js"

const [program = "", cwd = ""] = process.argv.slice(2)
const key = newTsigKey("hmac-sha256")
const secret = base64Of(key)
const names = ["mail.example.edu", "imap.example.edu", "smtp.example.edu"]
/** What a hook publishes for. */
const eighteen = ["mail.example.edu", ...Array.from({ length: 17 }, (_, n) => `mail${n + 1}.example.edu`)]
const [ns1, ns2] = ["192.0.2.1", "192.0.2.2"].map((address) => ({ address, port: 53 }))
if (ns1 === undefined || ns2 === undefined) throw new Error("no servers")

const zones = [
  {
    domain: "example.edu",
    records: `@ NS ns1\n@ NS ns2\nns1 A ${ns1.address}\nns2 A ${ns2.address}
@ CAA 0 issue "pebble.letsencrypt.org"
_acme-challenge.imap CNAME imap.acme.example.net.
${[...new Set([...names, ...eighteen])].map((name) => `${name}. A 192.0.2.10`).join("\n")}\nmbs01 A 192.0.2.11`,
  },
  {
    domain: "acme.example.net",
    records: `@ NS ns1.example.edu.\n@ NS ns2.example.edu.`,
  },
]
const first = await startKnot({ zones, key, listen: ns1, secondaries: [ns2] })
const second = await startKnot({ zones, listen: ns2, primary: ns1 })
const recursor = await startRecursor({ servers: [ns2, ns1], listen: { address: "127.0.0.1", port: 53 } })
const pebble = await startPebble({ dnsServer: "127.0.0.1:53", environment: { PEBBLE_WFE_NONCEREJECT: "20" } })

writeFileSync(join(cwd, "ca.pem"), pebble.certificate)
writeFileSync(join(cwd, "root.pem"), await pebble.root())
writeFileSync(
  join(cwd, "fleet.yaml"),
  `certificate:
  commonName: mail.example.edu
  key: ec-p256
  additionalNames: [imap.example.edu, smtp.example.edu]
  issuer:
    acme:
      directory: ${pebble.directory}
      termsOfServiceAgreed: true
      caCertificates: ca.pem
      caaIdentities: [pebble.letsencrypt.org]
      challenge: { dns-01: { update: { server: ns1.example.edu, ttl: 5, tsig: { name: ${key.name}, keyEnv: TSIG } } } }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
`,
)

/** Command lines and environments of all other programs, looked at until it is stopped. */
function watch() {
  const seen = { looks: 0, holding: [] as string[], over: false }
  const look = async (): Promise<void> => {
    for (; !seen.over; seen.looks++) {
      seen.holding.push(...programsHolding(secret))
      await delay(5)
    }
  }
  void look()
  return seen
}

function programsHolding(text: string): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return pids.flatMap((pid) => {
    const commandLine = textOf(`/proc/${pid}/cmdline`)
    // What a process was started with stays there, whatever it takes out of its own environment.
    const environment = commandLine.includes("certfleet.js") ? "" : textOf(`/proc/${pid}/environ`)
    return `${commandLine}${environment}`.includes(text) ? [commandLine] : []
  })
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1")
  } catch {
    return ""
  }
}

function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => textOf(file).includes(text))
}

const usualPlaces = ["_acme-challenge.mail.example.edu", "imap.acme.example.net"]

async function leftAt(server: string, places = usualPlaces): Promise<number> {
  const counts = places.map(async (name) => {
    const { stdout } = await runProgram("dig", ["+short", `@${server}`, name, "TXT"])
    return stdout.split("\n").filter(Boolean).length
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

async function certfleet(words: readonly string[], env: Readonly<Record<string, string>>, folder = cwd) {
  const all = { PATH: process.env["PATH"] ?? "", HOME: cwd, ...env }
  return runProgram(process.execPath, [program, ...words], { cwd: folder, env: all })
}

/** Eighteen names by dns-01 through a hook, which is the only one that knows the key. */
async function byHook() {
  const folder = join(cwd, "by-hook")
  mkdirSync(folder)
  const keyFile = join(folder, "tsig.key")
  writeFileSync(keyFile, `key "${key.name}" { algorithm ${key.algorithm}; secret "${secret}"; };\n`, {
    mode: 0o600,
  })
  writeFileSync(
    join(folder, "hook"),
    `#!/bin/sh
echo "$1 $2" >> ${folder}/calls
printf 'server ${ns1?.address}\\nupdate %s %s 5 TXT %s\\nsend\\n' "$([ "$1" = present ] && echo add || echo delete)" "$2" "$3" | nsupdate -k ${keyFile}
`,
    { mode: 0o755 },
  )
  const fleet = readFileSync(join(cwd, "fleet.yaml"), "utf8")
    .replace(/additionalNames: .*/, `additionalNames: [${eighteen.slice(1).join(", ")}]`)
    .replace(/challenge: .*/, "challenge: { dns-01: { hook: [./hook] } }")
    .replace("ca.pem", "../ca.pem")
    .replace("roles: [mailbox]", "roles: [mailbox], names: []")
  writeFileSync(join(folder, "fleet.yaml"), fleet)
  const ended = await certfleet(["order", "--json", "--deadline", "60", "--trust", "../root.pem"], {}, folder)
  const calls = readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n")
  const places = eighteen.map((name) => `_acme-challenge.${name}`)
  return { ...ended, calls, left: await leftAt(ns1?.address ?? "", places) }
}

const check = await certfleet(["order", "--check"], { TSIG: secret })
const wrong = await certfleet(["order", "--json", "--debug", "--deadline", "20"], {
  TSIG: Buffer.from(`not ${secret}`).toString("base64"),
})
const watched = watch()
const good = await certfleet(
  ["order", "--json", "--debug", "-v", "--deadline", "60", "--trust", "root.pem"],
  { TSIG: secret },
)
watched.over = true
// What was taken back at the primary gets to the secondary by itself.
const limit = performance.now() + 20_000
while ((await leftAt(ns2.address)) > 0 && performance.now() < limit) await delay(50)

const said = [check, wrong, good].flatMap(({ stderr, stdout }) => [stdout, stderr])
const holding = {
  programs: watched.holding,
  files: filesHolding(cwd, secret),
  words: said.filter((text) => text.includes(secret)).length,
  servers: [first.log(), second.log(), pebble.log()].filter((text) => text.includes(secret)).length,
}
const left = [await leftAt(ns1.address), await leftAt(ns2.address)]
process.stdout.write(
  JSON.stringify({
    check: { status: check.status, stderr: check.stderr },
    wrong: { status: wrong.status, stderr: wrong.stderr },
    good: { status: good.status, stdout: good.stdout, stderr: good.stderr },
    transfers: second.log().includes("IXFR, incoming"),
    looks: watched.looks,
    ...{ left, holding, eighteen, hook: await byHook() },
    asked: recursor.asked.length,
  }),
)
await pebble.stop()
await recursor.stop()
for (const knot of [second, first]) await knot.stop()
