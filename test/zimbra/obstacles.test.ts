import { describe, expect, it } from "vitest"
import { readReports } from "../../src/remote/script.js"
import { undoObstacle } from "../../src/zimbra/obstacles.js"

const home = "/opt/zimbra"
const said = (...lines: readonly string[]): string | undefined =>
  undoObstacle(readReports(lines.map((line) => `@blocked ${line}\n`).join("")), { user: "zimbra", home })

describe("undoObstacle", () => {
  it("says nothing where the trial went well", () => {
    expect(said()).toBeUndefined()
  })

  it.each([
    [`write root:root 644 ${home}/common/etc/java/cacerts`, true],
    [`own root:zimbra 664 ${home}/common/etc/java/cacerts`, true],
    [`read zimbra:zimbra 200 ${home}/conf/smtpd.key`, true],
    [`write zimbra:zimbra 440 ${home}/mailboxd/etc/keystore`, true],
    [`create root:root 755 ${home}/ssl`, true],
    [`create root:root 755 ${home}/conf/ca`, true],
    [`create root:root 755 ${home}/common/etc/java`, false],
    [`create zimbra:zimbra 555 ${home}/ssl/zimbra/commercial`, false],
    [`write zimbra:zimbra 640 ${home}/conf/smtpd.key`, false],
    [`follow root:root 777 ${home}/conf/smtpd.key`, false],
    [`write root:root 644 /srv/conf/smtpd.key`, false],
    [`write root:root 644 ${home}/confidential/key`, false],
  ])("of `%s` says whether zmfixperms would put it right: %s", (line, isFixable) => {
    expect(said(line)).toContain(line.split(" ")[3])
    expect(said(line)?.includes("run zmfixperms as root")).toBe(isFixable)
  })

  it("names each place once, and keeps the advice to those that it is right for", () => {
    const cacerts = `write root:root 644 ${home}/common/etc/java/cacerts`
    const folder = `create root:root 755 ${home}/common/etc/java`
    expect(said(folder, cacerts, folder)).toBe(
      `a deploy could not be undone by zimbra: ${home}/common/etc/java/cacerts (root:root 644) cannot be written ` +
        `(run zmfixperms as root); ${home}/common/etc/java (root:root 755) takes no new files`,
    )
  })

  it("takes the installation's own user and home", () => {
    const line = "write zimbra:zimbra 640 /opt/zextras/conf/smtpd.key"
    const carbonio = { user: "zextras", home: "/opt/zextras" }
    expect(undoObstacle(readReports(`@blocked ${line}\n`), carbonio)).toContain("run zmfixperms as root")
  })
})
