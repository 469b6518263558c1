import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { build } from "esbuild"
import { program } from "./certfleet.js"
import { type CommandResult, runProgram } from "./client.js"
import { here } from "./here.js"
import type { SshdFleet } from "./sshd.js"
import type { WorkstationSettings } from "./workstation.js"

/**
 * What the servers' names lead to at the workstation: an address of which only port 22 answers, and all others refuse; or one
 * where nothing ever answers, with the way to port 22 in ~/.ssh/config.
 */
export type Reachability = "refusing" | "silent"

/** Runs certfleet where nothing of the fleet is reached but SSH. `cwd` is the working directory and the home. */
export async function certfleetAtWorkstation(
  fleet: SshdFleet,
  args: readonly string[],
  { cwd, reachability = "refusing" }: { readonly cwd: string; readonly reachability?: Reachability },
): Promise<CommandResult> {
  const places = fleet.hosts.map(({ name, socket }, at) => ({
    name,
    socket,
    ssh: `127.0.1.${at + 1}`,
    silent: `10.9.0.${at + 5}`,
  }))
  const hosts = join(cwd, "hosts")
  const lines = places.map(({ name, ssh, silent }) => `${reachability === "silent" ? silent : ssh} ${name}\n`)
  await writeFile(hosts, `127.0.0.1 localhost\n${lines.join("")}`)
  const folder = join(cwd, ".ssh")
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await copyFile(fleet.identityFile, join(folder, "id_ed25519"))
  await chmod(join(folder, "id_ed25519"), 0o600)
  const keys = await Promise.all(
    places.map(
      async ({ name }) => `${name} ${await readFile(join(fleet.folder, name, "host_ed25519.pub"), "utf8")}`,
    ),
  )
  await writeFile(join(folder, "known_hosts"), keys.join(""))
  const ways = places.map(({ name, ssh }) => `Host ${name}\n  HostName ${ssh}\n`)
  if (reachability === "silent") await writeFile(join(folder, "config"), ways.join(""))
  const settings: WorkstationSettings = {
    hosts,
    ssh: places.map(({ socket, ssh }) => ({ address: ssh, port: 22, socket })),
  }
  return runAtWorkstation(settings, args, cwd)
}

/** Runs certfleet on a machine that reaches these SSH ports and nothing else. `cwd` is the working directory and the home. */
export async function runAtWorkstation(
  settings: WorkstationSettings,
  args: readonly string[],
  cwd: string,
): Promise<CommandResult> {
  const bundle = join(cwd, "workstation.mjs")
  await build({
    ...{ entryPoints: [join(here, "workstation.ts")], outfile: bundle },
    ...{ bundle: true, format: "esm", platform: "node", logLevel: "error" },
  })
  await writeFile(join(cwd, "workstation.json"), JSON.stringify(settings))
  const command = [process.execPath, bundle, join(cwd, "workstation.json"), process.execPath, program]
  return runProgram("unshare", ["--net", "--mount", ...command, ...args], {
    cwd,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: cwd },
  })
}
