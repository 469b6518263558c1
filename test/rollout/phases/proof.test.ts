import { describe, expect, it } from "vitest"
import type { FleetEndpoint } from "../../../src/fleet/endpoints.js"
import { proveAll } from "../../../src/rollout/phases/proof.js"
import type { Prover, Served } from "../../../src/rollout/phases/prover.js"
import { VirtualClock } from "../../support/virtualClock.js"

const endpoint = (
  service: FleetEndpoint["service"],
  port: number,
  protocol: FleetEndpoint["protocol"],
): FleetEndpoint => ({
  host: "mx01.example.edu",
  address: "127.0.0.1",
  port,
  service,
  role: "mta",
  protocol,
  sni: "mx01.example.edu",
  behindProxy: false,
  prove: "auto",
})
const mail = [
  endpoint("smtp", 25, "smtp"),
  endpoint("submission", 587, "smtp"),
  endpoint("smtps", 465, "smtps"),
]
const https = endpoint("https", 443, "https")

interface Watched extends Prover {
  readonly looks: string[]
  most: number
}

/** A look takes 10 ms; `answer` says what it sees. */
function watched(clock: VirtualClock, answer: (service: string, look: number) => Served): Watched {
  let open = 0
  const counts = new Map<string, number>()
  const prover: Watched = {
    looks: [],
    most: 0,
    async look({ service }, { name } = {}) {
      prover.looks.push(name === undefined ? service : `${service} ${name}`)
      open += 1
      prover.most = Math.max(prover.most, open)
      await clock.sleep(10)
      open -= 1
      const count = (counts.get(service) ?? 0) + 1
      counts.set(service, count)
      return answer(service, count)
    },
    check: async () => undefined,
  }
  return prover
}

const from = { way: "direct", address: "127.0.0.1" } as const
const good: Served = { ok: true, fingerprint: "new", from }
const old: Served = { ok: true, fingerprint: "old", from }

function proveOn(
  clock: VirtualClock,
  prover: Prover,
  endpoints: readonly FleetEndpoint[],
  timeoutMs = 2_000,
) {
  const wanted = new Map(endpoints.map((one) => [one, "new"]))
  return proveAll(prover, wanted, { clock, timeoutMs, intervalMs: 250 })
}

describe("proveAll", () => {
  it("asks for three successes in a row; one failure begins the count anew", async () => {
    const clock = new VirtualClock()
    const prover = watched(clock, (_, look) => (look === 3 ? old : good))
    expect(await proveOn(clock, prover, [https])).toEqual([{ endpoint: https, proven: true, from }])
    expect(prover.looks).toHaveLength(6)
  })

  it("opens one connection at a time to the SMTP ports, and all of them get their turn", async () => {
    const clock = new VirtualClock()
    const begin = clock.now()
    const prover = watched(clock, () => good)
    const proofs = await proveOn(clock, prover, mail)
    expect(proofs.every(({ proven }) => proven)).toBe(true)
    expect(prover.most).toBe(1)
    expect(prover.looks.slice(0, 6)).toEqual(["smtp", "submission", "smtps", "smtp", "submission", "smtps"])
    // Two intervals and a few looks: not three ports one after the other.
    expect(clock.now() - begin).toBeLessThan(700)
  })

  it("says what was served when the time is over, and proves the neighbours all the same", async () => {
    const clock = new VirtualClock()
    const prover = watched(clock, (service) => (service === "smtp" ? old : good))
    const proofs = await proveOn(clock, prover, [...mail, https])
    expect(proofs.map(({ proven }) => proven)).toEqual([false, true, true, true])
    expect(proofs[0]?.problem).toContain("serves another certificate (old")
  })

  it("asks by other names in turn where one connection at a time is allowed", async () => {
    const clock = new VirtualClock()
    const prover = watched(clock, () => good)
    const names = new Map(mail.map((one) => [one, ["mx.example.edu", "smtp.example.edu"]]))
    const wanted = new Map(mail.map((one) => [one, "new"]))
    const proofs = await proveAll(prover, wanted, { clock, timeoutMs: 2_000, intervalMs: 250, names })
    expect(proofs.every(({ proven }) => proven)).toBe(true)
    expect(prover.most).toBe(1)
    expect(prover.looks.filter((look) => look.includes(" ")).sort()).toEqual(
      mail.flatMap(({ service }) => [`${service} mx.example.edu`, `${service} smtp.example.edu`]).sort(),
    )
  })

  describe("with a port that did not answer before", () => {
    const silent = new Set([https])
    const refused: Served = { ok: false, problem: "refused" }
    const proveWith = (clock: VirtualClock, prover: Prover, endpoints: readonly FleetEndpoint[]) =>
      proveAll(prover, new Map(endpoints.map((one) => [one, "new"])), {
        ...{ clock, timeoutMs: 60_000, intervalMs: 250, silent },
      })

    it("does not wait for it longer than for the others", async () => {
      const clock = new VirtualClock()
      const begin = clock.now()
      const prover = watched(clock, (service) => (service === "https" ? refused : good))
      expect(await proveWith(clock, prover, [https, ...mail])).toMatchObject([
        { endpoint: https, proven: false, silent: true, problem: "refused" },
        ...mail.map((endpoint) => ({ endpoint, proven: true })),
      ])
      expect(clock.now() - begin).toBeLessThan(2_000)
    })

    it("takes it where it answers by then, as any other", async () => {
      const clock = new VirtualClock()
      const prover = watched(clock, (service, look) => (service === "https" && look < 2 ? refused : good))
      const proofs = await proveWith(clock, prover, [https, ...mail])
      expect(proofs.map(({ proven }) => proven)).toEqual([true, true, true, true])
    })

    it("fails where it answers with another certificate", async () => {
      const clock = new VirtualClock()
      const prover = watched(clock, (service) => (service === "https" ? old : good))
      const [proof] = await proveWith(clock, prover, [https, ...mail])
      expect(proof).toMatchObject({ proven: false, problem: expect.stringContaining("another certificate") })
      expect(proof?.silent).toBeUndefined()
    })

    it("looks once where no other port is left", async () => {
      const clock = new VirtualClock()
      const prover = watched(clock, () => refused)
      const [proof] = await proveWith(clock, prover, [https])
      expect(proof).toMatchObject({ silent: true })
      expect(prover.looks.length).toBeLessThan(3)
    })
  })
})
