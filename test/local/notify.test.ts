import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet } from "../../src/fleet/types.js"
import { type Notification, notify } from "../../src/local/notify.js"
import { localProcesses } from "../../src/local/processes.js"

const told: Notification = {
  event: "rollout",
  exitCode: 4,
  result: { hosts: [{ host: "mx01.example.edu" }] },
}
const machine = { processes: localProcesses(process.env), clock: { now: () => Date.UTC(2026, 4, 1) } }

describe("notify", () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "certfleet-notify-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function fleetWith(argv: readonly string[]): Fleet {
    const text = `
certificate: { commonName: mail.example.edu }
servers: [{ host: mx01.example.edu, roles: [mta] }]
notify: ${JSON.stringify(argv)}
`
    const { fleet, findings } = loadFleet(text, join(folder, "fleet.yaml"))
    if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join())
    return fleet
  }

  function script(text: string): void {
    writeFileSync(join(folder, "tell"), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, "tell"), 0o755)
  }

  it("hands over one JSON document, by a program in the fleet's folder", async () => {
    script(`cat > ${folder}/heard; echo "$1" > ${folder}/word`)
    expect(await notify(machine, fleetWith(["./tell", "a b; c"]), told)).toBeUndefined()
    expect(JSON.parse(readFileSync(join(folder, "heard"), "utf8"))).toMatchObject({
      ...{ version: 1, event: "rollout", exitCode: 4, commonName: "mail.example.edu" },
      ...{ at: "2026-05-01T00:00:00.000Z", result: told.result },
    })
    expect(readFileSync(join(folder, "word"), "utf8")).toBe("a b; c\n")
  })

  it("tells nobody where nobody is named", async () => {
    expect(await notify(machine, fleetWith([]), told)).toBeUndefined()
    expect(existsSync(join(folder, "heard"))).toBe(false)
  })

  it("says in one line why a notifier failed", async () => {
    script("cat > /dev/null; echo one >&2; echo 'no route to the mail server' >&2; exit 3")
    expect(await notify(machine, fleetWith(["./tell"]), told)).toBe(
      "notify: ./tell exited with 3: no route to the mail server",
    )
    expect(await notify(machine, fleetWith(["./missing"]), told)).toBe("notify: ./missing: no such program")
  })

  it("shows a notifier its home, locale and proxy, and nothing that could be secret", async () => {
    script(`cat > /dev/null; env > ${folder}/env`)
    const env = {
      ...{ PATH: process.env["PATH"], HOME: folder, LANG: "C.UTF-8", NO_PROXY: "localhost" },
      ...{ HTTPS_PROXY: "http://op:s3cr3t@proxy:3128", API_KEY: "f00d", CERTFLEET_TRUST: "root.pem" },
    }
    await notify({ ...machine, processes: localProcesses(env) }, fleetWith(["./tell"]), told)
    const seen = readFileSync(join(folder, "env"), "utf8")
    expect(seen).toContain("HTTPS_PROXY=http://proxy:3128\n")
    const shell = ["PWD", "OLDPWD", "SHLVL", "_"]
    const names = [...seen.matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name)
    expect(names.filter((name) => !shell.includes(name)).sort()).toEqual([
      "HOME",
      "HTTPS_PROXY",
      "LANG",
      "NO_PROXY",
      "PATH",
    ])
  })

  it("says which signal ended a notifier", async () => {
    script("cat > /dev/null; kill -KILL $$")
    expect(await notify(machine, fleetWith(["./tell"]), told)).toBe("notify: ./tell was killed by SIGKILL")
  })

  it("ends a notifier by the next interruption, not by the one that is told of", async () => {
    script(`cat > /dev/null; echo begun > ${folder}/begun; exec sleep 1000`)
    const [first, second] = [new AbortController(), new AbortController()]
    first.abort()
    const interrupts = [first.signal, second.signal]
    const telling = notify({ ...machine, interrupts }, fleetWith(["./tell"]), told)
    await expect.poll(() => existsSync(join(folder, "begun")), { timeout: 20_000 }).toBe(true)
    second.abort()
    expect(await telling).toBe("notify: ./tell was ended by an interruption")
  })

  it("minds no notifier that reads nothing", async () => {
    script("exit 0")
    const large: Notification = { ...told, result: { text: "x".repeat(1_000_000) } }
    expect(await notify(machine, fleetWith(["./tell"]), large)).toBeUndefined()
  })
})
