import { beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { dryRun } from "../../../src/rollout/dryRun.js"
import { type ExportedFile, exportAnsible } from "../../../src/rollout/export/ansible.js"
import { phaseNames, phases } from "../../../src/rollout/phases/table.js"
import type { Payload, RolloutPlan, RolloutSettings } from "../../../src/rollout/plan.js"
import { stagingPlaceholder } from "../../../src/rollout/rehearsal.js"
import { Secret } from "../../../src/secret.js"
import { memoryFleet } from "../../support/memoryFleet.js"
import { fleetText, oldAndRenewed } from "../../support/threeServers.js"

let renewed: Payload
let old: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

interface Exported {
  readonly plan: RolloutPlan
  readonly files: readonly ExportedFile[]
  text(path: string): string
  tasks(name: string): readonly Record<string, never>[]
  readonly variables: Record<string, never>
}

function exported(text = fleetText, settings: Partial<RolloutSettings> = {}, payload = renewed): Exported {
  const { fleet, plan: planOf } = memoryFleet(old, text)
  const plan = planOf(payload, settings)
  const files = exportAnsible(plan, {
    ...{ fleet, fleetFile: "/srv/mail/fleet.yaml", fleetFromFolder: "../fleet.yaml", version: "1.2.3" },
    ...{ vaultPassword: new Secret("simple"), vault: { salt: new Uint8Array(32).fill(7) } },
  })
  const read = (path: string): string => {
    const found = files.find((file) => file.path === path)
    if (found === undefined) throw new Error(`no ${path}`)
    return found.content
  }
  return {
    ...{ plan, files, text: read },
    tasks: (name) => parse(read(`roles/certfleet/tasks/${name}.yml`)),
    variables: parse(read("roles/certfleet/vars/main.yml")),
  }
}

/** As the server gets it: scripts in the place of the variables that read them. */
function argvOf(words: readonly string[], { plan, text }: Exported): string[] {
  return words.map((word) =>
    word
      .replace(/^\{\{ certfleet_script_(\w+) \}\}$/, (_, name: string) =>
        text(`roles/certfleet/files/${name.replaceAll("_", "-")}.sh`).trimEnd(),
      )
      .replaceAll("{{ certfleet_rollout }}", plan.id)
      .replaceAll("{{ certfleet_staging }}", stagingPlaceholder),
  )
}

describe("exportAnsible", () => {
  it("runs the commands of a rollout, in its order", async () => {
    const all = exported()
    const { hosts } = await dryRun(all.plan)
    const restarts: Record<string, string[]> = all.variables["certfleet_restarts"] ?? {}
    for (const { host, phases: walked } of hosts)
      for (const { phase, commands } of walked) {
        const own = commands.filter(({ name }) => name !== "stage" && name !== "ldap-copy")
        if (own.length === 0) continue
        const there = [...all.tasks(phase), ...(phase === "verify" ? all.tasks("backup") : [])].flatMap(
          (task) => {
            const argv: string | string[] = task["ansible.builtin.command"]?.["argv"] ?? []
            const each =
              typeof argv === "string" ? host.activations.map(({ name }) => restarts[name] ?? []) : [argv]
            return each.map((words) => argvOf(words, all))
          },
        )
        const inOrder = there.filter((argv) => own.some((one) => same(one.argv, argv)))
        expect(inOrder, `${host.host} ${phase}`).toEqual(own.map(({ argv }) => [...argv]))
      }
  })

  it("walks through every phase of the table but those that need a connection of their own or a journal", () => {
    const { files } = exported()
    const there = phaseNames.filter((phase) => files.some(({ path }) => path.endsWith(`/tasks/${phase}.yml`)))
    expect(phaseNames.filter((phase) => !there.includes(phase))).toEqual([
      "connect",
      "letGo",
      "review",
      "hold",
    ])
    expect(there.every((phase) => phases[phase].direction !== "review")).toBe(true)
  })

  it.each(["\n", "\r", "\u0085", "\u2028", "\u2029"])(
    "has no play but its own, whatever the certificate is called (%j)",
    (end) => {
      const commonName = ["mail", "- import_playbook: other.yml", "#"].join(end)
      const { text } = exported(fleetText, {}, { ...renewed, commonName })
      expect(text("rollout.yml").split(/[\n\r\u0085\u2028\u2029]/)).not.toContain(
        "- import_playbook: other.yml",
      )
      expect(text("README.md").split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(4)
      expect(parse(text("rollout.yml"))).toHaveLength(6)
    },
  )

  it("lets waves follow each other, with a gate before each, and takes back in the same order", () => {
    const plays: { name: string; hosts: string; tasks: { when?: string; vars?: object }[] }[] = parse(
      exported().text("rollout.yml"),
    )
    expect(plays.map(({ hosts }) => hosts)).toEqual([
      ...["certfleet", "certfleet", "certfleet_wave_2", "certfleet_wave_3"],
      ...["certfleet", "certfleet"],
    ])
    expect(plays.flatMap(({ tasks }) => tasks.flatMap(({ vars }) => vars ?? []))).toEqual([
      { certfleet_due: 1, certfleet_earlier: [] },
      { certfleet_due: 2, certfleet_earlier: [] },
      { certfleet_due: 2, certfleet_earlier: ["certfleet_wave_2"] },
      { certfleet_due: 3, certfleet_earlier: [] },
      { certfleet_wave: "certfleet_wave_2" },
      { certfleet_wave: "certfleet_wave_3" },
      { certfleet_due: 3, certfleet_earlier: [] },
    ])
  })

  it("seals the key, and has it nowhere else", () => {
    const { files } = exported()
    const key = files.filter(({ path }) => path.endsWith(".key"))
    expect(key).toEqual([
      expect.objectContaining({
        path: "roles/certfleet/files/commercial.key",
        mode: 0o600,
        content: expect.stringMatching(/^\$ANSIBLE_VAULT;1\.1;AES256\n/),
      }),
    ])
    const line = renewed.key.revealText().split("\n")[2] ?? "?"
    expect(
      files.filter(({ content }) => content.includes(line) || content.includes("PRIVATE KEY--")),
    ).toEqual([])
  })

  it("says at the top of the playbook what is lost, and in three lines how to use it", () => {
    const { text } = exported(`${fleetText}rollout: { windows: ["Sat 22:00-23:00"] }\n`)
    const comments = text("rollout.yml").split("\n- ")[0] ?? ""
    for (const word of [
      "journal",
      "load balancer",
      "--rolling",
      "Ctrl-C",
      "TLSA",
      "maintenance windows",
      "8.7",
    ])
      expect(comments).toContain(word)
    expect(exported().text("rollout.yml")).not.toContain("maintenance windows")
    expect(text("README.md").trimEnd().split("\n")).toHaveLength(3)
  })

  it("becomes Zimbra's user where somebody else logs in", () => {
    const become = (text: string): unknown =>
      parse(exported(text).text("group_vars/certfleet.yml"))["ansible_become"]
    expect(become(fleetText)).toBe(true)
    expect(become(`${fleetText}ssh: { user: zimbra }\n`)).toBeUndefined()
  })

  it("neither restarts nor proves where nothing is to be restarted", () => {
    const { files, tasks } = exported(fleetText, { restart: "none" })
    const paths = files.map(({ path }) => path)
    for (const phase of ["activate", "prove", "reactivate"])
      expect(paths).not.toContain(`roles/certfleet/tasks/${phase}.yml`)
    expect(JSON.stringify(tasks("change_services"))).not.toContain("import_tasks")
  })

  it.each([
    [{ rolling: true }, "--rolling cannot be carried over"],
    [{ canaries: ["mbs01.example.edu"] }, "--canary cannot be carried over"],
  ])("refuses %j", (settings, message) => {
    expect(() => exported(fleetText, settings)).toThrow(message)
  })
})

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, at) => word === other[at])
}
