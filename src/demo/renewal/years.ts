/** Day after day, what a timer would do: and what is served is looked at whenever something may have changed. */
import { X509Certificate } from "node:crypto"
import { type ExitCode, ToolError } from "../../errors.js"
import { type IssuedCertificate, renewalWindow } from "../acme/ledger.js"
import { lookIndependently } from "../independentCheck.js"
import { type Incident, incidents } from "./incidents.js"
import type { TravelClock } from "./travelClock.js"
import type { World } from "./world.js"

const dayMs = 86_400_000
/** The hour of the timer, UTC. */
const hourMs = 3 * 3_600_000

/** What one call of the daily job came to. */
export interface DayOutcome {
  readonly exitCode: ExitCode
  /** Whether it had something to do. */
  readonly isDue: boolean
  readonly isRenewed: boolean
}
export type DailyJob = () => Promise<DayOutcome>

export interface Renewed {
  readonly kind: "renewed"
  readonly day: Date
  readonly certificate: IssuedCertificate
  /** Days that the old certificate had left. */
  readonly left: number
  readonly servers: number
  readonly ports: number
}

/** A row of days on which the job did not come to its end. */
export interface Held {
  readonly kind: "held"
  readonly day: Date
  readonly runs: number
  readonly exitCode: ExitCode
  readonly what: string
}

export interface Years {
  readonly events: readonly (Renewed | Held)[]
  readonly runs: number
  /** Of the certificate that was served, at the worst moment. */
  readonly leastDaysLeft: number
}

export interface Span {
  readonly from: Date
  /** The last day. */
  readonly until: Date
  readonly interrupt: AbortSignal
}

/** @throws Error where anything that is served has expired, or is not what the job says */
export async function playYears(
  world: World,
  clock: TravelClock,
  { from, interrupt, until }: Span,
  job: DailyJob,
  tell: (event: Renewed | Held) => void,
): Promise<Years> {
  const watch = new Watch(world)
  await watch.look()
  let [runs, leastDaysLeft] = [0, Number.POSITIVE_INFINITY]
  for (let day = from.getTime(); day <= until.getTime(); day += dayMs) {
    if (interrupt.aborted) throw new ToolError("cancelled", "interrupted")
    clock.travelTo(day + hourMs)
    watch.befall(clock.now())
    leastDaysLeft = Math.min(leastDaysLeft, watch.daysLeft(clock.now()))
    const before = watch.daysLeft(clock.now())
    const outcome = await job()
    runs++
    if (!outcome.isDue) continue
    for (const event of await watch.outcome(outcome, new Date(day), before)) tell(event)
  }
  return { events: watch.events, runs, leastDaysLeft }
}

/** What is served, by handshakes that share no code with certfleet, and what goes wrong meanwhile. */
class Watch {
  readonly events: (Renewed | Held)[] = []
  readonly #world: World
  #served = ""
  #held: Omit<Held, "kind" | "what"> | undefined
  #incident: Incident | undefined

  constructor(world: World) {
    this.#world = world
  }

  get #renewals(): number {
    return this.events.filter(({ kind }) => kind === "renewed").length
  }

  /** One certificate on every port of every server: anything else is an error. */
  async look(): Promise<{ readonly servers: number; readonly ports: number }> {
    const seen = [...(await lookIndependently(this.#world.fleet.hosts))].filter(
      ([, prints]) => prints.length > 0,
    )
    const prints = seen.flatMap(([, one]) => one)
    const [print = "", ...others] = new Set(prints)
    if (others.length > 0) throw new Error("the servers do not serve one certificate")
    this.#served = print
    return { servers: seen.length, ports: prints.length }
  }

  /** By the calendar: seconds more or less make no other day. */
  daysLeft(now: number): number {
    const end = this.#endOfServed()
    if (end <= now) throw new Error(`an expired certificate is served on ${new Date(now).toISOString()}`)
    return Math.floor(end / dayMs) - Math.floor(now / dayMs)
  }

  #endOfServed(): number {
    const issued = this.#issued()
    return Date.parse(
      issued === undefined ? new X509Certificate(this.#world.old).validTo : issued.notAfter.toISOString(),
    )
  }

  #issued(): IssuedCertificate | undefined {
    return [...this.#world.acme.ledger.certificates.values()].find(
      ({ fingerprint }) => fingerprint === this.#served,
    )
  }

  /** Begins and ends what goes wrong, by the window of the certificate in use. */
  befall(now: number): void {
    const issued = this.#issued()
    const next = incidents.find(({ renewal }) => renewal === this.#renewals + 1)
    if (issued === undefined || next === undefined) return
    const { end, start } = renewalWindow(issued)
    const isOn = now >= start.getTime() - dayMs && now <= end.getTime() + next.daysAfter * dayMs
    if (isOn && this.#incident === undefined) next.begin(this.#world)
    if (!isOn) this.#incident?.end(this.#world)
    this.#incident = isOn ? next : undefined
  }

  /** What there is to tell of it: days on which it failed are told of once that is over. */
  async outcome(
    { exitCode, isRenewed }: DayOutcome,
    day: Date,
    left: number,
  ): Promise<readonly (Renewed | Held)[]> {
    const before = this.#served
    const counted = await this.look()
    if (!isRenewed) {
      if (this.#served !== before)
        throw new Error("a run that did not come to its end has changed what is served")
      const { day: first = day, runs = 0 } = this.#held ?? {}
      this.#held = { day: first, runs: runs + 1, exitCode }
      return []
    }
    const certificate = this.#issued()
    if (certificate === undefined || this.#served === before)
      throw new Error("the job says renewed, and the old certificate is served")
    const what = incidents.find(({ renewal }) => renewal === this.#renewals + 1)?.what ?? "held up"
    const held = this.#held === undefined ? [] : [{ kind: "held", what, ...this.#held } as const]
    this.#held = undefined
    const told = [...held, { kind: "renewed", day, certificate, left, ...counted } as const]
    this.events.push(...told)
    return told
  }
}
