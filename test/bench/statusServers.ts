// The servers of the benchmark, in a process of their own: three ports each, one certificate, and some that accept and
// never answer. Writes fleet.yaml and root.pem into the folder that is its argument, then says that it is ready.
import { writeFileSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { join } from "node:path"
import { openListeners } from "../../src/demo/listeners.js"
import { systemClock } from "../../src/local/clock.js"
import { testCa } from "../support/pairs.js"

const [folder = ".", count = "200", silent = "60"] = process.argv.slice(2)
const names = ["mail.example.edu", "*.example.edu"]
const ca = await testCa(systemClock)
const pair = await ca.pair(names)
const [cert, chain] = [pair.certificate, pair.chain].map((bytes) => Buffer.from(bytes).toString())
const services = ["https", "imaps", "pop3s"] as const

async function server(index: number) {
  const listeners = await openListeners(services.map((service) => ({ service, protocol: service })))
  listeners.load({ key: pair.key, cert: cert ?? "", chain: chain ?? "" })
  return entry(`prx${index}.example.edu`, listeners.ports)
}

/** A port that takes connections and says nothing. */
function mute(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer(() => undefined)
    listener.listen(0, "127.0.0.1", () => resolve((listener.address() as AddressInfo).port))
  })
}

function entry(host: string, ports: Readonly<Record<string, number>>) {
  return {
    // Nobody logs in; two servers of one address and SSH port would be one.
    ...{ host, address: "127.0.0.1", sshPort: ports["https"], roles: ["proxy"], names: ["*.example.edu"] },
    ports: { ...ports, imap: false, pop3: false },
  }
}

const servers = await Promise.all(Array.from({ length: Number(count) }, (_, index) => server(index)))
const dead = await Promise.all(
  Array.from({ length: Number(silent) }, async (_, index) => {
    const [https = 0, imaps = 0, pop3s = 0] = await Promise.all([mute(), mute(), mute()])
    return entry(`dead${index}.example.edu`, { https, imaps, pop3s })
  }),
)
const fleet = (all: readonly object[]) =>
  JSON.stringify({
    certificate: { commonName: names[0], additionalNames: ["*.example.edu"], profile: "private" },
    servers: all,
  })
writeFileSync(join(folder, "fleet.yaml"), fleet(servers))
writeFileSync(join(folder, "with-dead.yaml"), fleet([...servers, ...dead]))
writeFileSync(join(folder, "root.pem"), (chain ?? "").slice((chain ?? "").lastIndexOf("-----BEGIN")))
console.log("ready")
process.stdin.resume().on("end", () => process.exit(0))
