// The services of one stand-in host, all in one process: serves what its configuration held when it was last told
// to read it. Started by boot.sh as root, lives on as zimbra. A file GROUP.ACTION in run/requests asks for something
// and is removed when it is done.
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openListeners } from "../../src/demo/listeners.js"
import type { ProbeProtocol } from "../../src/probe/protocols/table.js"
import { relay } from "./relay.js"

const home = "/opt/zimbra"
const run = join(home, "run")
const storePass = "stand-in"

/** Written by sshd.ts: who to become, and what to serve; ports are given after a reboot. */
interface Settings {
  readonly uid: number
  /** Where the host's sshd is to be reached from outside of its network. */
  readonly relay?: { readonly socket: string; readonly port: number }
  readonly services: readonly { service: string; group: string; protocol: ProbeProtocol; port?: number }[]
}

function configured(group: string): { key: string; cert: string; chain: string } {
  if (group !== "mailboxd") {
    const file = (ending: string): string => readFileSync(join(home, "conf", `${group}.${ending}`), "utf8")
    return { key: file("key"), cert: file("crt"), chain: "" }
  }
  const store = join(home, "mailboxd/etc/keystore")
  const args = ["pkcs12", "-in", store, "-nodes", "-passin", `pass:${storePass}`]
  const pem = execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
  return { key: pem, cert: pem, chain: "" }
}

/** What nginx's configuration has for names of domains; throws where a file of theirs is not there. */
function configuredNames(): Map<string, { key: string; cert: string; chain: string }> {
  const file = join(home, "conf/nginx/includes/nginx.conf.web.https")
  const text = existsSync(file) ? readFileSync(file, "utf8") : ""
  const blocks = [...text.matchAll(/^server_name (\S+); ssl_certificate (\S+);$/gm)]
  return new Map(
    blocks.map(([, name = "", crt = ""]) => {
      const [cert, key] = [crt, crt.replace(/crt$/, "key")].map((path) => readFileSync(path, "utf8"))
      return [name, { key: key ?? "", cert: cert ?? "", chain: "" }]
    }),
  )
}

const settings = JSON.parse(readFileSync(join(run, "services.json"), "utf8")) as Settings
process.setgid?.(settings.uid)
process.setuid?.(settings.uid)

if (settings.relay !== undefined) {
  rmSync(settings.relay.socket, { force: true })
  await relay({ path: settings.relay.socket }, { host: "127.0.0.1", port: settings.relay.port })
}
const listeners = await openListeners(settings.services)
const groups = [...new Set(settings.services.map(({ group }) => group))]

function perform(group: string, action: string): void {
  const services = settings.services.filter((one) => one.group === group).map(({ service }) => service)
  if (action === "stop" || action === "restart") listeners.stop(services)
  if (action === "stop") return
  // A reload keeps the old certificate when the new one is bad; a start then leaves the service down.
  const names = group === "nginx" ? configuredNames() : undefined
  listeners.load(configured(group), services)
  if (names !== undefined) listeners.loadNames(names, services)
  listeners.start(services)
}

function performRequests(): void {
  const folder = join(run, "requests")
  for (const name of readdirSync(folder)) {
    const [group = "", action = ""] = name.split(".")
    try {
      if (groups.includes(group)) perform(group, action)
    } catch (error) {
      writeFileSync(join(run, "services.log"), `${name}: ${String(error)}\n`, { flag: "a" })
    }
    rmSync(join(folder, name), { force: true })
  }
}

for (const group of groups) {
  try {
    perform(group, "start")
  } catch (error) {
    writeFileSync(join(run, "services.log"), `${group}: ${String(error)}\n`, { flag: "a" })
  }
}
watch(join(run, "requests"), performRequests)
writeFileSync(join(run, "services.pid"), String(process.pid))
writeFileSync(join(run, "ports.part"), JSON.stringify(listeners.ports))
renameSync(join(run, "ports.part"), join(run, "ports.json"))
performRequests()
