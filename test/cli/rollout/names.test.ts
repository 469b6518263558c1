import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { Payload } from "../../../src/rollout/plan.js"
import { oldAndRenewed } from "../../support/threeServers.js"
import { runIn, sceneIn } from "./scene.js"

let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

/** A scene whose fleet.yaml was given another name, or common name, after the import. */
function changedScene(replaced: string, by: string): string {
  const { cwd } = sceneIn(pairs)
  const file = join(cwd, "fleet.yaml")
  const text = readFileSync(file, "utf8")
  writeFileSync(file, text.replaceAll(replaced, by))
  expect(readFileSync(file, "utf8")).not.toBe(text)
  return cwd
}
const withNewName = (): string =>
  changedScene("mail.example.edu }", "mail.example.edu, additionalNames: [mail.example.org] }")

describe("rollout of a certificate that lacks a name of fleet.yaml", () => {
  it.each([["rollout"], ["rollout --dry-run"], ["rollout --export ansible --out playbook"]])(
    "is refused by %s before any server is reached",
    async (words) => {
      const cwd = withNewName()
      const refused = await runIn(cwd, [...words.split(" "), "bundle"])
      expect(refused.exitCode).toBe(1)
      expect(refused.stderr).toMatch(/^fleet\.yaml:\d+:\d+.*mail\.example\.org.*\[fleet-name-missing\]$/m)
      expect(refused.stderr).toMatch(/--allow-missing-names\ncertfleet: nothing was changed on any server\n$/)
      expect(readdirSync(cwd).sort()).toEqual(["bundle", "fleet.yaml"])
    },
  )

  it("goes on with --allow-missing-names, and says which", async () => {
    const shown = await runIn(withNewName(), ["rollout", "bundle", "--dry-run", "--allow-missing-names"])
    expect(shown.exitCode).toBe(0)
    expect(shown.stderr).toContain("mail.example.org")
    expect(shown.stdout).toContain("Would roll out mail.example.edu")
  })

  it("is refused all the same where the certificate has none of them", async () => {
    const cwd = changedScene("example.edu", "example.net")
    const refused = await runIn(cwd, ["rollout", "bundle", "--dry-run", "--allow-missing-names"])
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain("[host-name-mismatch]")
  })
})
