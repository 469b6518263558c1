import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { caddyDirectory, whyNoCaddy, withCaddy } from "../support/caddy.js"
import { program, requireFreshBuild } from "./certfleet.js"

const reason = whyNoCaddy()
const names = ["mail.example.edu", "imap.example.edu", "mbs01.example.edu"]

/** What serves the names' port 80: the files of a folder, as they are when they are asked for. */
const webServer = `require("node:http").createServer((asked, answer) => {
  try { answer.end(require("node:fs").readFileSync(process.argv[1] + asked.url)) }
  catch { answer.writeHead(404).end() }
}).listen(80)`

/** Writes and removes files there; \`put PATH CONTENT\`, \`remove PATH\`. */
const hook = (web: string): string => `#!/bin/sh -e
echo "$@" >> ${web}/calls
case $1 in
put) mkdir -p "$(dirname "${web}$2")"; printf %s "$3" > "${web}$2" ;;
remove) rm -f "${web}$2" ;;
esac
`

describe.skipIf(reason !== undefined)(
  `certfleet order, at Caddy's acme_server${reason === undefined ? "" : ` (${reason})`}`,
  () => {
    it("orders by http-01 through a hook, imports, and takes every file back", async () => {
      requireFreshBuild()
      await withCaddy(names, async ({ certificate, folder, root, run }) => {
        const web = join(folder, "web")
        await mkdir(web)
        writeFileSync(join(folder, "hook"), hook(web), { mode: 0o755 })
        writeFileSync(
          join(folder, "fleet.yaml"),
          `certificate:
  commonName: ${names[0]}
  key: ec-p256
  additionalNames: [${names[1]}]
  issuer:
    acme:
      directory: ${caddyDirectory}
      caCertificates: ${certificate}
      challenge: { http-01: { hook: [./hook] } }
# Nobody listens there: Caddy goes by the names' addresses in /etc/hosts.
dns: { resolver: "127.0.0.1:9" }
servers:
  - { host: ${names[2]}, roles: [mailbox] }
`,
        )
        const lines = `node -e '${webServer}' ${web} & cd ${folder}; exec node ${program} order --trust ${root} --json`
        const ended = await run(["sh", "-c", lines])
        expect({ status: ended.status, stderr: ended.stderr }).toMatchObject({ status: 0 })
        expect(JSON.parse(ended.stdout)).toMatchObject({
          outcome: "issued",
          differences: [],
          findings: expect.anything(),
        })
        const calls = readFileSync(join(web, "calls"), "utf8").trimEnd().split("\n")
        expect(calls.map((line) => line.split(" ")[0]).sort()).toEqual([
          ...["put", "put", "put", "remove", "remove", "remove"],
        ])
        expect(readdirSync(join(web, ".well-known/acme-challenge"))).toEqual([])
      })
    })
  },
)
