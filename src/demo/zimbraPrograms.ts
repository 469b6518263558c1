import type { ExecResult } from "../remote/session.js"
import type { LoadedPair, Machine, Program } from "./host.js"
import { ended } from "./results.js"
import { type Daemon, daemons } from "./world.js"
import { zmcertmgr } from "./zmcertmgr.js"
import { zmlocalconfig, zmprov } from "./zmprov.js"

/** Zimbra's own tools, under `bin/`. */
export const programs: Readonly<Record<string, Program>> = {
  zmcertmgr,
  zmprov,
  zmlocalconfig,
  async zmcontrol({ host, user, args: [verb] }) {
    if (user !== host.user) return ended(255, "Run as the zimbra user!")
    if (verb === "-v") return ended(0, host.version)
    return takeUp(
      host,
      daemons.map(({ role }) => role),
      "Host restarted.",
    )
  },
  zmproxyctl: ({ host }) => takeUp(host, ["proxy"], "Reloading proxy...done."),
  zmmtactl: ({ host }) =>
    takeUp(host, ["mta"], "Rewriting configuration files...done.\nReloading mta...done."),
  zmmailboxdctl: ({ host }) =>
    takeUp(host, ["mailbox"], "Stopping mailboxd...done.\nStarting mailboxd...done."),
  ldap: ({ host }) => takeUp(host, ["ldap"], "Killing slapd...done.\nStarted slapd."),
}

/** What a reload or restart does. It says `done.` whether or not the daemon took the certificate. */
async function takeUp(host: Machine, roles: readonly string[], done: string): Promise<ExecResult> {
  const { activate } = host.faults
  if (activate === "hangs") await new Promise<never>(() => undefined)
  await host.clock.sleep(host.times.restart)
  if (activate === "fails") return ended(1, "Failed to start: see the log.")
  const up = host.faults.ldap === undefined ? roles : roles.filter((role) => role !== "ldap")
  if (activate !== "does-nothing") for (const role of up) reload(host, role)
  if (up.length === roles.length) return ended(0, done)
  host.stopServices("ldap")
  return ended(1, "Failed to start slapd.")
}

function reload(host: Machine, role: string): void {
  const daemon = daemons.find((one) => one.role === role)
  if (daemon === undefined) return
  try {
    host.loadServices(pairOf(host, daemon), role)
  } catch {
    // nginx and its like keep what they had when they cannot load the new files, and their scripts do not say so.
  }
}

/** A store holds the key beside the certificates; a certificate has its key in the file beside it. */
function pairOf({ files, home }: Machine, { loads }: Daemon): LoadedPair {
  const texts = [`${home}/${loads}`, `${home}/${loads.replace(/\.crt$/, ".key")}`].map(
    (path) => files.text(path) ?? "",
  )
  const blocks = texts.join("\n").match(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----/g) ?? []
  const key = blocks.find((block) => block.includes("PRIVATE KEY")) ?? ""
  const [cert = "", ...chain] = [...new Set(blocks.filter((block) => block.includes("CERTIFICATE")))]
  return { key, cert, chain: chain.join("\n") }
}
