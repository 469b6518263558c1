import { describe, expect, it } from "vitest"
import { rules } from "../../src/rules/registry.js"
import { calendarOf, publicLifetimes } from "../../src/status/calendar.js"

const now = new Date("2026-11-27T00:00:00Z")

describe("the calendar", () => {
  it("begins when a third of the lifetime is left", () => {
    const notBefore = new Date("2026-09-01T00:00:00Z")
    const endsFirst = new Date("2027-02-28T00:00:00Z")
    const { renewals } = calendarOf({ now, notBefore, endsFirst, isPublic: true })
    expect(renewals[0]).toEqual({ at: new Date("2026-12-30T00:00:00Z"), expires: endsFirst })
  })

  it("begins when the CA suggests it, and goes on from there", () => {
    const window = { start: new Date("2026-12-01T00:00:00Z"), end: new Date("2026-12-03T00:00:00Z") }
    const suggested = {
      at: new Date("2026-12-02T00:00:00Z"),
      window,
      explanationUrl: "https://ca.example.edu/why",
    }
    const endsFirst = new Date("2027-02-28T00:00:00Z")
    const notBefore = new Date("2026-09-01T00:00:00Z")
    const { renewals } = calendarOf({ now, notBefore, endsFirst, isPublic: true, suggested })
    expect(renewals[0]).toEqual({ ...suggested, expires: endsFirst })
    expect(renewals[1]?.expires).toEqual(new Date(suggested.at.getTime() + 200 * 86_400_000))
  })

  it("renews what lives for less than 10 days at half of its life", () => {
    const notBefore = new Date("2026-11-26T00:00:00Z")
    const endsFirst = new Date("2026-12-02T00:00:00Z")
    const { renewals } = calendarOf({ now, notBefore, endsFirst, isPublic: false })
    expect(renewals[0]?.at).toEqual(new Date("2026-11-29T00:00:00Z"))
  })

  it("gives each later certificate the lifetime of its day", () => {
    const { renewals } = calendarOf({
      now,
      notBefore: new Date("2026-09-01T00:00:00Z"),
      endsFirst: new Date("2027-02-28T00:00:00Z"),
      isPublic: true,
    })
    const lifetimes = renewals.slice(1).map(({ expires }, index) => {
      const issued = renewals[index]?.at ?? now
      return Math.round((expires.getTime() - issued.getTime()) / 86_400_000)
    })
    expect(lifetimes.slice(0, 2)).toEqual([200, 100])
    expect(lifetimes.at(-1)).toBe(47)
  })

  it("counts the rollouts of a year now, from 2027 and from 2029", () => {
    const { rates } = calendarOf({ now, notBefore: now, endsFirst: new Date("2027-06-01"), isPublic: true })
    expect(rates).toEqual([
      { from: undefined, lifetimeDays: 200, aYear: 3 },
      { from: "2027-03-15", lifetimeDays: 100, aYear: 6 },
      { from: "2029-03-15", lifetimeDays: 47, aYear: 12 },
    ])
  })

  it("renews at once what should have been renewed before now", () => {
    const { renewals } = calendarOf({
      now,
      notBefore: new Date("2026-01-01"),
      endsFirst: new Date("2026-11-30"),
      isPublic: true,
    })
    expect(renewals[1]?.expires).toEqual(new Date(now.getTime() + 200 * 86_400_000))
  })

  it("takes a private CA's certificates to live as long as this one", () => {
    const { rates, renewals } = calendarOf({
      now,
      notBefore: new Date("2026-01-01T00:00:00Z"),
      endsFirst: new Date("2028-01-01T00:00:00Z"),
      isPublic: false,
    })
    expect(rates).toEqual([{ from: undefined, lifetimeDays: 730, aYear: 1 }])
    expect(renewals.map(({ expires }) => expires.getUTCFullYear())).toEqual([2028, 2029])
  })

  it("knows the lifetimes that the lint rules hold certificates to", () => {
    const held = rules.flatMap(({ code, inForce }) => {
      const days = /^validity-over-(\d+)-days$/.exec(code)?.[1]
      return days === undefined || inForce?.from === undefined ? [] : [`${inForce.from} ${days}`]
    })
    expect(publicLifetimes.filter(({ from, days }) => !held.includes(`${from} ${days}`))).toEqual([])
  })
})
