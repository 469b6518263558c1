// An administrator's machine: nothing of the servers' network is reached from it but their SSH ports, which are on its
// loopback. Runs as root in network and mount namespaces of its own; the settings' file is argv[2], then comes the command.
import { execFileSync, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { relay } from "./relay.js"

export interface WorkstationSettings {
  /** SSH ports on loopback, and the socket in the file system that leads to each. */
  readonly ssh: readonly { readonly address: string; readonly port: number; readonly socket: string }[]
  /** A file that stands for /etc/hosts. */
  readonly hosts: string
}

/** Packets to this network go nowhere, and nothing comes back: as behind a firewall that says nothing. */
const silentNetwork = "10.9.0.1/16"

const [, , file = "", command = "", ...args] = process.argv
const settings = JSON.parse(readFileSync(file, "utf8")) as WorkstationSettings
const run = (line: string): void => void execFileSync("sh", ["-ec", line])
run("ip link set lo up")
run(`ip tuntap add silent mode tun; ip link set silent up; ip addr add ${silentNetwork} dev silent`)
run(`mount --make-rprivate /; mount --bind ${settings.hosts} /etc/hosts`)
for (const { address, port, socket } of settings.ssh) await relay({ host: address, port }, { path: socket })
const child = spawn(command, args, { stdio: "inherit" })
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal))
child.once("exit", (code) => process.exit(code ?? 1))
