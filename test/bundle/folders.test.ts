import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { certificateFolder, newestFolder, timeStamp } from "../../src/bundle/folders.js"
import { localFiles } from "../../src/local/files.js"

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

describe("the newest folder", () => {
  async function newest(folders: Readonly<Record<string, string>>): Promise<string | undefined> {
    const home = mkdtempSync(join(tmpdir(), "certfleet-test-"))
    try {
      const fleetFile = join(home, "fleet.yaml")
      const own = certificateFolder("mail.example.edu", fleetFile)
      for (const [name, time] of Object.entries(folders)) {
        mkdirSync(join(own, name), { recursive: true })
        writeFileSync(join(own, name, "commercial.crt"), "")
        utimesSync(join(own, name, "commercial.crt"), new Date(time), new Date(time))
      }
      const found = await newestFolder(localFiles, "mail.example.edu", "commercial.crt", fleetFile)
      return found?.slice(own.length + 1)
    } finally {
      rmSync(home, { recursive: true })
    }
  }

  it("of one day is the one that was imported last, whatever its fingerprint", async () => {
    const [morning, evening] = ["2026-11-27T04:54:00Z", "2026-11-27T17:07:46Z"]
    expect(await newest({ "2026-11-27-e8b98ffb": morning, "2026-11-27-b05c1006": evening })).toBe(
      "2026-11-27-b05c1006",
    )
    expect(await newest({ "2026-11-27-e8b98ffb": evening, "2026-11-27-b05c1006": morning })).toBe(
      "2026-11-27-e8b98ffb",
    )
  })

  it("of several days is the one whose certificate begins last, also where all were copied since", async () => {
    const copied = "2026-12-01T00:00:00Z"
    const folders = { "2026-11-27-00000001": "2026-12-24T00:00:00Z", "2026-11-28-00000000": copied }
    expect(await newest(folders)).toBe("2026-11-28-00000000")
  })
})

describe("timeStamp", () => {
  it("is UTC, sorts by time and has no colon", () => {
    expect(timeStamp(Date.UTC(2026, 4, 1, 9, 30, 5, 123))).toBe("2026-05-01T09-30-05Z")
  })
})
