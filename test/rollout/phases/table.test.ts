import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { advance, type HostEvent, type HostState, initialState } from "../../../src/rollout/machine.js"
import { type Phase, phaseNames, phases, wayBack } from "../../../src/rollout/phases/table.js"

const source = resolve(import.meta.dirname, "../../../src")

/** Files that name phases, or what bears the same names, for a reason of their own. */
const mayName: Readonly<Record<string, RegExp>> = {
  "the table": /^rollout\/phases\/table\.ts$/,
  "what each phase does, held complete by the compiler":
    /^rollout\/(phaseWork|domain\/work|export\/phaseTasks)\.ts$/,
  "commands and scripts on a host, which know nothing of phases": /^(zimbra|demo|remote)\//,
}

/** The phases that a source text names: in quotes, as a key, or taken out of an object. */
function phasesNamedIn(text: string): string[] {
  const names = phaseNames.join("|")
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g, "")
  const found = code.matchAll(new RegExp(`"(${names})"|(?:^|[{,(])\\s*(${names})(?=\\s*[:,}])`, "gm"))
  return [...new Set([...found].map((match) => match[1] ?? match[2] ?? ""))]
}

function through(count: number, state: HostState = initialState): HostState {
  const events = Array.from({ length: count }, (): HostEvent[] => [{ kind: "started" }, { kind: "ok" }])
  return events.flat().reduce(advance, state)
}

describe("the table of phases", () => {
  it("is the only list of phases: no other file names two of them", () => {
    const lists = readdirSync(source, { encoding: "utf8", recursive: true })
      .filter((file) => file.endsWith(".ts"))
      .filter((file) => !Object.values(mayName).some((pattern) => pattern.test(file)))
      .map((file) => [file, phasesNamedIn(readFileSync(join(source, file), "utf8"))] as const)
    expect(lists.length).toBeGreaterThan(100)
    expect(lists.filter(([, named]) => named.length > 1)).toEqual([])
  })

  it.each([
    [`const undoing = ["abandon", "restore"].includes(phase)`, 2],
    [`type Undo = | "abandon"\n  | "restore"`, 2],
    [`const part = { connect: 1, preflight: 1 }`, 2],
    [`switch (phase) {\n  case "finish":\n    return 1\n  case "release":\n}`, 2],
    [`// "abandon" and "restore"\nconst phase = "finish"`, 1],
  ])("is told from a text that names phases: %s", (text, count) => {
    expect(phasesNamedIn(text)).toHaveLength(count)
  })

  it("takes a host forward part by part, through every phase of that direction", () => {
    const walked = Array.from({ length: 9 }, (_, count) => through(count).phase)
    const forward = phaseNames.filter((phase) => phases[phase].direction === "forward")
    expect(walked).toEqual(forward)
    const parts = forward.map((phase) => phases[phase].part)
    expect(parts).toEqual([...parts].sort())
    expect(through(9).outcome).toBe("done")
  })

  it.each([
    ["nothing", "aborted", ["abandon"]],
    ["files", "rolled-back", ["restore", "reprove", "release"]],
    ["services", "rolled-back", ["restore", "reactivate", "reprove", "release"]],
  ] as const)("takes a host back that has %s changed, and ends it as %s", (changed, outcome, way) => {
    let state: HostState = { ...initialState, phase: wayBack[changed], changed, staged: true }
    const walked: (Phase | undefined)[] = []
    while (state.outcome === undefined) {
      walked.push(state.phase)
      state = through(1, state)
    }
    expect([walked, state.outcome]).toEqual([way, outcome])
  })

  it("lets a way back wait for no barrier", () => {
    const undo = phaseNames.filter((phase) => phases[phase].direction === "undo")
    expect(new Set(undo.map((phase) => phases[phase].part))).toEqual(new Set([1]))
  })
})
