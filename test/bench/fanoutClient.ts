// What certfleet's own transport does with many hosts, as a process of its own so that its CPU time can be counted:
// copies three files to each host, then runs one command there. Settings come as JSON in the file named by argv.
import { readFileSync } from "node:fs"
import { parseKnownHosts } from "../../src/remote/knownHosts.js"
import type { RemoteCommand, Session } from "../../src/remote/session.js"
import { ssh2Connector } from "../../src/remote/ssh2.js"
import { tarOf } from "../../src/rollout/phases/tar.js"
import { Secret } from "../../src/secret.js"

export interface FanoutSettings {
  readonly ports: readonly number[]
  readonly identityFile: string
  readonly knownHosts: string
  readonly files: readonly string[]
  readonly destination: string
  readonly command: readonly string[]
}

const settings = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as FanoutSettings
const knownHosts = parseKnownHosts([readFileSync(settings.knownHosts, "utf8")])
const keys = [{ file: settings.identityFile, content: new Secret(readFileSync(settings.identityFile)) }]
const connector = ssh2Connector({ knownHosts: () => knownHosts, credentials: () => ({ keys }) })
const archive = tarOf(
  settings.files.map((file) => ({ name: file.replace(/^.*\//, ""), content: readFileSync(file) })),
)

async function visit(port: number): Promise<boolean> {
  const target = { host: "127.0.0.1", address: "127.0.0.1", port, user: "root" }
  const session = await connector.connect(target, { timeoutMs: 60_000 })
  try {
    const copied = await run(session, {
      name: "copy",
      argv: ["sh", "-c", 'mkdir -p "$1" && tar -xf - -C "$1"', "copy", settings.destination],
      stdin: archive,
    })
    return copied && (await run(session, { name: "command", argv: settings.command }))
  } finally {
    await session.close()
  }
}

async function run(session: Session, command: RemoteCommand): Promise<boolean> {
  return (await session.exec(command, { timeoutMs: 60_000 })).status === 0
}

Promise.all(settings.ports.map((port) => visit(port).catch(() => false))).then((results) => {
  process.exitCode = results.every(Boolean) ? 0 : 1
})
