import { describe, expect, it } from "vitest"
import { type ExitCode, ToolError } from "../../src/errors.js"
import { type DomainRenewal, renewEach } from "../../src/renew/everyDomain.js"
import type { RenewResult } from "../../src/renew/run.js"

const ended = (exitCode: ExitCode): RenewResult => ({
  outcome: exitCode === 0 ? "renewed" : "stopped",
  exitCode,
  findings: [],
})
const never = new AbortController().signal

describe("renewEach", () => {
  it("renews all of them, whatever becomes of one, and ends with the worst code", async () => {
    const told: string[] = []
    const { domains, exitCode } = await renewEach(["a.test", "b.test", "c.test"], {
      renew: async (domain) => {
        if (domain === "a.test") throw new ToolError("locked", "another one runs", { hint: "wait" })
        return ended(domain === "b.test" ? 4 : 0)
      },
      watch: (one, error) => void told.push(`${one.domain} ${one.exitCode} ${error?.message ?? "-"}`),
      signal: never,
    })
    expect(exitCode).toBe(4)
    expect(told).toEqual(["a.test 3 another one runs", "b.test 4 -", "c.test 0 -"])
    expect(domains[0]).toEqual({
      ...{ domain: "a.test", exitCode: 3, result: null },
      error: { message: "another one runs", hint: "wait" },
    })
    expect(domains.slice(1).map(({ error, result }) => [error, result?.exitCode])).toEqual([
      [null, 4],
      [null, 0],
    ])
  })

  it("begins no other once it is called off, and knows what was done until then", async () => {
    const stop = new ToolError("cancelled", "interrupted")
    const watched: DomainRenewal[] = []
    const renewals = await renewEach(["a.test", "b.test", "c.test"], {
      renew: async (domain) => {
        if (domain === "b.test") throw stop
        return ended(0)
      },
      watch: (one) => void watched.push(one),
      signal: never,
    })
    expect(renewals).toMatchObject({ cancelled: stop, exitCode: 130 })
    expect(renewals.domains.map(({ domain, exitCode }) => [domain, exitCode])).toEqual([
      ["a.test", 0],
      ["b.test", 130],
    ])
    expect(watched).toHaveLength(1)
  })

  it("begins no other where a rollout was stopped and came to its end", async () => {
    const pressed = new AbortController()
    const { domains } = await renewEach(["a.test", "b.test"], {
      renew: async () => {
        pressed.abort()
        return ended(4)
      },
      watch: () => undefined,
      signal: pressed.signal,
    })
    expect(domains).toHaveLength(1)
  })

  it("passes on what is wrong with the program itself", async () => {
    const renew = (): Promise<never> => Promise.reject(new RangeError("a defect"))
    await expect(renewEach(["a.test"], { renew, watch: () => undefined, signal: never })).rejects.toThrow(
      "a defect",
    )
  })
})
