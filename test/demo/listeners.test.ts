import { execFile } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import { type Listeners, openListeners } from "../../src/demo/listeners.js"
import { observe } from "../../src/probe/observe.js"
import type { ProbeProtocol } from "../../src/probe/protocols/table.js"
import { fingerprint, newCa, realClock, type Served, served } from "../probe/material.js"

let old: Served
let renewed: Served
let listeners: Listeners
beforeAll(async () => {
  const ca = await newCa()
  old = await served(ca, ["mail.example.edu"])
  renewed = await served(ca, ["mail.example.edu"])
})
afterEach(() => listeners.close())

const services = [
  { service: "https", protocol: "https" },
  { service: "smtp", protocol: "smtp" },
] as const

async function look(service: string, protocol: ProbeProtocol): Promise<string> {
  const port = listeners.ports[service] ?? 0
  const endpoint = { host: "mail.example.edu", address: "127.0.0.1", port, service, protocol }
  const seen = await observe(endpoint, { timeoutMs: 5_000, clock: realClock })
  return seen.ok ? seen.fingerprint : seen.kind
}

/** What openssl's own client sees; its STARTTLS is nobody's we wrote. */
function openssl(port: number, starttls?: string): Promise<string> {
  const args = ["s_client", "-connect", `127.0.0.1:${port}`, "-servername", "mail.example.edu"]
  return new Promise((resolve) => {
    const child = execFile(
      "openssl",
      [...args, ...(starttls === undefined ? [] : ["-starttls", starttls])],
      (_error, stdout) =>
        resolve(/-----BEGIN CERT[\s\S]+?-----END CERTIFICATE-----/.exec(stdout)?.[0] ?? "nothing"),
    )
    child.stdin?.end()
  })
}

describe("openListeners", () => {
  it.each([
    ["https", undefined],
    ["smtp", "smtp"],
    ["lmtp", "lmtp"],
    ["imap", "imap"],
    ["pop3", "pop3"],
    ["ldap", "ldap"],
    ["ldaps", undefined],
  ] as const)("serves %s to openssl s_client -starttls %s", async (protocol, starttls) => {
    listeners = await openListeners([{ service: "one", protocol }])
    listeners.load(old)
    const pem = await openssl(listeners.ports["one"] ?? 0, starttls)
    expect(new X509Certificate(pem).fingerprint256).toBe(new X509Certificate(old.cert).fingerprint256)
  })

  it("serves what was loaded last, by service", async () => {
    listeners = await openListeners(services)
    listeners.load(old)
    listeners.load(renewed, ["smtp"])
    expect(await look("https", "https")).toBe(fingerprint(old.cert))
    expect(await look("smtp", "smtp")).toBe(fingerprint(renewed.cert))
  })

  it("keeps the old certificate where the new key does not fit", async () => {
    listeners = await openListeners(services)
    listeners.load(old)
    expect(() => listeners.load({ ...renewed, key: old.key })).toThrow()
    expect(await look("https", "https")).toBe(fingerprint(old.cert))
  })

  it("resets connections while stopped or before the first certificate", async () => {
    listeners = await openListeners(services)
    expect(await look("https", "https")).toBe("reset")
    listeners.load(old)
    listeners.stop(["https"])
    expect(await look("https", "https")).toBe("reset")
    expect(await look("smtp", "smtp")).toBe(fingerprint(old.cert))
    listeners.start()
    expect(await look("https", "https")).toBe(fingerprint(old.cert))
  })

  it("refuses to change where frozen", async () => {
    listeners = await openListeners(services)
    listeners.load(old)
    listeners.freeze(["smtp"])
    listeners.load(renewed)
    expect(await look("https", "https")).toBe(fingerprint(renewed.cert))
    expect(await look("smtp", "smtp")).toBe(fingerprint(old.cert))
  })

  it("answers 302 over plain HTTP", async () => {
    listeners = await openListeners([{ service: "http", protocol: "http" }])
    const response = await fetch(`http://127.0.0.1:${listeners.ports["http"]}/`, { redirect: "manual" })
    expect(response.status).toBe(302)
  })
})
