import { describe, expect, it } from "vitest"
import { discover } from "../../../src/status/discovery/ask.js"
import { raw, resolves, siteSession } from "./site.js"

describe("discover", () => {
  it("starts zmprov twice and zmlocalconfig once, as who owns the installation", async () => {
    const session = siteSession()
    await discover(session, { resolves })
    expect(
      session.asked.map(({ argv, user }) => [user, argv[0] === "/bin/sh" ? argv[3] : argv.join(" ")]),
    ).toEqual([
      [undefined, "find-zimbra"],
      ["zimbra", "/opt/zimbra/bin/zmprov -l"],
      ["zimbra", "/opt/zimbra/bin/zmlocalconfig -m nokey ldap_master_url"],
      ["zimbra", "/opt/zimbra/bin/zmprov -l"],
    ])
    const questions = Buffer.from(session.asked[3]?.stdin as Uint8Array).toString()
    expect(questions.split("\n").map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      ...["gs store1.example.edu", "gs zm-a.example.edu", "gs edge1.example.edu", "gs edge2.example.edu"],
      ...["gs mx9.example.edu", "gs mx-old.example.edu", "gs dir1.example.edu", "gs dir2.example.edu"],
      ...["gd example.edu", "gd staff.example.edu", "gd club.example.edu", "gd lab.internal", "garpd", ""],
    ])
  })

  it("knows Carbonio by its user and home", async () => {
    const session = siteSession({ found: "@user zextras\n@home /opt/zextras\n@done 1\n" })
    expect((await discover(session, { resolves })).installation).toEqual({
      user: "zextras",
      home: "/opt/zextras",
    })
    expect(session.asked[1]).toMatchObject({ user: "zextras", argv: ["/opt/zextras/bin/zmprov", "-l"] })
  })

  it("says where there is no Zimbra", async () => {
    await expect(discover(siteSession({ found: "@done 1\n" }), { resolves })).rejects.toMatchObject({
      code: "config",
      message: "dir1.example.edu has no Zimbra: no zmprov in /opt/zimbra/bin or /opt/zextras/bin",
      hint: expect.stringContaining("any one knows all"),
    })
  })

  it("believes no exit status: a zmprov that did not come to the end is an error", async () => {
    const told = { names: "prov> ", stderr: "ERROR: ldap.LDAP_ERROR (LDAP error: connect refused)\n" }
    await expect(discover(siteSession(told), { resolves })).rejects.toMatchObject({
      code: "remote-command",
      exitCode: 3,
      message:
        "dir1.example.edu: zmprov did not answer every question (ERROR: ldap.LDAP_ERROR (LDAP error: connect refused))",
      hint: "does LDAP run? try there, as zimbra: zmprov -l gas",
    })
    const cut = raw("details.txt").slice(0, -800)
    await expect(discover(siteSession({ details: cut }), { resolves })).rejects.toMatchObject({
      code: "remote-command",
    })
  })

  it("is an error where LDAP knows no server", async () => {
    await expect(discover(siteSession({ names: "prov> prov> prov> " }), { resolves })).rejects.toMatchObject({
      message: "dir1.example.edu: zmprov knows of no server",
    })
  })

  it("keeps a server that LDAP lists and then does not know, and names it", async () => {
    const gone = raw("details.txt").replace(/# name mx9[\s\S]*?(?=prov> # name mx-old)/, "")
    const { servers, problems } = await discover(
      siteSession({
        details: gone,
        stderr: "ERROR: account.NO_SUCH_SERVER (no such server: mx9.example.edu)\n",
      }),
      { resolves },
    )
    expect(problems).toEqual(["zmprov lists the server mx9.example.edu and then does not know it"])
    expect(servers).toHaveLength(7)
  })

  it("takes an entry of another name for no answer", async () => {
    const other = raw("details.txt").replace("# name mx9.example.edu", "# name {mx9.example.edu")
    const { servers, problems } = await discover(siteSession({ details: other }), { resolves })
    expect(servers.map(({ host }) => host)).not.toContain("{mx9.example.edu")
    expect(problems).toEqual(["zmprov lists the server mx9.example.edu and then does not know it"])
  })

  it("hands no word to zmprov that is no name, and says so", async () => {
    const session = siteSession({
      names: raw("names.txt").replace("staff.example.edu", "staff; da evil.example.edu"),
      details: raw("details.txt")
        .replace(/# name staff[\s\S]*?(?=prov> # name club)/, "")
        .replace("prov> prov> ", "prov> "),
    })
    const { problems } = await discover(session, { resolves })
    expect(problems).toEqual(['the domain "staff; da evil.example.edu" was passed over: it is no host name'])
    expect(Buffer.from(session.asked[3]?.stdin as Uint8Array).toString()).not.toContain("evil")
  })
})
