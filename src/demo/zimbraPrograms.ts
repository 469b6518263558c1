import type { ExecResult } from "../remote/session.js"
import type { EmbeddedHost } from "./embeddedHost.js"
import { zmcertmgr } from "./zmcertmgr.js"

export interface ProgramRun {
  readonly host: EmbeddedHost
  readonly user: string
  readonly args: readonly string[]
}

export type Program = (run: ProgramRun) => Promise<ExecResult> | ExecResult

/** Zimbra's own tools, under `bin/`. */
export const programs: Readonly<Record<string, Program>> = {
  zmcertmgr,
  async zmcontrol({ host, user, args: [verb] }) {
    if (user !== host.user) return ended(255, "Run as the zimbra user!")
    if (verb === "-v") return ended(0, host.version)
    return takeUp(host, Object.keys(daemons), "Host restarted.")
  },
  zmproxyctl: ({ host }) => takeUp(host, ["proxy"], "Reloading proxy...done."),
  zmmtactl: ({ host }) =>
    takeUp(host, ["mta"], "Rewriting configuration files...done.\nReloading mta...done."),
  zmmailboxdctl: ({ host }) =>
    takeUp(host, ["mailbox"], "Stopping mailboxd...done.\nStarting mailboxd...done."),
  ldap: ({ host }) => takeUp(host, ["ldap"], "Killing slapd...done.\nStarted slapd."),
}

type Material = { key: string; cert: string; chain: string }

/** Where each daemon reads its certificate. */
const daemons: Readonly<Record<string, (host: EmbeddedHost) => Material>> = {
  ldap: (host) => pairOf(host, "conf/slapd"),
  mailbox: (host) => splitPem(host.files.text(`${host.home}/mailboxd/etc/keystore`) ?? ""),
  mta: (host) => pairOf(host, "conf/smtpd"),
  proxy: (host) => pairOf(host, "conf/nginx"),
}

/** What a reload or restart does. It says `done.` whether or not the daemon took the certificate. */
async function takeUp(host: EmbeddedHost, roles: readonly string[], done: string): Promise<ExecResult> {
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

function reload(host: EmbeddedHost, role: string): void {
  try {
    host.loadServices(daemons[role]?.(host) ?? { key: "", cert: "", chain: "" }, role)
  } catch {
    // nginx and its like keep what they had when they cannot load the new files, and their scripts do not say so.
  }
}

function pairOf(host: EmbeddedHost, path: string): Material {
  const key = host.files.text(`${host.home}/${path}.key`) ?? ""
  return splitPem(`${key}\n${host.files.text(`${host.home}/${path}.crt`) ?? ""}`)
}

function splitPem(text: string): Material {
  const blocks = text.match(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----/g) ?? []
  const key = blocks.find((block) => block.includes("PRIVATE KEY")) ?? ""
  const [cert = "", ...chain] = blocks.filter((block) => block.includes("CERTIFICATE"))
  return { key, cert, chain: chain.join("\n") }
}

export function ended(status: number, output: string): ExecResult {
  return { status, signal: undefined, stdout: output === "" ? "" : `${output}\n`, stderr: "" }
}
