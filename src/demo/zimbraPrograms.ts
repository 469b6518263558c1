import type { ExecResult } from "../remote/session.js"
import type { Machine, Program } from "./host.js"
import { pairOf } from "./loadedPair.js"
import { namedPairs, writeNginxConfiguration } from "./nginx.js"
import { ended } from "./results.js"
import { daemons } from "./world.js"
import { zmcertmgr } from "./zmcertmgr.js"
import { zmdomaincertmgr } from "./zmdomaincertmgr.js"
import { zmlocalconfig, zmprov } from "./zmprov.js"

/** Zimbra's own tools, by their places below its home. */
export const programs: Readonly<Record<string, Program>> = {
  "bin/zmcertmgr": zmcertmgr,
  "bin/zmprov": zmprov,
  "bin/zmlocalconfig": zmlocalconfig,
  "libexec/zmdomaincertmgr": zmdomaincertmgr,
  async "bin/zmcontrol"({ host, user, args: [verb] }) {
    if (user !== host.user) return ended(255, "Run as the zimbra user!")
    if (verb === "-v") return ended(0, host.version)
    writeNginxConfiguration(host)
    return takeUp(
      host,
      daemons.map(({ role }) => role),
      "Host restarted.",
    )
  },
  // zmproxyctl: a reload sends a signal; a start calls configrewrite, and so ProxyConfGen, first.
  "bin/zmproxyctl"({ host, args: [verb] }) {
    if (verb === "restart") writeNginxConfiguration(host)
    return takeUp(host, ["proxy"], "Reloading proxy...done.")
  },
  "bin/zmmtactl": ({ host }) =>
    takeUp(host, ["mta"], "Rewriting configuration files...done.\nReloading mta...done."),
  "bin/zmmailboxdctl": ({ host }) =>
    takeUp(host, ["mailbox"], "Stopping mailboxd...done.\nStarting mailboxd...done."),
  "bin/ldap": ({ host }) => takeUp(host, ["ldap"], "Killing slapd...done.\nStarted slapd."),
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
    // nginx takes all of its configuration or nothing.
    const names = role === "proxy" ? namedPairs(host) : undefined
    host.loadServices(pairOf(host, daemon.loads), role)
    if (names !== undefined) host.loadNames(names, role)
  } catch {
    // nginx and its like keep what they had when they cannot load the new files, and their scripts do not say so.
  }
}
