import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../cli/folder.js"

interface User {
  readonly env: Readonly<Record<string, string>>
  readonly uid: number | undefined
}
const { compileCache } = createRequire(import.meta.url)("../../bin/compileCache.js") as {
  compileCache(user: User): string | undefined
}
const uid = process.getuid?.()
const stranger = 54_321

describe.skipIf(uid === undefined)("the folder for compiled code", () => {
  it("is made in the cache home, for the user alone", () => {
    const home = temporaryFolder()
    const folder = compileCache({ env: { XDG_CACHE_HOME: home, HOME: "/nowhere" }, uid })
    expect(folder).toBe(join(home, "certfleet/compiled"))
    for (const made of ["certfleet", "certfleet/compiled"])
      expect(statSync(join(home, made)).mode & 0o777).toBe(0o700)
  })

  it("is made below the home where no cache home is named, or one that is no absolute path", () => {
    const home = temporaryFolder()
    for (const named of [{}, { XDG_CACHE_HOME: "" }, { XDG_CACHE_HOME: "relative" }])
      expect(compileCache({ env: { ...named, HOME: home }, uid })).toBe(
        join(home, ".cache/certfleet/compiled"),
      )
    expect(statSync(join(home, ".cache")).mode & 0o777).toBe(0o700)
  })

  it("is the same the next time", () => {
    const env = { HOME: temporaryFolder() }
    expect(compileCache({ env, uid })).toBe(compileCache({ env, uid }))
  })

  it("is none without a home, and on a system without users", () => {
    expect(compileCache({ env: {}, uid })).toBeUndefined()
    expect(compileCache({ env: { HOME: "relative" }, uid })).toBeUndefined()
    expect(compileCache({ env: { HOME: temporaryFolder() }, uid: undefined })).toBeUndefined()
  })

  it("is none in the home of somebody else, as sudo leaves it, and nothing is made there", () => {
    const home = temporaryFolder()
    if (uid === 0) chownSync(home, stranger, stranger)
    expect(compileCache({ env: { HOME: home }, uid: uid === 0 ? uid : stranger })).toBeUndefined()
    expect(readdirSync(home)).toEqual([])
  })

  it.each(["certfleet/compiled", "certfleet", ""])("is none where others can write to %j", (open) => {
    const home = temporaryFolder()
    const env = { XDG_CACHE_HOME: home }
    compileCache({ env, uid })
    // In a sticky folder, as /tmp is one, nobody can replace what another has made: that will do above it.
    for (const mode of [0o770, 0o702, ...(open === "certfleet/compiled" ? [0o1777] : [])]) {
      chmodSync(join(home, open), mode)
      expect(compileCache({ env, uid })).toBeUndefined()
    }
    chmodSync(join(home, open), 0o755)
    expect(compileCache({ env, uid })).toBe(join(home, "certfleet/compiled"))
  })

  it("is none where a link stands in its place", () => {
    const home = temporaryFolder()
    mkdirSync(join(home, "certfleet/elsewhere"), { recursive: true })
    symlinkSync("elsewhere", join(home, "certfleet/compiled"))
    expect(compileCache({ env: { XDG_CACHE_HOME: home }, uid })).toBeUndefined()
  })

  it("is none where it cannot be made", () => {
    const home = temporaryFolder()
    writeFileSync(join(home, ".cache"), "a file")
    expect(compileCache({ env: { HOME: home }, uid })).toBeUndefined()
    expect(compileCache({ env: { HOME: "/proc/nobody" }, uid })).toBeUndefined()
  })

  it.runIf(uid === 0)("is none where it belongs to somebody else", () => {
    const home = temporaryFolder()
    const env = { XDG_CACHE_HOME: home }
    const folder = compileCache({ env, uid }) ?? ""
    // Root's own is not the user's either.
    expect(compileCache({ env, uid: stranger })).toBeUndefined()
    chownSync(folder, stranger, stranger)
    expect(compileCache({ env, uid })).toBeUndefined()
  })
})
