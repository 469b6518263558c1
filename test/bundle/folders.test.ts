import { describe, expect, it } from "vitest"
import { certificateFolder, timeStamp } from "../../src/bundle/folders.js"

describe("certificateFolder", () => {
  it.each([
    ["mail.example.edu", "certificates/mail.example.edu"],
    ["Mail.Example.edu", "certificates/mail.example.edu"],
    ["bücher.example.edu", "certificates/xn--bcher-kva.example.edu"],
    ["*.example.edu", "certificates/_.example.edu"],
    ["2001:db8::1", "certificates/2001-db8--1"],
    ["../../etc/passwd", "certificates/_-..-etc-passwd"],
    ["..", "certificates/_"],
    [".", "certificates/_"],
    ["", "certificates/_"],
  ])("of %s is %s", (commonName, folder) => {
    expect(certificateFolder(commonName)).toBe(folder)
  })
})

describe("timeStamp", () => {
  it("is UTC, sorts by time and has no colon", () => {
    expect(timeStamp(Date.UTC(2026, 4, 1, 9, 30, 5, 123))).toBe("2026-05-01T09-30-05Z")
  })
})
