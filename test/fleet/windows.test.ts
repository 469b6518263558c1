import { describe, expect, it } from "vitest"
import { isOpen, windowPattern } from "../../src/fleet/windows.js"

/** Local time; 2026-05-02 is a Saturday. */
const saturday = (time: string): Date => new Date(`2026-05-02T${time}:00`)
const sunday = (time: string): Date => new Date(`2026-05-03T${time}:00`)

describe("isOpen", () => {
  it.each([
    ["02:00-04:00", "01:59", false],
    ["02:00-04:00", "02:00", true],
    ["02:00-04:00", "03:59", true],
    ["02:00-04:00", "04:00", false],
    ["22:00-04:00", "21:59", false],
    ["22:00-04:00", "22:00", true],
    ["22:00-04:00", "00:00", true],
    ["22:00-04:00", "03:59", true],
    ["22:00-04:00", "04:00", false],
    ["06:00-06:00", "05:59", true],
    ["06:00-06:00", "06:00", true],
  ])("of %s at %s is %s on any day", (window, time, open) => {
    expect([isOpen(window, saturday(time)), isOpen(window, sunday(time))]).toEqual([open, open])
  })

  it("goes by the day on which the window begins", () => {
    const night = "Sat 22:00-04:00"
    expect(isOpen(night, saturday("23:00"))).toBe(true)
    expect(isOpen(night, sunday("03:00"))).toBe(true)
    expect(isOpen(night, saturday("03:00"))).toBe(false)
    expect(isOpen(night, sunday("23:00"))).toBe(false)
    expect(isOpen("sun,sat 10:00-12:00", sunday("11:00"))).toBe(true)
    expect(isOpen("Mon,Tue 10:00-12:00", sunday("11:00"))).toBe(false)
  })
})

describe("windowPattern", () => {
  it.each(["24:00-01:00", "9:00-10:00", "Sat", "Sam 10:00-11:00", "10:00-11:60", "Sat, Sun 10:00-11:00"])(
    "refuses %s",
    (text) => {
      expect(windowPattern.test(text)).toBe(false)
    },
  )
})
