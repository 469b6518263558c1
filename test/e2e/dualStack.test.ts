import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import ssh2 from "ssh2"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { newCa, served } from "../probe/material.js"
import { program, requireFreshBuild } from "./certfleet.js"
import { runProgram } from "./client.js"
import { whyNot } from "./sshd.js"

/*
 * A name with an IPv6 and an IPv4 address, IPv6 without a route, and IPv4 over a link on which a connection takes more than
 * half a second: two network namespaces, of which the far one has its address only after a while, so that the near one asks for it a
 * second time (ARP, after one second). Nothing else delays, and nothing waits for a time of ours.
 */

const reason = whyNot() ?? (existsSync("/usr/sbin/ip") || existsSync("/sbin/ip") ? undefined : "needs ip")

/** $1 the folder, then the command; FAR is what runs at the far end, before it has an address. */
const scene = `set -e
mount --make-rprivate /
printf '2001:db8::7 slow.example.edu\\n10.213.7.2 slow.example.edu\\n' > "$1/hosts"
mount --bind "$1/hosts" /etc/hosts
ip link set lo up
unshare --net sh -c 'echo $$ > "$0/far"; while [ ! -e "$0/linked" ]; do sleep 0.05; done; ip link set lo up; ip link set veth1 up; exec sh "$0/far.sh"' "$1" &
while [ ! -s "$1/far" ]; do sleep 0.05; done
ip link add veth0 type veth peer name veth1 netns "$(cat "$1/far")"
ip addr add 10.213.7.1/30 dev veth0
ip link set veth0 up
touch "$1/linked"
while [ ! -e "$1/listening" ]; do sleep 0.05; done
shift
exec "$@"`

describe.skipIf(reason !== undefined)(
  `a name whose IPv6 has no route, over a slow link${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let folder = ""
    beforeAll(async () => {
      requireFreshBuild()
      folder = await mkdtemp(join(tmpdir(), "dual-stack-"))
      const { key, cert, chain, root } = await served(await newCa(Date.now), ["slow.example.edu"])
      await writeFile(join(folder, "pair.pem"), key + cert + chain)
      await writeFile(join(folder, "root.pem"), root)
    })
    afterAll(() => rm(folder, { recursive: true }))

    async function near(far: string, args: readonly string[], files: Readonly<Record<string, string>> = {}) {
      const at = await mkdtemp(join(folder, "run-"))
      for (const [name, text] of Object.entries(files)) await writeFile(join(at, name), text, { mode: 0o600 })
      await writeFile(join(at, "far.sh"), far.replaceAll("FOLDER", at))
      return runProgram(
        "unshare",
        [
          ...["--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "sh", "-c", scene, "sh", at],
          ...[process.execPath, program, ...args],
        ],
        { cwd: at, env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: at } },
      )
    }

    /** Once the address is asked for in vain, it comes. */
    const addressLater = `touch FOLDER/listening
sleep 0.6
ip addr add 10.213.7.2/30 dev veth1
wait`

    it("is probed within the time limit", async () => {
      const tls = `openssl s_server -accept 443 -cert ${folder}/pair.pem -key ${folder}/pair.pem -quiet & `
      const seen = await near(tls + addressLater, [
        ...[
          "probe",
          "https://slow.example.edu",
          "--timeout",
          "10",
          "--trust",
          join(folder, "root.pem"),
          "--json",
        ],
      ])
      expect(seen.stderr).toBe("")
      expect(JSON.parse(seen.stdout)).toMatchObject({ endpoints: [{ ok: true }] })
    })

    it("is reached by SSH within the time limit: its host key is seen, and not known", async () => {
      const sshd = `ssh-keygen -q -t ed25519 -N '' -f FOLDER/host
mount -t tmpfs tmpfs /run && mkdir /run/sshd
/usr/sbin/sshd -D -f /dev/null -o HostKey=FOLDER/host -o PidFile=none &
`
      const fleet = `certificate:
  commonName: mail.example.edu
servers:
  - { host: slow.example.edu, roles: [mta] }
ssh: { identityFile: id, agent: false, connectTimeout: 10 }
`
      const id = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }).private
      const seen = await near(sshd + addressLater, ["probe", "--prove", "ssh", "--timeout", "20", "--json"], {
        "fleet.yaml": fleet,
        id,
      })
      expect(seen.stdout).toContain("its SSH host key is not in known_hosts")
    })
  },
)
