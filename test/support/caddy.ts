import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type CommandResult, runProgram } from "../e2e/client.js"
import { loopbackCertificate } from "./pebble.js"

/* Caddy's acme_server, a second implementation beside Pebble, in a network namespace in which the names lead to loopback. */

const root = join(import.meta.dirname, "../..")

/** Why these tests cannot run here; undefined where they can. */
export function whyNoCaddy(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root"
  const programs = ["/usr/bin/caddy", "/usr/bin/unshare", "/usr/bin/setpriv", "/usr/bin/openssl", "/bin/ip"]
  return programs.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
}

export const caddyDirectory = "https://localhost:8443/acme/local/directory"

const config = (folder: string, certificate: string, key: string): string => `{
  admin off
  auto_https off
  skip_install_trust
  storage file_system ${folder}/storage
}
https://localhost:8443 {
  tls ${certificate} ${key}
  acme_server
}
`

/** Caddy validates http-01 on port 80 of what the names lead to: both are of this namespace alone. */
const script = `set -e
mount --make-rprivate /
mount --bind "$1/hosts" /etc/hosts
ip link set lo up
: > "$1/log"
caddy run --adapter caddyfile --config "$1/Caddyfile" > "$1/log" 2>&1 < /dev/null &
until grep -q "serving initial configuration" "$1/log"; do
  kill -0 $! || { cat "$1/log" >&2; exit 1; }
  sleep 0.02
done
shift
exec "$@"`

export interface CaddyFolder {
  readonly folder: string
  /** Certificate of its HTTPS server, a file. */
  readonly certificate: string
  /** Its root, a file; there once Caddy runs. */
  readonly root: string
}

/** A folder for Caddy and its client; removed at the end. */
export async function withCaddy<T>(
  names: readonly string[],
  work: (caddy: CaddyFolder & { run(argv: readonly string[]): Promise<CommandResult> }) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-caddy-"))
  try {
    const { certificate, key } = await loopbackCertificate(folder)
    await writeFile(join(folder, "Caddyfile"), config(folder, certificate, key))
    await writeFile(join(folder, "hosts"), `127.0.0.1 localhost ${names.join(" ")}\n`)
    const run = (argv: readonly string[]): Promise<CommandResult> =>
      runProgram(
        "setpriv",
        [
          ...["--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL"],
          ...["sh", "-c", script, "sh", folder, ...argv],
        ],
        { cwd: root, env: { PATH: process.env["PATH"] ?? "", HOME: folder } },
      )
    return await work({
      folder,
      certificate,
      run,
      root: join(folder, "storage/pki/authorities/local/root.crt"),
    })
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
