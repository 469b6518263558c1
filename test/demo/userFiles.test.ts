import { beforeEach, describe, expect, it } from "vitest"
import { HostFiles } from "../../src/demo/hostFiles.js"
import { AccessDenied, UserFiles } from "../../src/demo/userFiles.js"

const cacerts = "/opt/zimbra/common/etc/java/cacerts"

describe("UserFiles", () => {
  let disk: HostFiles
  let files: UserFiles
  beforeEach(() => {
    disk = new HostFiles()
    for (const [path, owner] of [
      ["/opt/zimbra", "root"],
      ["/opt/zimbra/conf", "zimbra"],
    ] as const)
      disk.makeFolder(path, owner)
    disk.write(cacerts, "old", 0o644, "zimbra")
    files = new UserFiles(disk, "zimbra")
  })

  it("writes a file of the user's in place, where its folder is root's, and keeps mode and owner", () => {
    files.write(cacerts, "new")
    expect(disk.file(cacerts)).toEqual({ content: Buffer.from("new"), mode: 0o644, owner: "zimbra" })
  })

  it("neither deletes nor replaces nor creates a file in a folder of root's", () => {
    for (const attempt of [
      () => files.remove(cacerts),
      () => files.remove("/opt/zimbra/common"),
      () => files.replace(cacerts, "new", 0o644),
      () => files.write(`${cacerts}.new`, "new"),
    ])
      expect(attempt).toThrow(AccessDenied)
    expect(disk.under("/opt/zimbra").map((path) => disk.text(path))).toEqual(["old"])
  })

  it("does all of that in the user's own folder, and below it", () => {
    files.write("/opt/zimbra/conf/ca/a", "a")
    files.replace("/opt/zimbra/conf/ca/a", "b", 0o600)
    expect(disk.file("/opt/zimbra/conf/ca/a")).toMatchObject({ mode: 0o600, owner: "zimbra" })
    files.remove("/opt/zimbra/conf")
    expect(disk.under("/opt/zimbra/conf")).toEqual([])
  })

  it("writes no file of root's, but deletes it where the folder is the user's", () => {
    disk.write("/opt/zimbra/conf/key", "root's", 0o600, "root")
    expect(() => files.write("/opt/zimbra/conf/key", "new")).toThrow(AccessDenied)
    expect(files.mayRead("/opt/zimbra/conf/key")).toBe(false)
    files.remove("/opt/zimbra/conf/key")
    expect(disk.exists("/opt/zimbra/conf/key")).toBe(false)
  })

  it("lets root do everything", () => {
    const root = new UserFiles(disk, "root")
    root.replace(cacerts, "new", 0o600)
    root.write("/opt/zimbra/common/more", "more")
    expect(disk.under("/opt/zimbra/common").map((path) => disk.file(path)?.owner)).toEqual(["root", "root"])
  })
})

describe("HostFiles", () => {
  it("reaches one file by both names of a linked folder, and lists it under the name asked for", () => {
    const disk = new HostFiles()
    disk.link("/opt/zimbra/mailboxd", "/opt/zimbra/jetty_base")
    disk.write("/opt/zimbra/mailboxd/etc/keystore", "one")
    expect(disk.text("/opt/zimbra/jetty_base/etc/keystore")).toBe("one")
    expect(disk.under("/opt/zimbra/mailboxd")).toEqual(["/opt/zimbra/mailboxd/etc/keystore"])
    expect([...disk.snapshot("/opt/zimbra").keys()]).toEqual(["/opt/zimbra/jetty_base/etc/keystore"])
    disk.remove("/opt/zimbra/mailboxd")
    expect(disk.exists("/opt/zimbra/jetty_base")).toBe(false)
  })
})
