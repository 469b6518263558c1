import { execFileSync } from "node:child_process"
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { createAtomically, filesIn, localFiles } from "../../src/local/files.js"

let folder = ""
let count = 0
let work = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "certfleet-files-"))
})
beforeEach(() => {
  work = join(folder, String(++count))
  mkdirSync(work)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fifo = (name: string): string => {
  execFileSync("mkfifo", [join(work, name)])
  return join(work, name)
}

describe("a file that the shell handed over open", () => {
  it("is added to, and what leads to it stays", async () => {
    const file = join(work, "out")
    writeFileSync(file, "first\n")
    const descriptor = openSync(file, "a")
    try {
      const path = `/dev/fd/${descriptor}`
      expect(await localFiles.kind(path)).toBe("other")
      await localFiles.replace(path, "second\n")
      expect(readFileSync(file, "utf8")).toBe("first\nsecond\n")
    } finally {
      closeSync(descriptor)
    }
  })
})

describe("real", () => {
  it("has places below a file, where nothing is", async () => {
    writeFileSync(join(work, "file"), "")
    expect(await filesIn(work).real("file/page")).toBe(join(realpathSync(work), "file/page"))
    expect(await filesIn(work).kind("file/page")).toBeUndefined()
  })

  it("follows links on the way, and says where what is not there yet would be", async () => {
    mkdirSync(join(work, "there"))
    symlinkSync("there", join(work, "link"))
    const files = filesIn(work)
    const there = join(realpathSync(work), "there")
    expect(await files.real("link")).toBe(there)
    expect(await files.real("link/not/yet")).toBe(join(there, "not/yet"))
    expect(await files.real("link/..")).toBe(realpathSync(work))
  })

  it("does not follow links that go round in a circle", async () => {
    symlinkSync("round", join(work, "round"))
    await expect(filesIn(work).real("round/x")).rejects.toMatchObject({ code: "usage" })
  })
})

describe("read", () => {
  it("refuses a file above the limit by its size alone", async () => {
    const file = join(work, "huge")
    writeFileSync(file, "")
    // Sparse: nothing of it is on the disk, and reading it would take 8 GiB.
    truncateSync(file, 8 * 1024 ** 3)
    await expect(localFiles.read(file)).rejects.toMatchObject({
      code: "unreadable",
      message: `${file} is larger than 16 MiB`,
    })
  })

  it("takes another limit where one is given", async () => {
    const file = join(work, "small")
    writeFileSync(file, "0123456789")
    await expect(localFiles.read(file, { maxBytes: 9 })).rejects.toThrow("is larger than")
    expect(Buffer.from(await localFiles.read(file, { maxBytes: 10 })).toString()).toBe("0123456789")
    truncateSync(file, 17 * 1024 ** 2)
    expect(await localFiles.read(file, { maxBytes: 32 * 1024 ** 2 })).toHaveLength(17 * 1024 ** 2)
  })

  it("reads files that do not say how large they are", async () => {
    expect(Buffer.from(await localFiles.read("/proc/self/status")).toString()).toContain("Pid:")
  })

  it("does not wait for a named pipe", async () => {
    await expect(localFiles.read(fifo("pipe"))).rejects.toThrow("is a named pipe, and was not read")
  })

  it("does not read devices, of which only the empty one is empty", async () => {
    await expect(localFiles.read("/dev/zero")).rejects.toThrow("/dev/zero is a device, and was not read")
    symlinkSync("/dev/zero", join(work, "link"))
    await expect(localFiles.read(join(work, "link"))).rejects.toThrow("is a device")
    expect(await localFiles.read("/dev/null")).toHaveLength(0)
  })

  it("does not read a socket", async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(work, "socket"), resolve))
    await expect(localFiles.read(join(work, "socket"))).rejects.toThrow("is a socket, and was not read")
    await new Promise((resolve) => server.close(resolve))
  })

  it("makes a folder and those above it", async () => {
    await localFiles.folder(join(work, "a/b"), { mode: 0o700 })
    await localFiles.folder(join(work, "a/b"))
    expect(statSync(join(work, "a/b")).mode & 0o777).toBe(0o700)
  })

  it.runIf(existsSync("/proc/self"))("says so where no folder can be made (needs /proc)", async () => {
    await expect(localFiles.folder("/proc/none/below")).rejects.toMatchObject({
      message: expect.stringContaining("/proc/none"),
    })
  })

  it("refuses a file where a folder should be", async () => {
    writeFileSync(join(work, "file"), "")
    await expect(localFiles.folder(join(work, "file"))).rejects.toMatchObject({ code: "exists" })
  })

  it("names a folder as one", async () => {
    await expect(localFiles.read(work)).rejects.toMatchObject({ message: `${work} is a folder` })
  })
})

describe("a pipe that the shell hands over", () => {
  const ends = (): { readonly path: string; readonly reader: number; readonly writer: number } => {
    const pipe = fifo("handed-over")
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
    return { path: `/dev/fd/${reader}`, reader, writer: openSync(pipe, constants.O_WRONLY) }
  }

  it("is read to its end", async () => {
    const { path, reader, writer } = ends()
    writeSync(writer, "from a command")
    closeSync(writer)
    expect(Buffer.from(await localFiles.read(path)).toString()).toBe("from a command")
    closeSync(reader)
  })

  it("is read up to the limit", async () => {
    const { path, reader, writer } = ends()
    writeSync(writer, "x".repeat(1000))
    await expect(localFiles.read(path, { maxBytes: 999 })).rejects.toThrow("is larger than")
    closeSync(writer)
    closeSync(reader)
  })

  it("is given up with the signal while nothing comes", async () => {
    const { path, reader, writer } = ends()
    const interruption = new AbortController()
    const read = filesIn("/", localFiles, interruption.signal).read(path)
    interruption.abort(new ToolError("cancelled", "interrupted"))
    await expect(read).rejects.toMatchObject({ code: "cancelled" })
    closeSync(writer)
    closeSync(reader)
  })
})

describe("names that are no UTF-8", () => {
  const raw = (name: string): Buffer => Buffer.concat([Buffer.from(`${work}/`), Buffer.from(name, "latin1")])

  it("are listed so that they can be read, also beside each other", async () => {
    writeFileSync(raw("m\u00fcnchen.pem"), "Latin-1")
    writeFileSync(raw("m\u00f6nch.pem"), "the other")
    writeFileSync(join(work, "köln 🔑.pem"), "UTF-8")
    const contents = new Map<string, string>()
    for (const { name, kind } of await localFiles.entries(work)) {
      expect(kind).toBe("file")
      contents.set(name, Buffer.from(await localFiles.read(join(work, name))).toString())
    }
    expect([...contents]).toEqual([
      ["köln 🔑.pem", "UTF-8"],
      ["m\udcf6nch.pem", "the other"],
      ["m\udcfcnchen.pem", "Latin-1"],
    ])
    expect(await localFiles.list(work)).toEqual([...contents.keys()])
    expect(await localFiles.kind(join(work, "m\udcf6nch.pem"))).toBe("file")
    expect(await localFiles.exists(join(work, "m\udcf6nch.pem"))).toBe(true)
  })

  it("are found as the command line shows them, unless two look the same", async () => {
    mkdirSync(raw("b\u00fccher"))
    writeFileSync(raw("b\u00fccher/m\u00fcnchen.pem"), "found")
    const typed = join(work, "b\ufffdcher/m\ufffdnchen.pem")
    expect(Buffer.from(await localFiles.read(typed)).toString()).toBe("found")
    writeFileSync(raw("b\u00fccher/m\u00f6nchen.pem"), "two")
    expect(readdirSync(raw("b\u00fccher"))).toHaveLength(2)
    await expect(localFiles.read(typed)).rejects.toMatchObject({ code: "not-found" })
  })
})

describe("replace", () => {
  it("puts a file in the place of another one", async () => {
    const file = join(work, "report.json")
    await localFiles.replace(file, "one")
    await localFiles.replace(file, "two")
    expect([readFileSync(file, "utf8"), readdirSync(work)]).toEqual(["two", ["report.json"]])
  })

  it("writes to a device, and leaves it one", async () => {
    const link = join(work, "report.json")
    symlinkSync("/dev/null", link)
    await localFiles.replace(link, "one")
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readdirSync(work)).toEqual(["report.json"])
  })

  it("writes to a named pipe that somebody reads, and does not wait for one that nobody does", async () => {
    const pipe = fifo("report.json")
    await expect(localFiles.replace(pipe, "one")).rejects.toMatchObject({
      code: "unwritable",
      message: `${pipe} is a pipe or socket that nobody reads`,
    })
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
    await localFiles.replace(pipe, "two")
    expect(readFileSync(reader, "utf8")).toBe("two")
    closeSync(reader)
  })
})

describe("createAtomically where there are no hard links", () => {
  const refused = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }))

  it.each(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])("writes the file all the same: %s", async (code) => {
    await createAtomically(join(work, "key"), "secret", { mode: 0o600 }, refused(code))
    expect([readFileSync(join(work, "key"), "utf8"), statSync(join(work, "key")).mode & 0o777]).toEqual([
      "secret",
      0o600,
    ])
    expect(readdirSync(work)).toEqual(["key"])
  })

  it("still never overwrites", async () => {
    writeFileSync(join(work, "key"), "first")
    const again = createAtomically(join(work, "key"), "second", { mode: 0o600 }, refused("EPERM"))
    await expect(again).rejects.toMatchObject({ code: "exists" })
    expect(readFileSync(join(work, "key"), "utf8")).toBe("first")
    expect(readdirSync(work)).toEqual(["key"])
  })

  it("passes on whatever else a link fails with", async () => {
    const made = createAtomically(join(work, "key"), "secret", { mode: 0o600 }, refused("ENOSPC"))
    await expect(made).rejects.toMatchObject({ code: "no-space" })
    expect(readdirSync(work)).toEqual([])
  })
})
