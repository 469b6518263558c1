import { describe, expect, it } from "vitest"
import { draftOfInventory } from "../../../src/status/discovery/draftInventory.js"
import { draftText } from "../../../src/status/discovery/draftText.js"
import { readInventory } from "../../../src/status/discovery/inventory.js"
import { fleetOf, raw } from "./site.js"

/** As `ansible-inventory --list` of ansible-core 2.14 prints it. */
const listing = {
  _meta: {
    hostvars: {
      "mbs01.example.edu": { ansible_host: "192.0.2.11", ansible_port: 2222, ansible_user: "admin" },
      "mbs02.example.edu": { ansible_host: "2001:db8::12", ansible_user: "admin" },
      "ldap01.example.edu": { ansible_user: "admin" },
      "ldap02.example.edu": { ansible_user: "admin" },
      edge: { ansible_host: "prx01.example.edu", ansible_user: "admin" },
      "ns1.example.edu": { ansible_user: "admin" },
      "backup.example.edu": { ansible_user: "admin" },
    },
  },
  all: { children: ["ungrouped", "zimbra", "name_servers"] },
  zimbra: { children: ["zimbra_mailboxes", "ldap", "proxies", "zimbra-mta", "backup_hosts"] },
  zimbra_mailboxes: { hosts: ["mbs01.example.edu", "mbs02.example.edu"] },
  ldap: { children: ["ldap_master", "ldap_replicas"] },
  ldap_master: { hosts: ["ldap01.example.edu"] },
  ldap_replicas: { hosts: ["ldap02.example.edu"] },
  proxies: { hosts: ["edge"] },
  "zimbra-mta": { hosts: ["edge"] },
  name_servers: { hosts: ["ns1.example.edu"] },
  backup_hosts: { hosts: ["backup.example.edu"] },
}

function drafted(data: unknown = listing): string {
  const inventory = readInventory(JSON.stringify(data), "inventory.json")
  return draftText(draftOfInventory(inventory, "inventory.json", "2026-11-27"))
}

describe("the draft of an Ansible inventory", () => {
  it("loads, with addresses, ports, roles by the groups' names, and the LDAP master", () => {
    const { servers, ssh } = fleetOf(drafted())
    expect(
      servers.map(({ host, address, sshPort, roles, ldapMaster }) => [
        ...[host, address, sshPort, roles.join(" ")],
        ...(ldapMaster ? ["master"] : []),
      ]),
    ).toEqual([
      ["mbs01.example.edu", "192.0.2.11", 2222, "mailbox"],
      ["mbs02.example.edu", "2001:db8::12", 22, "mailbox"],
      ["ldap01.example.edu", "ldap01.example.edu", 22, "ldap", "master"],
      ["ldap02.example.edu", "ldap02.example.edu", 22, "ldap"],
      ["prx01.example.edu", "prx01.example.edu", 22, "proxy mta"],
      ["ns1.example.edu", "ns1.example.edu", 22, "dns"],
    ])
    expect(ssh.user).toBe("admin")
  })

  it("names the groups and hosts that tell no role, and leaves the host in a comment", () => {
    const text = drafted()
    expect(text).toContain("# - groups whose names tell no role: zimbra, backup_hosts\n")
    expect(text).toContain("# - roles of backup.example.edu\n")
    expect(text).toContain("  # - { host: backup.example.edu, roles: [] }\n")
    expect(text).toContain("  # edge in the inventory.\n")
  })

  it.each([
    ["mailstores", "mailbox"],
    ["zimbra_store", "mailbox"],
    ["zm-mailbox-servers", "mailbox"],
    ["LDAP_Replicas", "ldap"],
    ["zimbra_proxy_01", "proxy"],
    ["mx", "mta"],
    ["mtas", "mta"],
    ["dns", "dns"],
    ["ns", "dns"],
  ])("takes the group %s for %s", (group, role) => {
    const { hosts } = readInventory(JSON.stringify({ [group]: { hosts: ["a.example.edu"] } }), "x")
    expect(hosts[0]?.roles).toEqual([role])
  })

  it("ends where groups contain each other, and counts a host once in any case", () => {
    const { hosts } = readInventory(
      JSON.stringify({
        mta: { children: ["mx"] },
        mx: { children: ["mta"], hosts: ["A.example.edu", "a.example.edu"] },
      }),
      "x",
    )
    expect(hosts.map(({ name, roles }) => [name, roles])).toEqual([["a.example.edu", ["mta"]]])
  })

  it("passes over what is no host or address, and says so", () => {
    const data = {
      _meta: {
        hostvars: { "mx.example.edu": { ansible_host: "{{ inventory_hostname }}", ansible_port: "many" } },
      },
      mta: { hosts: ["mx.example.edu", "mx 2\u001b[2J"] },
    }
    const { hosts, problems } = readInventory(JSON.stringify(data), "x")
    expect(hosts).toMatchObject([{ name: "mx.example.edu", address: undefined, port: undefined }])
    expect(problems).toEqual([
      'the host "mx 2\\u001b[2J" was passed over: it is no host name',
      'mx.example.edu has the ansible_host "{{ inventory_hostname }}", which is no address',
      "mx.example.edu has an ansible_port that is none",
    ])
  })

  it("keeps names without a domain out of a public certificate", () => {
    const text = drafted({ mta: { hosts: ["mx1", "mx.example.edu"] } })
    expect(fleetOf(text).servers.map(({ names }) => names)).toEqual([[], ["mx.example.edu"]])
    expect(fleetOf(text).certificate.commonName).toBe("mx.example.edu")
  })

  it("is right for what ansible-inventory 2.14 printed of an inventory in INI", () => {
    const text = draftText(
      draftOfInventory(readInventory(raw("inventory.json"), "list.json"), "list.json", "2026-11-27"),
    )
    const { servers, certificate } = fleetOf(text)
    expect(
      servers.map(({ host, address, sshPort, roles }) => `${host} ${address} ${sshPort} ${roles}`),
    ).toEqual([
      "mbs01.example.edu mbs01.example.edu 22 mailbox",
      "mbs02.example.edu mbs02.example.edu 22 mailbox",
      "ldap01.example.edu 192.0.2.21 22 ldap",
      "ldap02.example.edu 2001:db8::22 2222 ldap",
      "prx01.example.edu prx01.example.edu 22 proxy,mta",
      "edge2 edge2 22 proxy",
    ])
    // Not watch.example.edu, which is the first host of the file and no server of Zimbra's.
    expect(certificate.commonName).toBe("prx01.example.edu")
    expect(text).not.toContain("geheim")
  })

  it("refuses one that names no host that is one", () => {
    expect(() => readInventory('{"web":{"hosts":["x y\\u001b"]}}', "inventory.json")).toThrow(
      /^inventory.json names no host that is one: "x y\\u001b"$/,
    )
  })

  it.each(["", "[]", "null", "not json", '{"all": {}}'])("refuses %s", (text) => {
    expect(() => readInventory(text, "inventory.json")).toThrow(
      /^inventory.json (is not the JSON of an Ansible inventory|names no host)$/,
    )
  })
})
