import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { identifierDifferences, identifiersOf } from "../../src/acme/requested.js"
import { ToolError } from "../../src/errors.js"
import { type Csr, parseCsr } from "../../src/x509/csr.js"
import { readPem } from "../../src/x509/pem.js"
import { runProgram } from "../e2e/client.js"
import { csrFor } from "./scene.js"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "certfleet-csr-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A CSR as openssl makes it. */
async function opensslCsr(subject: string, names?: string): Promise<Csr> {
  const made = await runProgram("openssl", [
    ...["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject],
    ...[
      "-keyout",
      join(folder, "key.pem"),
      ...(names === undefined ? [] : ["-addext", `subjectAltName=${names}`]),
    ],
  ])
  return parsed(readPem(new TextEncoder().encode(made.stdout)).blocks[0]?.der ?? new Uint8Array())
}

function parsed(der: Uint8Array): Csr {
  const csr = parseCsr(der)
  if (!csr.ok) throw new Error(csr.problem.message)
  return csr.value
}

describe("identifiersOf", () => {
  it("gives each name once, in lower case, addresses as RFC 8738 writes them", async () => {
    const names =
      "DNS:Mail.Example.EDU,DNS:mail.example.edu,DNS:*.example.edu,IP:192.0.2.10,IP:2001:db8:0:0:0:0:0:1"
    expect(identifiersOf(await opensslCsr("/CN=MAIL.example.edu", names))).toEqual([
      { type: "dns", value: "mail.example.edu" },
      { type: "dns", value: "*.example.edu" },
      { type: "ip", value: "192.0.2.10" },
      { type: "ip", value: "2001:db8::1" },
    ])
  })

  it.each([
    [
      "a common name that is none of its names",
      "/CN=other.example.edu",
      "DNS:mail.example.edu",
      "common name",
    ],
    ["no names", "/CN=mail.example.edu", undefined, "no names"],
    ["a mail address", "/CN=mail.example.edu", "DNS:mail.example.edu,email:a@example.edu", "neither"],
  ])("refuses a CSR with %s", async (_, subject, names, why) => {
    const csr = await opensslCsr(subject, names)
    expect(() => identifiersOf(csr)).toThrow(ToolError)
    expect(() => identifiersOf(csr)).toThrow(why)
  })

  it("refuses a CSR that somebody changed", async () => {
    const csr = await csrFor(["mail.example.edu"])
    const der = Buffer.from(csr.der)
    der[der.indexOf("mail", csr.der.length / 2)] = "n".charCodeAt(0)
    expect(() => identifiersOf(parsed(new Uint8Array(der)))).toThrow("signature does not verify")
  })
})

describe("identifierDifferences", () => {
  const dns = (value: string) => ({ type: "dns", value })
  it("sees no difference in order, case and repetition", () => {
    expect(identifierDifferences([dns("a.b"), dns("c.d")], [dns("C.D"), dns("a.b"), dns("a.b")])).toEqual([])
  })

  it("names what is missing and what was not asked for", () => {
    expect(identifierDifferences([dns("a.b"), dns("c.d")], [dns("a.b"), dns("e.f")])).toEqual([
      "c.d is missing",
      "e.f was not asked for",
    ])
  })
})
