import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { runRollout } from "../../../src/rollout/engine.js"
import type { Payload } from "../../../src/rollout/plan.js"
import { journalSink } from "../../../src/rollout/record/journal.js"
import { memoryFleet } from "../../support/memoryFleet.js"
import { fleetText, victim } from "../../support/threeServers.js"
import { temporaryFolder } from "../folder.js"
import { type RunResult, runCli } from "../testIo.js"

export interface Scene {
  readonly cwd: string
  /** Leaves the journal of a rollout in the bundle; returns its id. */
  journal(entries: "all" | "to the decision"): Promise<string>
}

/** A folder with fleet.yaml and an imported bundle; the fleet is there to make journals with, and is never reached. */
export function sceneIn({ old, renewed }: { readonly old: Payload; readonly renewed: Payload }): Scene {
  const cwd = temporaryFolder()
  const rollouts = join(cwd, "bundle/rollouts")
  mkdirSync(rollouts, { recursive: true })
  writeFileSync(join(cwd, "fleet.yaml"), fleetText)
  writeFileSync(join(cwd, "bundle/commercial.key"), renewed.key.reveal(), { mode: 0o600 })
  writeFileSync(join(cwd, "bundle/commercial.crt"), renewed.certificate)
  writeFileSync(join(cwd, "bundle/commercial_ca.crt"), renewed.chain)
  return {
    cwd,
    async journal(entries) {
      const fleet = memoryFleet(old, fleetText)
      if (entries === "to the decision") fleet.host(victim).faults.activate = "does-nothing"
      const lines: string[] = []
      const append = async (line: string): Promise<void> => void lines.push(line)
      const sink = journalSink({ append, close: async () => undefined }, fleet.clock)
      const plan = fleet.plan(renewed)
      await runRollout(plan, fleet.ports({ sink }))
      const decided = lines.findIndex((line) => line.includes('"type":"decision"'))
      const kept = entries === "all" ? lines : lines.slice(0, decided + 1)
      writeFileSync(join(rollouts, `${plan.id}.jsonl`), `${kept.join("\n")}\n`)
      return plan.id
    },
  }
}

export function runIn(cwd: string, argv: readonly string[]): Promise<RunResult> {
  return runCli(argv, { cwd, now: Date.parse("2026-11-23T12:00:00Z"), env: { HOME: cwd } })
}
