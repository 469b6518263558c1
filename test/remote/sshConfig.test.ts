import { describe, expect, it } from "vitest"
import { parseHop, sshConfigOf } from "../../src/remote/sshConfig.js"

const user = `
Host mbs01.example.edu
  HostName 192.0.2.1
  port 2222
  IdentityFile ~/.ssh/mail
  IdentityFile none
  UserKnownHostsFile none
  ProxyJump bastion, admin@inner:2200
Host *.example.edu
  User admin
  Port 2200
Match host mbs01.example.edu exec "true"
  User somebody
  HostName 192.0.2.9
Host mbs02.example.edu
  HostName 192.0.2.2
`
const system = "Host *\n  User root\n  ProxyJump none\n  HostKeyAlias fleet\n  Port no-number\n"

describe("ssh_config", () => {
  const settings = sshConfigOf([user, system])

  it("gives the first value of each keyword, the user's file before the system's", () => {
    expect(settings("mbs01.example.edu")).toEqual({
      hostName: "192.0.2.1",
      port: 2222,
      user: "admin",
      knownAs: "fleet",
      identityFiles: ["~/.ssh/mail"],
      knownHostsFiles: [],
      jumps: ["bastion", "admin@inner:2200"],
    })
  })

  it("passes over a block that would have to run a program, and no other", () => {
    expect(settings("mbs02.example.edu")).toMatchObject({ hostName: "192.0.2.2", user: "admin", port: 2200 })
    const first = sshConfigOf([`Match exec "true"\n  User somebody\n\n${user}`])
    expect(first("mbs01.example.edu")).toMatchObject({ hostName: "192.0.2.1", user: "admin" })
  })

  it("takes none for no jump host, and no number for no port", () => {
    expect(sshConfigOf([system])("elsewhere.example.com")).toEqual({
      user: "root",
      knownAs: "fleet",
      identityFiles: [],
      knownHostsFiles: [],
      jumps: [],
    })
  })

  it("keeps the files that are named", () => {
    const text = "Host a\n  IdentityFile one\n  IdentityFile two\n  UserKnownHostsFile known\n"
    expect(sshConfigOf([text])("a")).toMatchObject({
      identityFiles: ["one", "two"],
      knownHostsFiles: ["known"],
    })
  })
})

describe("parseHop", () => {
  it.each([
    ["bastion", { host: "bastion" }],
    ["admin@bastion:2200", { host: "bastion", user: "admin", port: 2200 }],
    ["ssh://admin@bastion", { host: "bastion", user: "admin" }],
    ["[2001:db8::1]:22", { host: "2001:db8::1", port: 22 }],
  ])("takes %s apart", (hop, parts) => {
    expect(parseHop(hop)).toEqual(parts)
  })
})
