import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { advance, type HostEvent, type HostState, initialState } from "../../src/rollout/machine.js"

function through(events: readonly HostEvent[], state: HostState = initialState): HostState {
  return events.reduce(advance, state)
}

/** A phase that starts and succeeds, so many times. */
function passed(count: number): HostEvent[] {
  return Array.from({ length: count }, (): HostEvent[] => [{ kind: "started" }, { kind: "ok" }]).flat()
}

const failing: HostEvent[] = [{ kind: "started" }, { kind: "failed", reason: "it broke" }]

describe("advance", () => {
  it("ends in done after every phase succeeded", () => {
    expect(through(passed(9)).outcome).toBe("done")
  })

  it.each([
    ["connect", 0, "aborted", undefined],
    ["preflight", 1, "aborted", undefined],
    ["stage", 2, undefined, "abandon"],
    ["verify", 3, undefined, "abandon"],
    ["backup", 4, undefined, "abandon"],
    ["deploy", 5, undefined, "restore"],
    ["activate", 6, undefined, "restore"],
    ["prove", 7, undefined, "restore"],
  ] as const)("turns back where %s fails", (_, count, outcome, phase) => {
    const state = through([...passed(count), ...failing])
    expect({ outcome: state.outcome, phase: state.phase }).toEqual({ outcome, phase })
    expect(state.failed).toBe(true)
  })

  it("takes a deploy that may have begun for a change", () => {
    expect(through([...passed(5), { kind: "started" }]).changed).toBe("files")
  })

  it("restarts services again after a restore only when they were restarted", () => {
    expect(through([...passed(5), ...failing, ...passed(1)]).phase).toBe("reprove")
    expect(through([...passed(6), ...failing, ...passed(1)]).phase).toBe("reactivate")
  })

  it("restarts services again that were restarted before the host was resumed", () => {
    const resumed: HostState = { ...initialState, changed: "services", staged: true }
    expect(through([...passed(5), ...failing, ...passed(1)], resumed).phase).toBe("reactivate")
  })

  it("is stuck when putting things right fails, with both reasons", () => {
    const state = through([...passed(5), ...failing, { kind: "failed", reason: "so did the restore" }])
    expect(state.outcome).toBe("stuck")
    expect(state.reason).toBe("it broke; then so did the restore")
  })

  it("calls back a host that was proven but not finished", () => {
    const state = through([...passed(8), { kind: "undo", reason: "others failed" }])
    expect(state).toMatchObject({ phase: "restore", failed: false, reason: "others failed" })
  })

  it("always reaches exactly one outcome, whatever fails, and never aborts a changed host", () => {
    const event = fc.constantFrom<HostEvent>(
      { kind: "ok" },
      { kind: "failed", reason: "r" },
      { kind: "undo", reason: "u" },
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = initialState
        for (const next of [...events, ...Array<HostEvent>(20).fill({ kind: "ok" })]) {
          state = advance(advance(state, { kind: "started" }), next)
        }
        expect(state.outcome).toBeDefined()
        expect(state.phase).toBeUndefined()
        if (state.outcome === "aborted") expect(state.changed).toBe("nothing")
        if (state.outcome === "rolled-back") expect(state.changed).not.toBe("nothing")
      }),
    )
  })
})
