import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { expressions } from "../../../src/rollout/export/expressions.js"

const ansible = "/usr/bin/ansible"
const host = "mbs01.example.edu"
const folder = mkdtempSync(join(tmpdir(), "certfleet-expressions-"))
afterAll(() => rmSync(folder, { recursive: true }))

const [fresh, old, own, other] = ["a", "b", "c", "d"].map((digit) => digit.repeat(64))
const judged = expressions(
  { user: "zimbra", home: "/opt/zimbra" },
  { key: "k".repeat(64), certificate: "l".repeat(64), chain: "m".repeat(64), leaf: fresh ?? "" },
)

interface Entry {
  readonly port: number
  readonly fingerprint?: string | undefined
  readonly alias?: string
  readonly of?: string
}

/** What certfleet probe --json would print of these ports. */
function look(...entries: readonly Entry[]): object {
  const endpoints = entries.map(({ port, fingerprint, alias, of = host }) => ({
    ...{ host: of, port, service: "https", sni: alias ?? of, ok: fingerprint !== undefined },
    ...(fingerprint === undefined ? { detail: "refused" } : { fingerprint }),
    ...(alias === undefined ? {} : { alias: true }),
  }))
  return { stdout: JSON.stringify({ endpoints }) }
}

/** What Ansible makes of one of the role's variables on the host. */
function evaluated(variable: string, known: object): unknown {
  const file = join(folder, "variables.json")
  writeFileSync(file, JSON.stringify({ ...judged, certfleet_allow_down: false, ...known }))
  const words = [host, "-i", `${host},`, "-c", "local", "-e", `@${file}`, "-m", "ansible.builtin.debug"]
  const said = execFileSync(ansible, [...words, "-a", `msg={{ ${variable} }}`], {
    env: { PATH: "/usr/bin:/bin", HOME: folder, LC_ALL: "C.UTF-8", ANSIBLE_NOCOLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  }).toString()
  return JSON.parse(said.slice(said.indexOf("{"))).msg
}

const renewed: Entry = { port: 443, fingerprint: fresh }
const before: Entry = { port: 443, fingerprint: old }
const alias = (fingerprint: string | undefined): Entry => ({
  port: 443,
  fingerprint,
  alias: "web.example.edu",
})

describe.skipIf(!existsSync(ansible))(
  "what a playbook takes for proven (skipped without ansible-core)",
  () => {
    it.each([
      ["a port that serves the new certificate", [before], [renewed], ""],
      ["a port that does not", [before], [before], "https on port 443: serves another certificate; "],
      ["a port that answers no more", [before], [{ port: 443 }], "https on port 443: refused; "],
      ["a name with a certificate of its own, as before", [before, alias(own)], [renewed, alias(own)], ""],
      [
        "a name that still serves the old one",
        [before, alias(old)],
        [renewed, alias(old)],
        "https on port 443: serves another certificate; ",
      ],
      [
        "a name whose certificate is another than before",
        [before, alias(own)],
        [renewed, alias(other)],
        "https on port 443: serves another certificate; ",
      ],
      [
        "another server's port",
        [before, { ...before, of: "mbs02.example.edu" }],
        [renewed, { ...before, of: "mbs02.example.edu" }],
        "",
      ],
    ])("%s", (_, then, now, wrong) => {
      const looks = { certfleet_ports: look(...now), certfleet_ports_again: { results: [] } }
      expect(evaluated("certfleet_unproven", { certfleet_ports_before: look(...then), ...looks })).toBe(wrong)
    })

    it("every one of three looks counts", () => {
      const known = {
        certfleet_ports_before: look(before),
        certfleet_ports: look(renewed),
        certfleet_ports_again: { results: [look(renewed), look(before)] },
      }
      expect(evaluated("certfleet_unproven", known)).toContain("serves another certificate")
      expect(evaluated("certfleet_not_back", { ...known, certfleet_ports: look(before) })).toContain(
        "than before",
      )
    })

    it("a port that was silent before may stay so where that is allowed", () => {
      const known = {
        certfleet_ports_before: look({ port: 443 }),
        certfleet_ports: look({ port: 443 }),
        certfleet_ports_again: { results: [] },
      }
      expect(evaluated("certfleet_unproven", known)).toContain("refused")
      expect(evaluated("certfleet_unproven", { ...known, certfleet_allow_down: true })).toBe("")
    })

    it("a server is half done whose files hold another certificate than its ports serve", () => {
      const known = {
        certfleet_ports_before: { ...look(before), stderr: "" },
        certfleet_before: { stdout_lines: [`@leaf ${own}  conf/imapd.crt`] },
      }
      expect(evaluated("certfleet_obstacles_of_ports", known)).toEqual([expect.stringContaining("half done")])
      const whole = { stdout_lines: [`@leaf ${own}  conf/nginx.crt`, `@leaf ${old}  conf/imapd.crt`] }
      expect(evaluated("certfleet_obstacles_of_ports", { ...known, certfleet_before: whole })).toEqual([])
    })
  },
)
