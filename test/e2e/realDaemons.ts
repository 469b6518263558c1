import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, mkdir, writeFile } from "node:fs/promises"
import { connect } from "node:net"
import { join } from "node:path"
import type { Payload } from "../../src/rollout/plan.js"
import { freePorts } from "./ports.js"

/** Debian's own servers, as its packages configure them in so far as TLS is concerned; each serves a certificate of its own. */
export const daemonPrograms = {
  nginx: "/usr/sbin/nginx",
  postfix: "/usr/sbin/postfix",
  dovecot: "/usr/sbin/dovecot",
  slapd: "/usr/sbin/slapd",
} as const
export type DaemonName = keyof typeof daemonPrograms

export const missingDaemons = [...Object.values(daemonPrograms), "/usr/lib/dovecot/lmtp"].filter(
  (program) => !existsSync(program),
)

export interface RealDaemon {
  /** By the service's name in fleet.yaml. */
  readonly ports: Readonly<Record<string, number>>
  close(): Promise<void>
}

type Starter = (folder: string, crt: string, key: string) => Promise<Started>

interface Started {
  readonly ports: Readonly<Record<string, number>>
  readonly argv: readonly [string, ...string[]]
  readonly stop?: readonly [string, ...string[]]
}

const starters: Readonly<Record<DaemonName, Starter>> = {
  async nginx(folder, crt, key) {
    const [https = 0] = await freePorts(1)
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join(" ")
    await writeFile(
      join(folder, "nginx.conf"),
      `daemon off; user root; pid ${folder}/pid; error_log ${folder}/log;
events { worker_connections 64; }
http { access_log off; ${temporary}
  server { listen 127.0.0.1:${https} ssl; ssl_certificate ${crt}; ssl_certificate_key ${key}; } }
`,
    )
    return { ports: { https }, argv: [daemonPrograms.nginx, "-p", folder, "-c", join(folder, "nginx.conf")] }
  },

  async postfix(folder, crt, key) {
    const [smtp = 0, smtps = 0] = await freePorts(2)
    for (const name of ["queue", "data"]) await mkdir(join(folder, name))
    execFileSync("chown", ["postfix", join(folder, "data")])
    // The queue's parts belong to postfix, which must reach them.
    await chmod(folder, 0o755)
    await writeFile(
      join(folder, "main.cf"),
      `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = mx01.example.edu
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_tls_cert_file = ${crt}
smtpd_tls_key_file = ${key}
smtpd_tls_security_level = may
alias_maps =
`,
    )
    const open = ["pickup", "cleanup", "qmgr"].map((name) => `${name} unix n - n - 1 ${name}`)
    const internal = ["tlsmgr", "proxymap", "anvil"].map((name) => `${name} unix - - n - 1 ${name}`)
    await writeFile(
      join(folder, "master.cf"),
      [
        `127.0.0.1:${smtp} inet n - n - - smtpd`,
        `127.0.0.1:${smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes`,
        ...open,
        ...internal,
        "rewrite unix - - n - - trivial-rewrite",
        "postlog unix-dgram n - n - 1 postlogd",
        "",
      ].join("\n"),
    )
    const postfix = [daemonPrograms.postfix, "-c", folder] as const
    return { ports: { smtp, smtps }, argv: [...postfix, "start-fg"], stop: [...postfix, "stop"] }
  },

  async dovecot(folder, crt, key) {
    const [imap = 0, imaps = 0, pop3 = 0, pop3s = 0, lmtp = 0] = await freePorts(5)
    await chmod(folder, 0o755)
    const login = (name: string, clear: number, tls: number): string =>
      `service ${name}-login {
  inet_listener ${name} { port = ${clear} }
  inet_listener ${name}s { port = ${tls} ; ssl = yes }
}`
        .replaceAll(" { ", " {\n")
        .replaceAll(" ; ", "\n")
        .replaceAll(" }\n", "\n}\n")
    await writeFile(
      join(folder, "dovecot.conf"),
      `protocols = imap pop3 lmtp
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
ssl = yes
ssl_cert = <${crt}
ssl_key = <${key}
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}
${login("imap", imap, imaps)}
${login("pop3", pop3, pop3s)}
service lmtp {
  inet_listener lmtp {
    port = ${lmtp}
  }
}
`,
    )
    return {
      ports: { imap, imaps, pop3, pop3s, lmtp },
      argv: [daemonPrograms.dovecot, "-F", "-c", join(folder, "dovecot.conf")],
    }
  },

  async slapd(folder, crt, key) {
    const [ldap = 0, ldaps = 0] = await freePorts(2)
    await mkdir(join(folder, "db"))
    await writeFile(
      join(folder, "slapd.conf"),
      `include /etc/ldap/schema/core.schema
pidfile ${folder}/pid
TLSCertificateFile ${crt}
TLSCertificateKeyFile ${key}
database ldif
directory ${folder}/db
suffix "dc=example,dc=edu"
`,
    )
    const urls = `ldap://127.0.0.1:${ldap} ldaps://127.0.0.1:${ldaps}`
    return {
      ports: { ldap, ldaps },
      argv: [daemonPrograms.slapd, "-d", "0", "-f", join(folder, "slapd.conf"), "-h", urls],
    }
  },
}

/** Starts one in a folder of its own; resolves once all of its ports accept connections. */
export async function startDaemon(name: DaemonName, folder: string, pair: Payload): Promise<RealDaemon> {
  await mkdir(folder, { recursive: true })
  const [crt, key] = [join(folder, "served.crt"), join(folder, "served.key")]
  await writeFile(crt, Buffer.concat([pair.certificate, pair.chain]))
  await writeFile(key, pair.key.reveal(), { mode: 0o600 })
  const { ports, argv, stop } = await starters[name](folder, crt, key)
  const [program, ...args] = argv
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString()
    })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const failed = ended.then(() => Promise.reject(new Error(`${name} ended: ${said}`)))
  failed.catch(() => undefined)
  await Promise.race([Promise.all(Object.values(ports).map(accepting)), failed])
  return { ports, close: () => end(child, ended, stop) }
}

async function end(child: ChildProcess, ended: Promise<void>, stop?: Started["stop"]): Promise<void> {
  if (stop === undefined) child.kill("SIGTERM")
  else spawn(stop[0], stop.slice(1), { stdio: "ignore" })
  await ended
}

/** Tries until the port is open: a daemon's own start is what is waited for. */
function accepting(port: number): Promise<void> {
  return new Promise((resolve) => {
    const attempt = (): void => {
      const socket = connect(port, "127.0.0.1")
      socket.once("connect", () => {
        socket.destroy()
        resolve()
      })
      socket.once("error", () => void setImmediate(attempt))
    }
    attempt()
  })
}
