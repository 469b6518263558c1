import type { ProgramOptions, ProgramResult } from "../../src/ports.js"
import type { RolloutPorts } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import { type MemoryFleet, memoryFleet } from "./memoryFleet.js"

/** A hook that was run, in a word: `drain mbs01`, `undo of drain mbs01`. */
export type Called = string

export interface HookFleet extends MemoryFleet {
  readonly called: Called[]
  /** What each program was given. */
  readonly given: (ProgramOptions & { readonly argv: readonly string[] })[]
  /** What the program of a call comes to; well, unless said otherwise. */
  befall(call: Called, how: Fate): void
  /** Ports whose programs are those above. */
  hookPorts(overrides?: Partial<RolloutPorts>): RolloutPorts
}

export type Fate = "fails" | "hangs" | "is killed" | "well"

const servers = `
certificate: { commonName: mail.example.edu }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: ldap01.example.edu, roles: [ldap] }
  - { host: prx01.example.edu, roles: [proxy] }
farms:
  - { name: zimbra-proxy, members: [prx01.example.edu], minimum: 0 }
`

/** Three servers in memory, and programs that only say that they were run. */
export function hookFleet(old: Payload, hooks: string): HookFleet {
  const fleet = memoryFleet(old, `${servers}${hooks}`)
  const called: Called[] = []
  const given: HookFleet["given"] = []
  const fates = new Map<Called, Fate>()
  const run = async (argv: readonly string[], options: ProgramOptions): Promise<ProgramResult> => {
    const set = options.environment?.set ?? {}
    const turn = (set["CERTFLEET_HOOK_FOR"] ?? "").split(".")[0] ?? ""
    const call = `${set["CERTFLEET_HOOK_UNDO"] === "1" ? "undo of " : ""}${set["CERTFLEET_HOOK"]} ${turn}`
    called.push(call)
    given.push({ ...options, argv })
    return endOf(fates.get(call) ?? "well", options, fleet)
  }
  return {
    ...fleet,
    called,
    given,
    befall: (call, how) => void fates.set(call, how),
    hookPorts: (overrides = {}) => fleet.ports({ processes: { run }, ...overrides }),
  }
}

async function endOf(
  fate: Fate,
  { timeoutMs, signal }: ProgramOptions,
  { clock }: MemoryFleet,
): Promise<ProgramResult> {
  const ended = { stdout: "", stderr: "" }
  switch (fate) {
    case "well":
      return { ...ended, status: signal?.aborted === true ? undefined : 0 }
    case "fails":
      return { ...ended, status: 3, stderr: "the balancer says no\n" }
    case "is killed":
      return { ...ended, status: undefined }
    case "hangs":
      await clock.sleep(timeoutMs, signal).catch(() => undefined)
      return { ...ended, status: undefined, timedOut: true }
  }
}

/** How often each call came. */
export function counts(called: readonly Called[]): Record<Called, number> {
  const found: Record<Called, number> = {}
  for (const call of called) found[call] = (found[call] ?? 0) + 1
  return found
}

/** A hook's event in a word: `drain mbs01 started`, `undo of drain mbs01 ok`. */
export function hookWords(event: RolloutEvent): string | undefined {
  if (event.type !== "hook") return undefined
  const turn = event.for.split(".")[0] ?? ""
  return `${event.way === "undo" ? "undo of " : ""}${event.hook} ${turn} ${event.state}`
}
