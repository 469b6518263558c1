import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runProgram } from "../e2e/client.js"
import { loopbackCertificate } from "../support/pebble.js"

const root = join(import.meta.dirname, "../..")

function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root"
  const programs = ["/usr/bin/caddy", "/usr/bin/unshare", "/usr/bin/setpriv", "/usr/bin/openssl", "/bin/ip"]
  return programs.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
}

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

const reason = whyNot()
const names = ["mail.example.edu", "imap.example.edu"]

describe.skipIf(reason !== undefined)(
  `Caddy's acme_server${reason === undefined ? "" : ` (${reason})`}`,
  () => {
    it("issues by http-01 to the same client", async () => {
      const folder = await mkdtemp(join(tmpdir(), "certfleet-caddy-"))
      const { certificate, key } = await loopbackCertificate(folder)
      await writeFile(join(folder, "Caddyfile"), config(folder, certificate, key))
      await writeFile(join(folder, "hosts"), `127.0.0.1 localhost ${names.join(" ")}\n`)
      const client = ["node", ".ci/run-ts.mjs", "test/acme/caddyClient.ts"]
      const ended = await runProgram(
        "setpriv",
        [
          ...["--pdeathsig", "KILL", "unshare"],
          ...["--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "sh", "-c", script, "sh", folder],
          ...[...client, "https://localhost:8443/acme/local/directory", certificate, ...names],
        ],
        { cwd: root, env: { PATH: process.env["PATH"] ?? "", HOME: folder } },
      )
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
      expect(ended).toMatchObject({ status: 0, stderr: "" })
      expect(JSON.parse(ended.stdout)).toEqual({
        ...{ sameAccount: true, shown: [...names].sort(), differences: [], certificates: 2, left: 0 },
      })
    })
  },
)
